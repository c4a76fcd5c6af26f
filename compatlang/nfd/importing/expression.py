"""One expression about one value that may be missing."""

from __future__ import annotations

from collections.abc import Callable

from compatlang import limits
from compatlang.nfd.go.yaml import Path
from compatlang.nfd.importing import membership, numbers, patterns
from compatlang.nfd.importing.needs import Needs
from compatlang.nfd.importing.subject import Subject
from compatlang.nfd.importing.translation import Refusal, Result, Translated, refused
from compatlang.nfd.model import MatchExpression
from compatlang.writing import spelling
from compatlang.writing.condition import YES, Atom

PRESENCE = frozenset({"", "Exists", "DoesNotExist"})
"""Operators that look at no value."""

_WITH_VALUE: dict[str, Callable[[MatchExpression, Subject, Needs], Result]] = {
    "In": membership.is_in,
    "NotIn": membership.not_in,
    "IsTrue": membership.is_truth,
    "IsFalse": membership.is_truth,
    "InRegexp": patterns.matched,
    **dict.fromkeys(numbers.NUMERIC, numbers.compared),
}


def sound(expression: MatchExpression | None, where: Path) -> MatchExpression | tuple[Refusal, ...]:
    """The expression, unless NFD fails on it wherever it is asked."""
    if expression is None:
        return refused(where, "the expression is null, and NFD crashes when it comes to it")
    if len(expression.value) > limits.SET_MEMBERS or any(map(spelling.is_too_long, expression.value)):
        return refused((*where, "value"), "it has more values, or longer ones, than the language allows")
    if expression.op not in PRESENCE and expression.op not in _WITH_VALUE:
        return refused((*where, "op"), f"NFD has no operator `{spelling.shown(expression.op)}`, and fails on it")
    if expression.op in PRESENCE and expression.value:
        name = expression.op or "the empty operator"
        return refused((*where, "value"), f"`{name}` takes no value, and NFD fails on it")
    return expression


def asked(expression: MatchExpression, subject: Subject, needs: Needs) -> Result:
    """What a sound expression asks of a value."""
    match expression.op:
        case "":
            return Translated(YES)
        case "Exists":
            return Translated(Atom(f"{subject.text} is present"))
        case "DoesNotExist":
            return Translated(Atom(f"{subject.text} is missing"))
        case _:
            return _WITH_VALUE[expression.op](expression, subject, needs)
