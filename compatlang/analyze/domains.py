"""What a snapshot may say of a domain, as states: which kinds it reports, completely or in part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from compatlang.analyze.formula import ABSENT, UNPARSABLE, UNREPORTED, States
from compatlang.analyze.ranges import Ranges
from compatlang.schema import Kind


class Reporting(NamedTuple):
    """The kinds that are reported, all of their contents or a part."""

    kinds: frozenset[Kind]
    partial: bool

    @property
    def attributes(self) -> bool:
        """Attributes are reported with flags: NFD omits them where there are none."""
        return not self.kinds.isdisjoint({"attributes", "flags"})


class DomainStates:
    """The states of one domain, of which questions are asked of some kinds; the first reports everything."""

    def __init__(self, asked: Sequence[Kind]) -> None:
        subsets = [frozenset(each) for size in range(len(asked), 0, -1) for each in combinations(asked, size)]
        self.states = [
            *(Reporting(each, partial=False) for each in subsets),
            Reporting(frozenset(), partial=False),
            *(Reporting(each, partial=True) for each in subsets),
        ]
        self.all: States = (1 << len(self.states)) - 1

    def reporting(self, kind: Kind) -> States:
        """The states in which a kind is reported."""
        return sum(1 << place for place, each in enumerate(self.states) if self._has(each, kind))

    def _has(self, state: Reporting, kind: Kind) -> bool:
        return state.attributes if kind == "attributes" else kind in state.kinds

    def element(self, cells: States) -> Iterator[States]:
        """For each state, those of an element."""
        for each in self.states:
            missing = 1 << (UNREPORTED if each.partial or not each.attributes else ABSENT)
            yield missing | (cells | 1 << UNPARSABLE if "attributes" in each.kinds else 0)

    def flag(self) -> Iterator[States]:
        """For each state, those of a flag: no, unknown, yes."""
        for each in self.states:
            yield 0b010 if "flags" not in each.kinds else 0b110 if each.partial else 0b101

    def instances(self, ranges: Ranges | None) -> Iterator[States]:
        """For each state, those of a quantified question, or of a count."""
        for each in self.states:
            reported = "instances" in each.kinds
            if ranges is not None:
                yield ranges.unreported if not reported else ranges.partial if each.partial else ranges.all
            else:
                yield 0b010 if not reported else 0b110 if each.partial else 0b111
