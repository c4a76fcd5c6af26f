"""The elements of a feature that a term has matched, in the order in which a template gets to see them.

NFD sorts flags and attributes by name with Go's `sort.Slice`, which keeps equal names in their order only in short lists:
it begins with an insertion sort up to twelve elements. A name that is both a flag and an attribute stands there twice, and
in a longer list either may come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

import msgspec

Element = Mapping[str, str]

NAME, VALUE = "Name", "Value"
"""What templates find in a flag (its name only) and in an attribute."""

STABLE = 12
"""The longest list that Go's `sort.Slice` certainly leaves in order where names are equal."""

MOST_SWAPS = 4
"""Pairs of which every order is told; each doubles the number of orders."""


class Elements(msgspec.Struct, frozen=True):
    """Elements in order. Those at `swaps` may also stand behind their next, which is of the same name."""

    items: tuple[Element, ...] = ()
    swaps: tuple[int, ...] = ()

    def __add__(self, more: Elements) -> Elements:
        """These, and behind them others."""
        return Elements(self.items + more.items, (*self.swaps, *(len(self.items) + each for each in more.swaps)))

    def orders(self) -> Iterator[tuple[Element, ...]]:
        """Every order that is told of; all of them unless there are more than `MOST_SWAPS` pairs."""
        for count in range(len(self.swaps[:MOST_SWAPS]) + 1):
            for chosen in combinations(self.swaps[:MOST_SWAPS], count):
                items = list(self.items)
                for at in chosen:
                    items[at], items[at + 1] = items[at + 1], items[at]
                yield tuple(items)


NONE = Elements()


def listed(elements: Iterable[Element]) -> Elements:
    """Elements whose order is that of the snapshot."""
    return Elements(tuple(elements))


def by_name(elements: Iterable[Element]) -> Elements:
    """Elements sorted by name; of equal names the flag is first, where that is certain."""
    items = tuple(sorted(elements, key=lambda each: (each[NAME], VALUE in each)))
    pairs = range(len(items) - 1) if len(items) > STABLE else ()
    return Elements(items, tuple(at for at in pairs if items[at][NAME] == items[at + 1][NAME]))
