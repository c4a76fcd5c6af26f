"""The states of a count: the cells between which its bounds lie.

A count is known by how many instances certainly and possibly answer yes, so that its state is a pair of cells, and a question
about it is yes or no where all cells between the two agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from compatlang.analyze.formula import States
from compatlang.values.interval import IntervalSet

_NATURAL = IntervalSet([(0, None)])


class Ranges:
    """The states of one count. Cells are in order, each from its cut to the next; the last has no end."""

    def __init__(self, asked: Iterable[IntervalSet]) -> None:
        ends = {end for each in asked for ends in (each & _NATURAL).intervals for end in ends if end is not None}
        self.cuts: list[int] = sorted({0, 1, *ends})
        last = len(self.cuts)
        exact = [(cell, cell) for cell in range(last)]
        self.bounds = exact + [(low, high) for low in range(last) for high in range(low + 1, last)]
        """Of each state, the cell of the certain count and the cell of the possible one."""
        self.all: States = (1 << len(self.bounds)) - 1
        self.unreported: States = 1 << self.bounds.index((0, last - 1))
        self.partial: States = self.states(lambda bounds: bounds[1] == last - 1)

    def states(self, keeps: Callable[[tuple[int, int]], bool]) -> States:
        """The states whose bounds are kept."""
        return sum(1 << place for place, each in enumerate(self.bounds) if keeps(each))

    def answers(self, accepted: IntervalSet) -> tuple[States, States, States]:
        """The states that answer no, unknown and yes."""
        admitted = [cut in accepted for cut in self.cuts]
        answers = [0, 0, 0]
        for place, (low, high) in enumerate(self.bounds):
            asked = admitted[low : high + 1]
            answers[2 if all(asked) else 1 if any(asked) else 0] |= 1 << place
        return answers[0], answers[1], answers[2]

    def least(self, cell: int) -> int:
        """The least number in a cell."""
        return self.cuts[cell]

    def reaches(self, cell: int, number: int) -> bool:
        """Whether a cell has the number or a greater one."""
        return cell + 1 == len(self.cuts) or number < self.cuts[cell + 1]

    def cell_of(self, number: int) -> int:
        """The cell of a number."""
        return sum(cut <= number for cut in self.cuts) - 1
