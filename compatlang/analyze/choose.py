"""A text that a set of values admits: what a witness holds, and what an author may be told to put there.

Every text that is returned was parsed back and is in the set. Where there is a least text, it is the least: `>= 550.54.14`
gives `550.54.14`. Where there is none, a plain one close by is chosen: `< 5.15` gives `5.14`, `> 16Gi` gives `17Gi`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from compatlang.analyze import numbers, versions
from compatlang.ir.accepted import Accepted, Names
from compatlang.lower.accepted import accepted_by
from compatlang.values import pattern, scalar
from compatlang.values.interval import Interval, IntervalSet
from compatlang.values.pattern import Pattern
from compatlang.values.scalar import ScalarType

Wanted: TypeAlias = Accepted | Pattern
"""A set of keys, or a pattern that has one."""

_FRESH = "other"
"""What a text is called that only has to be another than some."""


def admitted(type_: ScalarType, wanted: Wanted, near: str | None = None, *, width: int = 4) -> str | None:
    """The least text that is admitted, or None where none was found.

    With `near`, a text that was observed: that text where it is admitted, else the nearest admitted above, else below.
    Ids are written with `width` hexadecimal digits, as NFD does.

    >>> admitted("version", pattern.Bound(">=", "550.54.14"))
    '550.54.14'
    >>> admitted("version", pattern.AnyOf((pattern.Literal("5.10.*"), pattern.Literal("5.15.*"))), near="5.12.3")
    '5.15'
    """
    accepted = as_set(type_, wanted)
    if near is not None and _is_admitted(type_, accepted, near):
        return near
    candidates = _named(type_, accepted) if isinstance(accepted, Names) else _ordered(type_, accepted, near, width)
    return next((each for each in candidates if _is_admitted(type_, accepted, each)), None)


def as_set(type_: ScalarType, wanted: Wanted) -> Accepted:
    """The keys that are wanted."""
    if isinstance(wanted, IntervalSet | Names):
        return wanted
    if isinstance(wanted, pattern.Anything) and type_ not in scalar.ORDERED_TYPES:
        return Names(frozenset(), excluded=True)
    return accepted_by(wanted, type_)


def _is_admitted(type_: ScalarType, accepted: Accepted, text: str) -> bool:
    key = scalar.parse(type_, text)
    return key is not None and key in accepted


def _named(type_: ScalarType, names: Names) -> Iterator[str]:
    """The names themselves in their order, or one that is not excluded."""
    if type_ == "bool":
        yield from ("true", "false")
    elif not names.excluded:
        yield from sorted(names.keys)
    else:
        yield from (_FRESH if index == 0 else f"{_FRESH}-{index}" for index in range(len(names.keys) + 1))


def _ordered(type_: ScalarType, accepted: IntervalSet, near: str | None, width: int) -> Iterator[str]:
    """Texts of each interval: upwards from the least, or first upwards and then downwards from what was observed."""
    key = None if near is None else scalar.parse(type_, near)
    above = [each for each in accepted.intervals if key is None or (each[0] is not None and each[0] > key)]
    below = [each for each in accepted.intervals if each not in above]
    for each in above:
        yield from _ascending(type_, each, width)
    for each in reversed(below):
        yield from _descending(type_, each, width)


def _ascending(type_: ScalarType, interval: Interval, width: int) -> Iterator[str]:
    if type_ == "version":
        yield from versions.ascending(interval)
    else:
        yield from numbers.ascending(type_, interval, width)


def _descending(type_: ScalarType, interval: Interval, width: int) -> Iterator[str]:
    if type_ == "version":
        yield from versions.descending(interval)
    else:
        yield from numbers.descending(type_, interval, width)
