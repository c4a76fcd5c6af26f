"""Walking a decision graph from a node down to a leaf."""

from __future__ import annotations

from collections.abc import Sequence

from compatlang.decision.graph import NO, YES, Gate, Graph, NodeRef, Test


class Walk:
    """A graph laid out for walking: for each node the byte that it asks, -1 for a gate, and its children."""

    def __init__(self, graph: Graph, order: Sequence[int]) -> None:
        self.policies = graph.policies
        positions = {variable: position for position, variable in enumerate(order)}
        self._asks = [positions[each.variable] if isinstance(each, Test) else -1 for each in graph.nodes]
        self._children: list[tuple[NodeRef, ...]] = [
            each.children if isinstance(each, Test | Gate) else () for each in graph.nodes
        ]
        self._decides = [
            (NO if each.connective == "and" else YES) if isinstance(each, Gate) else -1 for each in graph.nodes
        ]

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
