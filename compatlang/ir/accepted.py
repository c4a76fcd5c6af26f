"""The sets of keys that atoms ask about: intervals of an ordered type, or named values of another.

Both are closed under *and*, *or* and *not*, so questions about one value can be merged into one.
"""

from __future__ import annotations

from typing import TypeAlias

from compatlang.values.interval import IntervalSet
from compatlang.values.scalar import Key


class Names:
    """A finite set of strings or truth values, or everything but such a set. Immutable."""

    __slots__ = ("excluded", "keys")

    def __init__(self, keys: frozenset[Key], *, excluded: bool = False) -> None:
        self.keys = keys
        self.excluded = excluded

    def __contains__(self, key: Key) -> bool:
        return (key in self.keys) is not self.excluded

    def __invert__(self) -> Names:
        return Names(self.keys, excluded=not self.excluded)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Names) and self.excluded is other.excluded and self.keys == other.keys

    def __hash__(self) -> int:
        return hash((self.keys, self.excluded))

    def __repr__(self) -> str:
        return f"Names({sorted(map(str, self.keys))}, excluded={self.excluded})"


Accepted: TypeAlias = IntervalSet | Names
"""Two sets of one value are of one class."""


def union(*sets: Accepted) -> Accepted:
    """What any of the sets has. All belong to one value, and there is at least one.

    >>> union(Names(frozenset({"a"})), Names(frozenset({"b"}), excluded=True))
    Names(['b'], excluded=True)
    """
    if isinstance(sets[0], IntervalSet):
        ordered = [each for each in sets if isinstance(each, IntervalSet)]
        return IntervalSet(interval for each in ordered for interval in each.intervals)
    names = [each for each in sets if isinstance(each, Names)]
    listed = frozenset[Key]().union(*(each.keys for each in names if not each.excluded))
    excluded = [each.keys for each in names if each.excluded]
    return Names(frozenset.intersection(*excluded) - listed, excluded=True) if excluded else Names(listed)


def intersection(*sets: Accepted) -> Accepted:
    """What all of the sets have. All belong to one value, and there is at least one."""
    return ~union(*(~each for each in sets))
