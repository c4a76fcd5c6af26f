"""The sentences of explanations: what was observed, and what would have been accepted."""

from __future__ import annotations

from typing import NamedTuple, assert_never

from compatlang.evaluate.observe import Absent, Counted, Known, Observation, Unparsable, Unreported
from compatlang.snapshot import Instance
from compatlang.typed import tree as typed
from compatlang.typed.show import quoted, show_condition, show_value
from compatlang.values import pattern
from compatlang.values.scalar import ScalarType

_SHOWN_MEMBERS = 12
_OPPOSITE: dict[pattern.Operator, pattern.Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Accepted(NamedTuple):
    """What would have been accepted: `verb` and `text` end a sentence, "…, needs >= 5.15"."""

    verb: str
    text: str

    @property
    def phrase(self) -> str:
        """As a report's field shows it, without the verb where that goes without saying."""
        return self.text if self.verb == "needs" else f"{self.verb.removeprefix('must ')} {self.text}"


def accepted_values(wanted: pattern.Pattern, type_: ScalarType, positive: bool) -> Accepted:
    """What a pattern accepts, or where not `positive` what it leaves."""
    if positive:
        return Accepted("needs", _members(wanted, type_))
    match wanted:
        case pattern.Bound(operator, text):
            return Accepted("needs", f"{_OPPOSITE[operator]} {pattern.show_literal(type_, text)}")
        case pattern.Literal():
            return Accepted("must not be", pattern.show(wanted, type_))
        case pattern.AnyOf():
            return Accepted("must not be", _members(wanted, type_))
        case _:
            return Accepted("must not be in", pattern.show(wanted, type_))


def _members(wanted: pattern.Pattern, type_: ScalarType) -> str:
    if not isinstance(wanted, pattern.AnyOf):
        return pattern.show(wanted, type_)
    shown = ", ".join(pattern.show(each, type_) for each in wanted.members[:_SHOWN_MEMBERS])
    more = len(wanted.members) - _SHOWN_MEMBERS
    return f"one of {shown}" + (f" and {more} more" if more > 0 else "")


def state(observed: Observation) -> str:
    """What was observed, as the end of "gpu.driver …"."""
    match observed:
        case Known(text, _):
            return f"is {text}" if text else "is empty"
        case Absent():
            return "is absent"
        case Unreported(why):
            return f"is not known ({why})"
        case Unparsable(text, type_):
            return f"is {quoted(text)}, which is no {type_}"
        case Counted():
            return f"is {number(observed)}"
    assert_never(observed)


def attribute_state(name: str, observed: Observation) -> str:
    """The same of an attribute, as the end of "15b3:1017 …"."""
    match observed:
        case Known(text, _):
            return f"has {name} {text}" if text else f"has an empty {name}"
        case Absent():
            return f"has no {name}"
        case Unparsable(text, type_):
            return f"has {name} {quoted(text)}, which is no {type_}"
        case _:
            return f"has {name}, which {state(observed)}"


def word(observed: Observation) -> str:
    """What was observed, as a report's field shows it."""
    match observed:
        case Known(text, _) | Unparsable(text, _):
            return text
        case Absent():
            return "absent"
        case Unreported():
            return "not known"
        case Counted():
            return number(observed)
    assert_never(observed)


def number(observed: Counted) -> str:
    """How many, as far as is known."""
    if observed.possible is None:
        return f"at least {observed.certain}"
    if observed.possible == observed.certain:
        return str(observed.certain)
    return f"{observed.certain} to {observed.possible}"


def with_phrase(condition: typed.Condition) -> str:
    """The conditions of a quantifier's block as a phrase: `vendor 0x15b3 and class 0x0207`."""
    operands = condition.operands if isinstance(condition, typed.And) else (condition,)
    phrases = []
    for each in operands:
        if isinstance(each, typed.Test) and isinstance(each.pattern, pattern.Literal):
            phrases.append(f"{show_value(each.subject)} {pattern.show(each.pattern, each.type)}")
        elif isinstance(each, typed.Or) and len(operands) > 1:
            phrases.append(f"({show_condition(each)})")
        else:
            phrases.append(show_condition(each))
    return " and ".join(phrases)


def instance_name(domain: str, position: int, instance: Instance) -> str:
    """An instance as people name it: `15b3:1017` by vendor and device, else by name, else by its place in the list.

    >>> instance_name("pci.device", 0, {"vendor": "15b3", "device": "1017"})
    '15b3:1017'
    """
    if "vendor" in instance and "device" in instance:
        return f"{instance['vendor']}:{instance['device']}"
    return instance.get("name") or f"{domain} number {position + 1}"
