"""The node evaluator: all policies of a decision graph on one node, in microseconds.

A snapshot becomes one byte a variable (`reading`), and those bytes are all that answers depend on: what they answer is
remembered by them. For bytes that were not seen before, each state votes on all policies (`votes`).

Unreported, absent and unparsable are states as any other, so all is the same whether everything is reported or not.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.decision.graph import NO, UNKNOWN, YES, Graph, NodeRef, Statement
from compatlang.evaluate.judge import Profile, Truths, judge
from compatlang.evaluate.reading import Reading, States
from compatlang.evaluate.remembered import Remembered
from compatlang.evaluate.report import Decision, Verdict
from compatlang.evaluate.votes import Votes
from compatlang.evaluate.walk import Walk
from compatlang.snapshot import Snapshot
from compatlang.values.truth import Truth

VERDICTS: tuple[Verdict, ...] = ("incompatible", "unknown", "compatible")
"""By the truth of a policy's requirements."""


class NodeEvaluator:
    """Evaluates one graph on nodes, one at a time. Safe to share between threads: tables are only ever filled."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.reading = Reading(graph)
        self._walk = Walk(graph, self.reading.order)
        self._votes = Votes(graph, self._walk, self.reading.layout)
        self._answers: Remembered[States, Answers] = Remembered(lambda states: Answers(self._walk, self._votes, states))

    def evaluate(self, snapshot: Snapshot) -> Answers:
        """What the policies answer on a node."""
        return self._answers[self.reading.states(snapshot)]

    def answers(self, states: States) -> Answers:
        """What the policies answer where the variables are in these states."""
        return self._answers[states]


class Answers:
    """What all policies answer on one node. Verdicts are worked out at once, the rest when it is asked for."""

    __slots__ = ("_decisions", "_walk", "open", "refused", "states")

    def __init__(self, walk: Walk, votes: Votes, states: States) -> None:
        self._walk = walk
        self._decisions: tuple[Decision, ...] | None = None
        self.states = states
        """The states of the variables that the answers rest on."""
        self.refused, self.open = votes.verdicts(states)
        """The policies that are incompatible, and those that are unknown, as sets: bit i is the policy at index i."""

    def truth(self, policy: int) -> int:
        """Whether the policy at an index is compatible: no, unknown or yes."""
        if self.refused >> policy & 1:
            return NO
        return UNKNOWN if self.open >> policy & 1 else YES

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdict of each policy, in their order."""
        count = len(self._walk.policies)
        digits = zip(f"{self.refused:0{count}b}"[::-1], f"{self.open:0{count}b}"[::-1], strict=True) if count else ()
        return tuple(
            ["incompatible" if no == "1" else "unknown" if maybe == "1" else "compatible" for no, maybe in digits]
        )

    def __iter__(self) -> Iterator[Decision]:
        return iter(self.decisions)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Verdict, score and open requirements of each policy."""
        if self._decisions is None:
            self._decisions = tuple(_decisions(self._walk, b"".join(self.states)))
        return self._decisions


def _decisions(walk: Walk, states: bytes) -> Iterator[Decision]:
    gates: dict[NodeRef, int] = {}

    def truths(statements: tuple[Statement, ...]) -> Truths:
        found = [(each, Truth(walk.truth(each.root, states, gates))) for each in statements]
        return Truths(
            tuple((each.name, truth) for each, truth in found if each.kind == "require"),
            tuple((each.name, truth) for each, truth in found if each.kind == "warn"),
            tuple((each.weight, truth) for each, truth in found if each.kind == "prefer"),
        )

    for policy in walk.policies:
        groups = [
            [Profile(each.name, each.weight, truths(each.statements)) for each in group.profiles]
            for group in policy.groups
        ]
        yield judge(policy.name, truths(policy.statements), groups)
