"""One match expression against one input, after `evaluateMatchExpression` of NFD's nodefeaturerule/expression.go.

The order of the questions is part of the meaning: an operator is known or not before anything else, and the values of
most operators are looked at only where there is an input.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from compatlang.nfd.go import atoi, regexp, semver
from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.quote import quote
from compatlang.nfd.model import MatchExpression
from compatlang.nfd.outcomes import NIL, Failure

Verdict: TypeAlias = bool | Failure
Number: TypeAlias = int | semver.Version

VERSION = "version"
"""The one `type` there is; without one, numbers are integers."""

_ORDERS: dict[str, Callable[[Number, Number], bool]] = {
    "Gt": lambda left, right: left > right,  # type: ignore[operator] # both sides are of one type
    "Ge": lambda left, right: left >= right,  # type: ignore[operator]
    "Lt": lambda left, right: left < right,  # type: ignore[operator]
    "Le": lambda left, right: left <= right,  # type: ignore[operator]
}
_RANGES = {"GtLt": ("Gt", "Lt"), "GeLe": ("Ge", "Le")}


def evaluate(expression: MatchExpression | None, present: bool, value: str | None) -> Verdict:
    """Whether an expression holds for an element that is `present` or not; a flag has no value.

    A null expression is a nil pointer, and NFD panics.
    """
    if expression is None:
        return NIL
    if expression.op not in OPERATORS:
        return Failure(f"invalid Op {quote(expression.op)}")
    answer = {"": True, "Exists": present, "DoesNotExist": not present}.get(expression.op)
    if answer is not None:
        return _empty(expression) or answer
    if not present or value is None:
        return False
    return _WITH_VALUE[expression.op](expression, value)


def _in(expression: MatchExpression, value: str) -> Verdict:
    return _some(expression) or value in expression.value


def _not_in(expression: MatchExpression, value: str) -> Verdict:
    return _some(expression) or value not in expression.value


def _in_regexp(expression: MatchExpression, value: str) -> Verdict:
    """All patterns are compiled before the first is tried."""
    wrong = _some(expression)
    if wrong:
        return wrong
    patterns: list[regexp.Pattern] = []
    for text in expression.value:
        pattern = regexp.compile_(text)
        if isinstance(pattern, GoError):
            # The spelling is NFD's.
            return _wrong(expression, "invalid expressiom, 'value' field must only contain valid regexps")
        patterns.append(pattern)
    return any(pattern.search(value) for pattern in patterns)


def _compared(expression: MatchExpression, value: str) -> Verdict:
    if len(expression.value) != 1:
        return _wrong(expression, "invalid expression, 'value' field must contain exactly one element")
    read = _numbers(expression, value)
    return read if isinstance(read, Failure) else _ORDERS[expression.op](read[0], read[1])


def _between(expression: MatchExpression, value: str) -> Verdict:
    """Integer bounds must be in order; nobody asks that of versions."""
    if len(expression.value) != 2:
        return _wrong(expression, "invalid expression, 'value' field must contain exactly two elements")
    read = _numbers(expression, value)
    if isinstance(read, Failure):
        return read
    number, low, high = read
    if expression.type != VERSION and _ORDERS["Ge"](low, high):
        return _wrong(expression, "invalid expression, value[0] must be less than Value[1]")
    above, below = (_ORDERS[op] for op in _RANGES[expression.op])
    return above(number, low) and below(number, high)


def _is(truth: str) -> Callable[[MatchExpression, str], Verdict]:
    return lambda expression, value: _empty(expression) or value == truth


_WITH_VALUE: dict[str, Callable[[MatchExpression, str], Verdict]] = {
    "In": _in,
    "NotIn": _not_in,
    "InRegexp": _in_regexp,
    **dict.fromkeys(_ORDERS, _compared),
    **dict.fromkeys(_RANGES, _between),
    "IsTrue": _is("true"),
    "IsFalse": _is("false"),
}

OPERATORS = ("", "Exists", "DoesNotExist", *_WITH_VALUE)
"""Every operator; the empty one is always true."""

NUMERIC = (*_ORDERS, *_RANGES)
"""The operators that compare numbers or versions."""


def _numbers(expression: MatchExpression, value: str) -> list[Number] | Failure:
    """The input and the values of an expression as its type reads them."""
    if expression.type not in ("", VERSION):
        text = f"invalid expression, 'type' field only accepts {quote(VERSION)} value for Op {quote(expression.op)}"
        return Failure(f"{text} (have {quote(expression.type)})")
    read: Callable[[str], Number | GoError] = semver.parse if expression.type == VERSION else atoi.atoi
    kind = "version" if expression.type == VERSION else "number"
    found: list[Number] = []
    for index, text in enumerate((value, *expression.value)):
        number = read(text)
        if isinstance(number, GoError):
            return Failure(f"not a {kind} {quote(text)}" + (f" in {expression}" if index else ""))
        found.append(number)
    return found


def _empty(expression: MatchExpression) -> Failure | None:
    return _wrong(expression, "invalid expression, 'value' field must be empty") if expression.value else None


def _some(expression: MatchExpression) -> Failure | None:
    if expression.value:
        return None
    return Failure(f"invalid expression, 'value' field must be non-empty for Op {quote(expression.op)}")


def _wrong(expression: MatchExpression, what: str) -> Failure:
    return Failure(f"{what} for Op {quote(expression.op)} (have {listed(expression.value)})")


def listed(values: Sequence[str]) -> str:
    """A list as Go's `%v` prints it."""
    return "[" + " ".join(values) + "]"
