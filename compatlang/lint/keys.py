"""The values that a pattern admits, as a set that can be cut and joined, of the ordered types and of the others."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from compatlang.values import pattern, scalar
from compatlang.values.interval import IntervalSet
from compatlang.values.pattern import Pattern
from compatlang.values.scalar import Key, ScalarType


class Choice(msgspec.Struct, frozen=True):
    """Some strings or bools, or where `others`, all but these."""

    keys: frozenset[Key]
    others: bool = False

    def __bool__(self) -> bool:
        return self.others or bool(self.keys)

    def __invert__(self) -> Choice:
        return Choice(self.keys, not self.others)

    def __and__(self, other: Choice) -> Choice:
        if self.others and other.others:
            return Choice(self.keys | other.keys, True)
        if self.others:
            return Choice(other.keys - self.keys)
        return Choice(self.keys - other.keys if other.others else self.keys & other.keys)

    def __or__(self, other: Choice) -> Choice:
        return ~(~self & ~other)


Keys = IntervalSet | Choice


def keys_of(wanted: Pattern, type_: ScalarType) -> Keys:
    """What a pattern over values of a type admits."""
    if type_ in scalar.ORDERED_TYPES:
        return pattern.interval_set(wanted, type_)
    return _choice(wanted, type_)


def _choice(wanted: Pattern, type_: ScalarType) -> Choice:
    match wanted:
        case pattern.Literal(text):
            return Choice(frozenset({scalar.parse(type_, text)}))
        case pattern.AnyOf(members):
            choices = [_choice(each, type_) for each in members]
            return _united(choices)
        case _:
            return Choice(frozenset(), others=True)


def _united(choices: Iterable[Choice]) -> Choice:
    found = Choice(frozenset())
    for each in choices:
        found = found | each
    return found


def both(left: Keys, right: Keys) -> Keys:
    """What two sets of one type share."""
    if isinstance(left, IntervalSet) and isinstance(right, IntervalSet):
        return left & right
    assert isinstance(left, Choice)
    assert isinstance(right, Choice)
    return left & right


def within(inner: Keys, outer: Keys) -> bool:
    """Whether one set of a type lies in another."""
    return not both(inner, ~outer)
