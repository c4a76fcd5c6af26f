"""Sets of keys and texts, as an author would write them.

A set is shown as a pattern, exactly: what is shown, read as a pattern, is the set again. The language has no pattern for two
things that sets can come to, and the notation here has its own words for them:

- `exactly 5.15.3` is one key, as a comparison with a parameter asks for it; the literal `5.15.3` means whatever was built from
  that release, too. It can be an end as well: `> exactly 5.15.3`.
- `> 5.15 ..< 6.1` is a range that begins above its low end, as is left of `5 ..< 6.1` without `5.15`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import msgspec

from compatlang.values import quantity, scalar, version
from compatlang.values.interval import Interval, IntervalSet
from compatlang.values.scalar import Key, ScalarType


def quoted(text: str) -> str:
    """A string literal."""
    return msgspec.json.encode(text.encode("utf-8", "replace").decode()).decode()


def show_set(type_: ScalarType, keys: IntervalSet) -> str:
    """A set of keys of an ordered type; everything is `*`.

    >>> show_set("int", IntervalSet([(None, 2), (4, 5), (7, 10)]))
    '[< 2, 4, 7 .. 9]'
    """
    shown = [_show_interval(type_, each) for each in keys.intervals]
    return shown[0] if len(shown) == 1 else f"[{', '.join(shown)}]"


class _End(NamedTuple):
    """An end of an interval: where the keys of a literal begin, or just `after` them."""

    text: str
    after: bool


def _show_interval(type_: ScalarType, interval: Interval) -> str:
    low, high = interval
    if low is None:
        if high is None:
            return "*"
        end = _end(type_, high, after=False)
        return f"{'<=' if end.after else '<'} {end.text}"
    begin = _end(type_, low, after=False)
    above = "> " if begin.after else ""
    if high is None:
        return f"{above or '>= '}{begin.text}"
    end = _end(type_, high, after=True)
    if type_ == "version" and (series := version.series(low, high)):
        return series
    if end.after and not begin.after and end.text in {begin.text, f"exactly {begin.text}"}:
        return end.text
    return f"{above}{begin.text} {'..' if end.after else '..<'} {end.text}"


def _end(type_: ScalarType, bound: Key, *, after: bool) -> _End:
    """Most bounds of whole numbers are ends of two literals: 5 begins one and follows another, 4. `after` prefers that."""
    if type_ == "version":
        return _End(*version.show_bound(bound))
    text = _TEXTS[type_]
    ends = [_End(text(bound), False), _End(text(bound - 1), True)]
    return min(ends, key=lambda end: (_unwritable(type_, end.text), _length(type_, end.text), end.after is not after))


def _unwritable(type_: ScalarType, text: str) -> bool:
    return scalar.parse(type_, text) is None


def _length(type_: ScalarType, text: str) -> int:
    """Of a quantity the shorter text is the one that was meant: nobody writes `1073741824000000001n` for the end of `1Gi`."""
    return len(text) if type_ == "quantity" else 0


def _id(key: int) -> str:
    return f"0x{key:04x}"


_TEXTS: Mapping[ScalarType, Callable[[int], str]] = {"int": str, "id": _id, "quantity": quantity.show_quantity}
