"""The parts of a verdict: what must be yes, taken apart as far as possible into questions to one variable each.

Most policies are conjunctions, and the diagram of a conjunction is a chain: a test leads to *no*, to the rest, or, where it
is unknown, to the rest weakened, which is the rest with *yes* lowered to *unknown*. So `kernel and driver` comes apart into
the two. A requirement that can be met in several ways is the mirror image: a test leads to *yes*, to the rest, or to the rest
with *no* raised to *unknown*; it comes apart into a clause.
"""

from __future__ import annotations

from typing import NamedTuple

from compatlang.decision.diagrams import Connective
from compatlang.decision.graph import NO, UNKNOWN, YES, Gate, Graph, NodeRef, Policy, Test


class Part(NamedTuple):
    """A question to one variable: its truth in each state."""

    variable: int
    truths: tuple[int, ...]


class Clause(NamedTuple):
    """A node that is the greatest of some parts."""

    node: NodeRef
    parts: tuple[Part, ...]


class Apart(NamedTuple):
    """What a verdict is the least of: parts, clauses, and nodes that do not come apart."""

    parts: list[Part]
    clauses: list[Clause]
    nodes: list[NodeRef]


class Parts:
    """Takes the nodes of one graph apart."""

    def __init__(self, graph: Graph) -> None:
        self._nodes = graph.nodes
        self._shifted: dict[tuple[NodeRef, NodeRef, Connective], bool] = {}

    def verdict(self, policy: Policy) -> Apart:
        """What the verdict of a policy comes apart into.

        Where requirements are one diagram that does not, each of them may by itself.
        """
        whole = self._conjunction([policy.verdict])
        if not whole.nodes or policy.groups:
            return whole
        return self._conjunction([each.root for each in policy.statements if each.kind == "require"])

    def _conjunction(self, roots: list[NodeRef]) -> Apart:
        apart = Apart([], [], [])
        for root in roots:
            parts, rest = self._operands(root, "and")
            apart.parts.extend(parts)
            for node in rest:
                alternatives, others = self._operands(node, "or")
                if alternatives and not others:
                    apart.clauses.append(Clause(node, tuple(alternatives)))
                else:
                    apart.nodes.append(node)
        return apart

    def _operands(self, root: NodeRef, connective: Connective) -> tuple[list[Part], list[NodeRef]]:
        """Parts and nodes of which a node is the least, or the greatest."""
        decides, keeps = (NO, YES) if connective == "and" else (YES, NO)
        parts: list[Part] = []
        nodes: list[NodeRef] = []
        waiting = [root]
        while waiting:
            ref = waiting.pop()
            node = self._nodes[ref]
            rest = self._rest(node, connective, decides) if isinstance(node, Test) else None
            if isinstance(node, Gate) and node.connective == connective:
                waiting += node.children
            elif isinstance(node, Test) and rest is not None:
                # What is never more than unknown, as two requirements that exclude each other, has nothing but itself.
                truths = {decides: decides, rest: keeps} if rest != UNKNOWN else {decides: decides}
                parts.append(Part(node.variable, tuple(truths.get(each, UNKNOWN) for each in node.children)))
                waiting.append(rest if rest != UNKNOWN else keeps)
            elif ref != keeps:
                nodes.append(ref)
        return parts, nodes

    def _rest(self, test: Test, connective: Connective, decides: NodeRef) -> NodeRef | None:
        """The child that is the rest of a conjunction or disjunction, or None where a test does not begin one."""
        children = set(test.children) - {decides}
        for rest in sorted(children):
            if all(self._is_shifted(each, rest, connective) for each in children - {rest}):
                return rest
        return None

    def _is_shifted(self, shifted: NodeRef, node: NodeRef, connective: Connective) -> bool:
        """Whether a node is another one joined with *unknown*: with *yes* lowered to it, or *no* raised to it."""
        if node <= YES:
            return shifted == (min(node, UNKNOWN) if connective == "and" else max(node, UNKNOWN))
        key = (shifted, node, connective)
        found = self._shifted.get(key)
        if found is None:
            other, one = self._nodes[node], self._nodes[shifted]
            if not isinstance(other, Test):
                found = False
            elif isinstance(one, Test) and one.variable == other.variable:
                pairs = set(zip(one.children, other.children, strict=True))
                found = all(self._is_shifted(*pair, connective) for pair in pairs)
            else:
                # A test that is shifted may have one child left, and is that child.
                found = all(self._is_shifted(shifted, each, connective) for each in set(other.children))
            self._shifted[key] = found
        return found
