"""Sets of keys of an ordered type, as sorted disjoint half-open intervals.

Every literal is a half-open interval `low <= key < high`, so every set that a pattern can describe is a finite union of
them, and union, intersection and complement stay exact.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from compatlang.values.scalar import Key

Interval: TypeAlias = tuple[Key | None, Key | None]
"""`low <= key < high`; None is minus infinity on the left, plus infinity on the right."""


class IntervalSet:
    """An immutable set of keys. `intervals` is sorted, disjoint and not adjacent, so equal sets are equal tuples."""

    __slots__ = ("_hash", "_lows", "intervals")

    def __init__(self, intervals: Iterable[Interval] = ()) -> None:
        self.intervals: tuple[Interval, ...] = tuple(_merged(intervals))
        self._lows = [low for low, _ in self.intervals if low is not None]
        self._hash: int | None = None

    def __contains__(self, key: Key) -> bool:
        index = bisect_right(self._lows, key) - 1
        if self.intervals and self.intervals[0][0] is None:
            index += 1
        if index < 0:
            return False
        high = self.intervals[index][1]
        return high is None or bool(key < high)

    def __bool__(self) -> bool:
        return bool(self.intervals)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, IntervalSet) and self.intervals == other.intervals)

    def __hash__(self) -> int:
        if self._hash is None:  # a table of many rows is one set, and looked up often while policies are compiled
            self._hash = hash(self.intervals)
        return self._hash

    def __or__(self, other: IntervalSet) -> IntervalSet:
        return IntervalSet((*self.intervals, *other.intervals))

    def __and__(self, other: IntervalSet) -> IntervalSet:
        return ~(~self | ~other)

    def __sub__(self, other: IntervalSet) -> IntervalSet:
        return self & ~other

    def __invert__(self) -> IntervalSet:
        gaps: list[Interval] = []
        low: Key | None = None
        for start, end in self.intervals:
            if start is not None:
                gaps.append((low, start))
            if end is None:
                return IntervalSet(gaps)
            low = end
        gaps.append((low, None))
        return IntervalSet(gaps)

    def __repr__(self) -> str:
        return f"IntervalSet({list(self.intervals)!r})"


def _merged(intervals: Iterable[Interval]) -> Iterator[Interval]:
    """Sorted, empty ones dropped, overlapping and adjacent ones joined."""
    proper = [each for each in intervals if each[0] is None or each[1] is None or each[0] < each[1]]
    unbounded = [each for each in proper if each[0] is None]
    bounded = sorted((low, index) for index, (low, _) in enumerate(proper) if low is not None)
    current: Interval | None = None
    for low, high in (*unbounded, *(proper[index] for _, index in bounded)):
        if current is None:
            current = (low, high)
        elif current[1] is None:
            break
        elif low is None or low <= current[1]:
            current = (current[0], None if high is None else max(high, current[1]))
        else:
            yield current
            current = (low, high)
    if current is not None:
        yield current


EMPTY = IntervalSet()
FULL = IntervalSet([(None, None)])
