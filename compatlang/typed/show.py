"""The typed tree as text, in the language's own syntax: what messages quote, and what `--emit` and goldens compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from compatlang.schema.show import feature_path as feature_path
from compatlang.typed import tree as typed
from compatlang.values import pattern
from compatlang.values.scalar import ScalarType
from compatlang.values.show import quoted as quoted


def show_value(value: typed.Value) -> str:
    """A value. `kernel.version.full` is shown as the path `kernel.version`, which means it."""
    match value:
        case typed.Constant(type_, text):
            return pattern.show_literal(type_, text)
        case typed.Element(domain, name, _):
            return "kernel.version" if (domain, name) == ("kernel.version", "full") else feature_path(domain, name)
        case typed.Attribute(_, name, _) | typed.Feature(name, _) | typed.Parameter(name, _):
            return name
        case typed.Coalesce(operands, _):
            return " ?? ".join(show_value(each) for each in operands)
        case typed.Join(parts):
            return f"version({', '.join(show_value(each) for each in parts)})"
        case typed.Count(domain, condition):
            return f"count {domain} {{ {show_block(condition)} }}"
    assert_never(value)


def show_block(condition: typed.Condition) -> str:
    """The conditions of a block, on one line."""
    operands = condition.operands if isinstance(condition, typed.And) else (condition,)
    return "; ".join(show_condition(each) for each in operands)


def show_condition(condition: typed.Condition) -> str:
    """A condition, on one line, with brackets where they are needed."""
    match condition:
        case typed.Truth(value):
            return "true" if value else "false"
        case typed.And(operands):
            return _joined(operands, " and ", (typed.Or,), "true")
        case typed.Or(operands):
            return _joined(operands, " or ", (), "false")
        case typed.Not(operand):
            return _negated(operand)
        case typed.Test(subject, wanted, type_):
            return show_test(show_value(subject), wanted, type_)
        case typed.Compare(operator, left, right):
            return f"{show_value(left)} {operator} {show_value(right)}"
        case typed.Has(domain, names, any_):
            return f"{domain} has {show_flags(names, any_)}"
        case typed.Like(subject, glob):
            return f"{show_value(subject)} like {quoted(glob)}"
        case typed.Matches(subject, regex):
            return f"{show_value(subject)} matches {quoted(regex)}"
        case typed.Reported(domain):
            return f"{domain} is reported"
        case typed.Present(subject):
            return f"{show_value(subject)} is present"
        case typed.FlagPresent(domain, name):
            return f"{feature_path(domain, name)} is present"
        case typed.Quantified(kind, domain, inner):
            return f"{kind} {domain} {{ {show_block(inner)} }}"
        case typed.RuleCall(rule, arguments):
            return f"{local_name(rule)}({', '.join(show_value(each) for each in arguments)})"
        case typed.TableCall(table, arguments):
            given = ", ".join("*" if each is None else show_value(each) for each in arguments)
            return f"{local_name(table)}({given})"
    assert_never(condition)


def _joined(operands: Sequence[typed.Condition], word: str, bracketed: tuple[type, ...], empty: str) -> str:
    shown = [f"({show_condition(each)})" if isinstance(each, bracketed) else show_condition(each) for each in operands]
    return word.join(shown) or empty


def _negated(operand: typed.Condition) -> str:
    match operand:
        case typed.Test(subject, pattern.Literal(_) as wanted, type_):
            return f"{show_value(subject)} != {pattern.show(wanted, type_)}"
        case typed.Test(subject, wanted, type_):
            return f"{show_value(subject)} not in {pattern.show(wanted, type_)}"
        case typed.Compare("==", left, right):
            return f"{show_value(left)} != {show_value(right)}"
        case typed.Present(subject):
            return f"{show_value(subject)} is missing"
        case typed.FlagPresent(domain, name):
            return f"{feature_path(domain, name)} is missing"
        case typed.And() | typed.Or():
            return f"not ({show_condition(operand)})"
        case _:
            return f"not {show_condition(operand)}"


def show_test(subject: str, wanted: pattern.Pattern, type_: ScalarType) -> str:
    """A question about one value, with the operator that its pattern has."""
    if isinstance(wanted, pattern.Bound):
        return f"{subject} {pattern.show(wanted, type_)}"
    return f"{subject} {'==' if isinstance(wanted, pattern.Literal) else 'in'} {pattern.show(wanted, type_)}"


def show_flags(names: Sequence[str], any_: bool) -> str:
    """What stands right of `has`."""
    if len(names) == 1:
        return quoted(names[0])
    return f"{'any ' if any_ else ''}[{', '.join(quoted(each) for each in names)}]"


def local_name(identifier: str) -> str:
    """The name of a declaration without its file."""
    return identifier.rsplit("#", 1)[-1]
