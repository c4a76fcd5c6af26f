"""What counts of one domain say of each other: where every instance of one condition is one of another, there are no more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from compatlang.analyze.formula import NO, UNKNOWN, YES, Goal, Link, States
from compatlang.analyze.ground import Grounding, Quantified
from compatlang.analyze.ranges import Ranges
from compatlang.analyze.search import Budget, BudgetError, search

_STEPS = 200
"""For each pair; what takes more is left out, which costs proofs, and no answer is wrong for it."""


def link_counts(grounding: Grounding) -> None:
    """Adds to a formula which states of two counts go together."""
    counts = [each for each in grounding.quantified.values() if each.ranges is not None]
    for one, other in permutations(counts, 2):
        if one.domain == other.domain:
            grounding.formula.links += _links(grounding, one, other)


def _links(grounding: Grounding, one: Quantified, other: Quantified) -> Iterator[Link]:
    """That certainly, and that possibly, no more instances count here than there."""
    assert one.ranges is not None
    assert other.ranges is not None
    for bound, goals in (
        (0, [Goal(one.inner, YES), Goal(other.inner, NO | UNKNOWN)]),
        (1, [Goal(one.inner, UNKNOWN | YES), Goal(other.inner, NO)]),
    ):
        if _never(grounding, [*goals, *grounding.side.get(one.domain, [])]):
            yield Link(one.variable, other.variable, tuple(_no_more(one.ranges, other.ranges, bound)))


def _never(grounding: Grounding, goals: list[Goal]) -> bool:
    try:
        return next(search(grounding.formula, goals, grounding.formula.states, Budget(_STEPS)), None) is None
    except BudgetError:
        return False


def _no_more(one: Ranges, other: Ranges, bound: int) -> Iterator[States]:
    """For each state of the one, those of the other whose count can be as large."""
    for bounds in one.bounds:
        least = one.least(bounds[bound])
        yield sum(1 << place for place, each in enumerate(other.bounds) if other.reaches(each[bound], least))
