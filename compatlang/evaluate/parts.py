"""The parts of a verdict: what must be yes, taken apart as far as possible into questions to one variable each.

Most policies are conjunctions, and the diagram of a conjunction is a chain: a test leads to *no*, to the rest, or, where it
is unknown, to the rest weakened, which is the rest with *yes* lowered to *unknown*. So `kernel and driver` comes apart into
the two.
"""

from __future__ import annotations

from typing import NamedTuple

from compatlang.decision.graph import NO, UNKNOWN, YES, Gate, Graph, NodeRef, Test


class Part(NamedTuple):
    """A question to one variable: its truth in each state."""

    variable: int
    truths: tuple[int, ...]


class Parts:
    """Takes the nodes of one graph apart."""

    def __init__(self, graph: Graph) -> None:
        self._nodes = graph.nodes
        self._weakened: dict[tuple[NodeRef, NodeRef], bool] = {}

    def of(self, root: NodeRef) -> tuple[list[Part], list[NodeRef]]:
        """Parts and nodes of which a node is the least."""
        parts: list[Part] = []
        nodes: list[NodeRef] = []
        waiting = [root]
        while waiting:
            ref = waiting.pop()
            node = self._nodes[ref]
            rest = self._rest(node) if isinstance(node, Test) else None
            if isinstance(node, Gate) and node.connective == "and":
                waiting += node.children
            elif isinstance(node, Test) and rest is not None:
                # What can never be yes, as two requirements that exclude each other, has nothing but itself.
                truths = {NO: NO, rest: YES} if rest != UNKNOWN else {NO: NO}
                parts.append(Part(node.variable, tuple(truths.get(each, UNKNOWN) for each in node.children)))
                waiting.append(rest if rest != UNKNOWN else YES)
            elif ref != YES:
                nodes.append(ref)
        return parts, nodes

    def _rest(self, test: Test) -> NodeRef | None:
        """The child that the rest of a conjunction is, or None where a test does not begin one."""
        children = set(test.children) - {NO}
        for rest in sorted(children):
            if all(self._is_weakened(each, rest) for each in children - {rest}):
                return rest
        return None

    def _is_weakened(self, weak: NodeRef, strong: NodeRef) -> bool:
        """Whether a node is another one with *yes* lowered to *unknown*."""
        if strong <= YES:
            return weak == min(strong, UNKNOWN)
        key = (weak, strong)
        found = self._weakened.get(key)
        if found is None:
            other, one = self._nodes[strong], self._nodes[weak]
            if not isinstance(other, Test):
                found = False
            elif isinstance(one, Test) and one.variable == other.variable:
                found = all(self._is_weakened(*pair) for pair in set(zip(one.children, other.children, strict=True)))
            else:
                # A test that is lowered may have one child left, and is that child.
                found = all(self._is_weakened(weak, each) for each in set(other.children))
            self._weakened[key] = found
        return found
