"""Formulas about one instance as conditions of a template of NFD, whose functions are those of sprig.

A template can say what expressions of one term cannot: alternatives, and that something is not so. Within it the dot is the
instance, a map whose absent attributes read as empty texts, so where that makes a difference `$there` has the names of those
that are there:

    and (has "maker" $there) (not (has (index . "maker") (list "acme")))
"""

from __future__ import annotations

from collections.abc import Iterable

from compatlang.nfd.exporting.expressions import Expression, Inexpressible, expressions
from compatlang.nfd.exporting.formula import And, Element, Formula, Or
from compatlang.nfd.exporting.questions import Among, Question
from compatlang.nfd.go.quote import quote
from compatlang.values.interval import FULL, IntervalSet
from compatlang.values.text import regex_matches

_NAMES = "{{ $there := list }}{{ range $name, $text := . }}{{ $there = append $there $name }}{{ end }}"
"""Makes `$there`."""


def speaks_of_instances(wanted: Formula) -> bool:
    """Whether a formula asks nothing but attributes of an instance."""
    match wanted:
        case And(operands) | Or(operands):
            return all(map(speaks_of_instances, operands))
        case Element(instance=instance):
            return instance
        case _:
            return False


def each_instance(path: str, said: str) -> str:
    """A template that does something for each instance of a feature."""
    names = _NAMES if "$there" in said else ""
    return f"{{{{ range {path} }}}}{names}{said}{{{{ end }}}}"


def condition(wanted: Formula) -> str | Inexpressible:
    """A formula that speaks of instances as one operand of a template."""
    match wanted:
        case And(()):
            return "true"
        case Or(()):
            return "false"
        case And(operands) | Or(operands):
            return _joint("and" if isinstance(wanted, And) else "or", map(condition, operands))
        case Element(_, name, Among("id", IntervalSet() as keys)):
            return _of_ids(name, keys)
        case Element(_, name, question):
            return _answered(name, question)
        case _:
            raise AssertionError("only what speaks of instances is a condition about one")


def _joint(word: str, operands: Iterable[str | Inexpressible]) -> str | Inexpressible:
    texts: list[str] = []
    for each in operands:
        if isinstance(each, Inexpressible):
            return each
        texts.append(each)
    return texts[0] if len(texts) == 1 else f"({word} {' '.join(texts)})"


def _answered(name: str, question: Question) -> str | Inexpressible:
    found = expressions(question)
    return found if isinstance(found, Inexpressible) else _joint("and", (_asked(name, each) for each in found))


def _of_ids(name: str, keys: IntervalSet) -> str | Inexpressible:
    """Ids of a set, or, which may be much shorter, ids that are not of those beside it."""
    direct, every, others = (_answered(name, Among("id", each)) for each in (keys, FULL, ~keys))
    turned = _joint("and", [every, others if isinstance(others, Inexpressible) else f"(not {others})"])
    return min((each for each in (direct, turned) if isinstance(each, str)), key=len, default=direct)


def _asked(name: str, expression: Expression) -> str:
    """What NFD answers to an expression about an attribute. To an empty text few answer as they do to one that is there."""
    there, text = f"(has {quote(name)} $there)", f"(index . {quote(name)})"
    values = " ".join(map(quote, expression.value))
    match expression.op:
        case "Exists":
            return there
        case "DoesNotExist":
            return f"(not {there})"
        case "IsTrue" | "IsFalse":
            return f'(eq {text} "{expression.op[2:].lower()}")'
        case "In":
            listed = f"(has {text} (list {values}))"
            return f"(and {there} {listed})" if "" in expression.value else listed
        case "NotIn":
            return f"(and {there} (not (has {text} (list {values}))))"
        case "InRegexp":
            matched = f"(regexMatch {values} {text})"
            return f"(and {there} {matched})" if regex_matches(expression.value[0], "") else matched
        case other:
            raise AssertionError(f"no question becomes {other}")
