"""What evaluators make of a policy file and some nodes that the reference evaluator does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compatlang.snapshot import Snapshot
from tests.agreement.evaluators import EVALUATORS, Answers
from tests.agreement.expected import Expected, Reference
from tests.agreement.fleets import blocks_of, live
from tests.strategies.evaluation import compiled

_ROWS = 3
"""Of the blocks of a fleet: fewer than a case has nodes."""


def disagreements(text: str, snapshots: Sequence[Snapshot]) -> list[str]:
    """What differs, in words. The snapshots are of different nodes."""
    reference = Reference(compiled(text))
    found = list(_answers(reference, snapshots))
    with blocks_of(_ROWS):
        found += live(reference, snapshots, watched=True, at_once=False)
        found += live(reference, snapshots, watched=False, at_once=True)
    return found


def _answers(reference: Reference, snapshots: Sequence[Snapshot]) -> Iterator[str]:
    wanted = {each.node: reference.expected(each) for each in snapshots}
    for name, evaluator in EVALUATORS.items():
        for node, answers in evaluator(reference.made, snapshots):
            yield from _differences(f"{name}, {node}", answers, wanted[node])


def _differences(where: str, answers: Answers, wanted: Expected) -> Iterator[str]:
    if answers.verdicts != wanted.verdicts:
        yield f"{where}: {answers.verdicts} instead of {wanted.verdicts}"
    if answers.decisions != wanted.decisions:
        yield f"{where}: {answers.decisions} instead of {wanted.decisions}"
