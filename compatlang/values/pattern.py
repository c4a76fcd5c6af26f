"""Patterns over the values of one scalar type, with literals as the author wrote them.

A pattern is a tree without names: `let`s are expanded, types are checked. `admits` is its plain meaning, which the
reference evaluator uses; `interval_set` is the same as a set of keys, which everything that optimizes uses; a property
shows that they agree. A pattern admits values only: absence is decided before a pattern is asked.
"""

from __future__ import annotations

from typing import Literal as OneOfWords
from typing import assert_never

import msgspec

from compatlang.values import scalar
from compatlang.values.interval import FULL, Interval, IntervalSet
from compatlang.values.scalar import Bounds, Key, ScalarType
from compatlang.values.show import quoted

Operator = OneOfWords["<", "<=", ">", ">="]


class Literal(msgspec.Struct, frozen=True, tag="literal"):
    """A literal's text: for strings the value, for ids `0x…`, for versions perhaps a series."""

    text: str


class Bound(msgspec.Struct, frozen=True, tag="bound"):
    """`>= 550.54.14`."""

    operator: Operator
    text: str


class Range(msgspec.Struct, frozen=True, tag="range"):
    """`low .. high`, or `low ..< high` where `half_open`."""

    low: str
    high: str
    half_open: bool


class AnyOf(msgspec.Struct, frozen=True, tag="any_of"):
    """`[p, q]`; nothing is admitted by an empty set."""

    members: tuple[Pattern, ...]


class Anything(msgspec.Struct, frozen=True, tag="anything"):
    """`*` in a table cell."""


Pattern = Literal | Bound | Range | AnyOf | Anything


def _bounds(type_: ScalarType, text: str) -> Bounds:
    bounds = scalar.literal_bounds(type_, text)
    if bounds is None:
        raise ValueError(f"{text!r} is no literal of type {type_}; patterns are checked before they are built")
    return bounds


def admits(pattern: Pattern, type_: ScalarType, key: Key) -> bool:
    """Whether the pattern admits a value, by its plain meaning."""
    match pattern:
        case Literal(text):
            if type_ in scalar.ORDERED_TYPES:
                low, high = _bounds(type_, text)
                return bool(low <= key < high)
            return bool(key == scalar.parse(type_, text))
        case Bound(operator, text):
            return _beyond(operator, _bounds(type_, text), key)
        case Range(low_text, high_text, half_open):
            end = _bounds(type_, high_text)
            return bool(_bounds(type_, low_text)[0] <= key < (end[0] if half_open else end[1]))
        case AnyOf(members):
            return any(admits(each, type_, key) for each in members)
        case Anything():
            return True
    assert_never(pattern)


def _beyond(operator: Operator, bounds: Bounds, key: Key) -> bool:
    low, high = bounds
    match operator:
        case "<":
            return bool(key < low)
        case "<=":
            return bool(key < high)
        case ">":
            return bool(key >= high)
        case ">=":
            return bool(key >= low)
    assert_never(operator)


def interval_set(pattern: Pattern, type_: ScalarType) -> IntervalSet:
    """The keys that a pattern over an ordered type admits."""
    match pattern:
        case Literal(text):
            return IntervalSet([_bounds(type_, text)])
        case Bound(operator, text):
            low, high = _bounds(type_, text)
            ends: dict[str, Interval] = {"<": (None, low), "<=": (None, high), ">": (high, None), ">=": (low, None)}
            return IntervalSet([ends[operator]])
        case Range(low_text, high_text, half_open):
            end = _bounds(type_, high_text)
            return IntervalSet([(_bounds(type_, low_text)[0], end[0] if half_open else end[1])])
        case AnyOf(members):
            return IntervalSet(each for member in members for each in interval_set(member, type_).intervals)
        case Anything():
            return FULL
    assert_never(pattern)


def show(pattern: Pattern, type_: ScalarType) -> str:
    """As a message shows it, in the language's own syntax.

    >>> show(AnyOf((Literal("5.10.*"), Bound(">=", "6.8"))), "version")
    '[5.10.*, >= 6.8]'
    """
    match pattern:
        case Literal(text):
            return show_literal(type_, text)
        case Bound(operator, text):
            return f"{operator} {show_literal(type_, text)}"
        case Range(low, high, half_open):
            return f"{show_literal(type_, low)} {'..<' if half_open else '..'} {show_literal(type_, high)}"
        case AnyOf(members):
            return "[" + ", ".join(show(each, type_) for each in members) + "]"
        case Anything():
            return "*"
    assert_never(pattern)


def show_literal(type_: ScalarType, text: str) -> str:
    """A literal as the language writes it: strings quoted, the rest as it is."""
    return quoted(text) if type_ == "string" else text
