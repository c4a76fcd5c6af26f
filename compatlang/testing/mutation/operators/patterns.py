"""Patterns that differ in one bound or in one member."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from compatlang.values import scalar
from compatlang.values.pattern import AnyOf, Bound, Operator, Pattern, Range, show
from compatlang.values.scalar import ScalarType

_LAST_NUMBER = re.compile(r"([0-9]+)(\.\*)?$")
_SHIFTED: dict[Operator, Operator] = {">=": ">", ">": ">=", "<=": "<", "<": "<="}


class Changed(NamedTuple):
    """A pattern in the place of another, and the part of it that is shown."""

    pattern: Pattern
    was: str
    becomes: str


def shifted(pattern: Pattern, type_: ScalarType) -> Iterator[Changed]:
    """The patterns with one bound shifted by the least step: `>= 5` as `> 5`, `5 .. 8` as `5 ..< 8` and as `6 .. 8`."""
    match pattern:
        case Bound(operator, text):
            yield _changed(pattern, Bound(_SHIFTED[operator], text), type_)
        case Range(low, high, half_open):
            yield _changed(pattern, Range(low, high, not half_open), type_)
            raised = _next(low, type_)
            if raised is not None and _is_proper(raised, high, type_, half_open):
                yield _changed(pattern, Range(raised, high, half_open), type_)
        case AnyOf(members):
            for place, member in enumerate(members):
                for each in shifted(member, type_):
                    yield each._replace(pattern=AnyOf((*members[:place], each.pattern, *members[place + 1 :])))
        case _:
            pass


def without_member(pattern: Pattern, type_: ScalarType) -> Iterator[Changed]:
    """The sets that lack one member; a set of one keeps it, since nothing is a member of none."""
    if isinstance(pattern, AnyOf) and len(pattern.members) > 1:
        for place, member in enumerate(pattern.members):
            yield Changed(AnyOf((*pattern.members[:place], *pattern.members[place + 1 :])), show(member, type_), "")


def _changed(was: Pattern, now: Pattern, type_: ScalarType) -> Changed:
    return Changed(now, show(was, type_), show(now, type_))


def _next(text: str, type_: ScalarType) -> str | None:
    """The next literal that is written alike: of a version, the one whose last number is one more."""
    if type_ == "id":
        return f"{int(text, 16) + 1:#06x}"
    found = _LAST_NUMBER.search(text)
    if found is None or (type_ == "version" and "-" in text):
        return None
    return f"{text[: found.start()]}{int(found[1]) + 1:0{len(found[1])}}{found[2] or ''}"


def _is_proper(low: str, high: str, type_: ScalarType, half_open: bool) -> bool:
    """Whether a range holds anything."""
    first, last = scalar.literal_bounds(type_, low), scalar.literal_bounds(type_, high)
    return first is not None and last is not None and bool(first[0] < (last[0] if half_open else last[1]))
