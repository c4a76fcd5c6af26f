"""The node evaluator: all policies of a decision graph on one node, in microseconds.

A snapshot becomes one byte a variable (`reading`), and those bytes are all that answers depend on: what they answer is
remembered by them. Bytes that were not seen before walk the graph, from the verdict of each policy down to a leaf.

Unreported, absent and unparsable are states as any other, so the walk is the same whether all is reported or not.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.decision.graph import NO, YES, Gate, Graph, NodeRef, Statement, Test
from compatlang.evaluate.judge import Profile, Truths, judge
from compatlang.evaluate.reading import Reading
from compatlang.evaluate.report import Decision, Verdict
from compatlang.snapshot import Snapshot
from compatlang.values.truth import Truth

VERDICTS: tuple[Verdict, ...] = ("incompatible", "unknown", "compatible")
"""By the truth of a policy's requirements."""

_MOST_REMEMBERED = 1 << 16


class NodeEvaluator:
    """Evaluates one graph on nodes, one at a time. Safe to share between threads: tables are only ever filled."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.reading = Reading(graph)
        self.walk = Walk(graph, self.reading.order)
        self._seen: dict[bytes, Answers] = {}

    def evaluate(self, snapshot: Snapshot) -> Answers:
        """What the policies answer on a node."""
        return self.answers(self.reading.states(snapshot))

    def answers(self, states: bytes) -> Answers:
        """What the policies answer where the variables are in these states."""
        found = self._seen.get(states)
        if found is None:
            if len(self._seen) >= _MOST_REMEMBERED:
                self._seen.clear()
            found = self._seen[states] = Answers(self.walk, states)
        return found


class Walk:
    """A graph laid out for walking: for each node the byte that it asks, -1 for a gate, and its children."""

    def __init__(self, graph: Graph, order: tuple[int, ...]) -> None:
        self.policies = graph.policies
        positions = {variable: position for position, variable in enumerate(order)}
        self._asks = [positions[each.variable] if isinstance(each, Test) else -1 for each in graph.nodes]
        self._children: list[tuple[NodeRef, ...]] = [
            each.children if isinstance(each, Test | Gate) else () for each in graph.nodes
        ]
        self._decides = [
            (NO if each.connective == "and" else YES) if isinstance(each, Gate) else -1 for each in graph.nodes
        ]

    def truths(self, roots: list[NodeRef], states: bytes) -> bytes:
        """The truth of each of these nodes."""
        gates: dict[NodeRef, int] = {}
        asks, children = self._asks, self._children
        truths = bytearray()
        for root in roots:
            node = root
            while node > YES:
                position = asks[node]
                if position < 0:
                    node = self._gate(node, states, gates)
                    break
                node = children[node][states[position]]
            truths.append(node)
        return bytes(truths)

    def truth(self, node: NodeRef, states: bytes, gates: dict[NodeRef, int]) -> int:
        """The truth of one node; `gates` remembers those that were answered for these states."""
        while node > YES:
            position = self._asks[node]
            if position < 0:
                return self._gate(node, states, gates)
            node = self._children[node][states[position]]
        return node

    def _gate(self, gate: NodeRef, states: bytes, gates: dict[NodeRef, int]) -> int:
        """The least or the greatest of the children, no further than to the one that decides."""
        found = gates.get(gate)
        if found is None:
            decides = self._decides[gate]
            least = decides == NO
            found = YES - decides
            for child in self._children[gate]:
                truth = self.truth(child, states, gates)
                if truth == decides:
                    found = decides
                    break
                if (truth < found) is least and truth != found:
                    found = truth
            gates[gate] = found
        return found


class Answers:
    """What all policies answer on one node. Verdicts are worked out at once, the rest when it is asked for."""

    __slots__ = ("_decisions", "_walk", "states", "truths")

    def __init__(self, walk: Walk, states: bytes) -> None:
        self._walk = walk
        self._decisions: tuple[Decision, ...] | None = None
        self.states = states
        """The states of the variables that the answers rest on."""
        self.truths = walk.truths([each.verdict for each in walk.policies], states)
        """A byte a policy: 0 incompatible, 1 unknown, 2 compatible."""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdict of each policy, in their order."""
        return tuple(VERDICTS[each] for each in self.truths)

    def __iter__(self) -> Iterator[Decision]:
        return iter(self.decisions)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Verdict, score and open requirements of each policy."""
        if self._decisions is None:
            self._decisions = tuple(_decisions(self._walk, self.states))
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
