"""What the reference evaluator says of a node, and what a fleet of such nodes must say of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import compatlang
from compatlang.evaluate.fleet import Failing, Tally
from compatlang.evaluate.reference import Evaluator
from compatlang.evaluate.report import Decision, Verdict
from compatlang.evaluate.verdict import Answer, Evaluation, evaluate, is_requirement
from compatlang.snapshot import Snapshot
from compatlang.values.truth import Truth

VERDICTS: tuple[Verdict, ...] = ("compatible", "incompatible", "unknown")


class Expected(NamedTuple):
    """The evaluations of one node, one for each policy."""

    evaluations: tuple[Evaluation, ...]

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What every evaluator must decide."""
        return tuple(each.decision for each in self.evaluations)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdict of each policy."""
        return tuple(each.decision.verdict for each in self.evaluations)


class Reference:
    """What the reference evaluator makes of nodes. Nodes that share their sections have the same answers, found once."""

    def __init__(self, made: compatlang.Policies) -> None:
        self.made = made
        self._found: dict[tuple[int, int], tuple[Snapshot, Expected]] = {}

    def expected(self, snapshot: Snapshot) -> Expected:
        """What the selected policies answer on a node."""
        key = (id(snapshot.sections), id(snapshot.given))
        if key not in self._found:
            evaluator = Evaluator(self.made.program, snapshot)
            answers = [evaluate(evaluator, name, arguments) for name, arguments in self.made.selected.items()]
            # The snapshot is kept, so that no other object can take the identity of its sections.
            self._found[key] = (snapshot, Expected(tuple(answers)))
        return self._found[key][1]


class Facts(NamedTuple):
    """What a fleet says of one policy. `nodes` are those of each verdict."""

    tally: Tally
    nodes: Mapping[Verdict, frozenset[str]]
    failing: tuple[Failing, ...]


def facts(fleet: Mapping[str, Expected], policy: int) -> Facts:
    """What a fleet must say of a policy, given what is expected of each of its nodes."""
    nodes = {
        verdict: frozenset(node for node, each in fleet.items() if each.verdicts[policy] == verdict)
        for verdict in VERDICTS
    }
    counts: dict[str, list[int]] = {}
    for each in fleet.values():
        for answer in _requirements(each.evaluations[policy]):
            count = counts.setdefault(answer.placed.name, [0, 0])
            count[0] += answer.truth is Truth.NO
            count[1] += answer.truth is Truth.UNKNOWN
    return Facts(
        Tally(*(len(nodes[each]) for each in VERDICTS)),
        nodes,
        tuple(Failing(name, no, unknown) for name, (no, unknown) in counts.items()),
    )


def _requirements(evaluation: Evaluation) -> list[Answer]:
    profiles = [profile for group in evaluation.groups for profile in group.profiles]
    answers = [*evaluation.answers, *(each for profile in profiles for each in profile.answers)]
    return [each for each in answers if is_requirement(each)]
