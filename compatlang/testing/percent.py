"""How much of all something is, as people read it."""

from __future__ import annotations

from typing import NamedTuple


class Share(NamedTuple):
    """A part of a whole, both counted."""

    part: int
    whole: int

    @property
    def percent(self) -> float:
        """With one decimal, rounded down, so that only what is complete is 100; of nothing, everything.

        >>> Share(2, 3).percent, Share(9999, 10000).percent, Share(0, 0).percent
        (66.6, 99.9, 100.0)
        """
        return self.part * 1000 // self.whole / 10 if self.whole else 100.0


def total(shares: list[Share]) -> Share:
    """Several together."""
    return Share(sum(each.part for each in shares), sum(each.whole for each in shares))
