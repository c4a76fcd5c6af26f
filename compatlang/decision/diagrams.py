"""Nodes that are stored once, and the connectives of two diagrams.

`conjunction` and `disjunction` are R. E. Bryant's *apply* (1986) with the minimum and the maximum of three truths at the
leaves: two diagrams are walked together, in the order of variables, and what was seen before is not walked again.
"""

from __future__ import annotations

from typing import Literal

from compatlang.decision.graph import NO, YES, Gate, Leaf, Node, NodeRef, Test

Connective = Literal["and", "or"]

_LEAVES = 3


class TooLargeError(Exception):
    """The diagram would pass its budget."""


class Diagrams:
    """A growing table of nodes. A test whose children are all one is that child."""

    def __init__(self) -> None:
        self.nodes: list[Node] = [Leaf(truth) for truth in range(_LEAVES)]
        self._tests: dict[tuple[int, tuple[NodeRef, ...]], NodeRef] = {}
        self._gates: dict[tuple[Connective, tuple[NodeRef, ...]], NodeRef] = {}
        self._applied: dict[tuple[Connective, NodeRef, NodeRef], NodeRef] = {}

    def test(self, variable: int, children: tuple[NodeRef, ...]) -> NodeRef:
        """A test of a variable."""
        if children.count(children[0]) == len(children):
            return children[0]
        key = (variable, children)
        found = self._tests.get(key)
        if found is None:
            found = self._tests[key] = self._add(Test(variable, children))
        return found

    def gate(self, connective: Connective, children: tuple[NodeRef, ...]) -> NodeRef:
        """A gate over nodes of any kind."""
        key = (connective, children)
        found = self._gates.get(key)
        if found is None:
            found = self._gates[key] = self._add(Gate(connective, children))
        return found

    def is_diagram(self, node: NodeRef) -> bool:
        """Whether a node is a leaf or a test; below a test, there are no gates."""
        return not isinstance(self.nodes[node], Gate)

    def size(self, root: NodeRef, most: int) -> int:
        """How many tests a diagram has, counted up to one more than `most`."""
        seen: set[NodeRef] = set()
        waiting = [root]
        while waiting and len(seen) <= most:
            node = waiting.pop()
            if node >= _LEAVES and node not in seen:
                seen.add(node)
                test = self.nodes[node]
                assert isinstance(test, Test), "below a test, there are tests and leaves"
                waiting += set(test.children)
        return len(seen)

    def joined(self, connective: Connective, first: NodeRef, second: NodeRef, most: int) -> NodeRef:
        """The least or greatest of two diagrams, of at most `most` tests. Raises `TooLargeError`."""
        applied = _Apply(self, connective, most).apply(first, second)
        if self.size(applied, most) > most:
            raise TooLargeError
        return applied

    def _add(self, node: Node) -> NodeRef:
        self.nodes.append(node)
        return len(self.nodes) - 1


class _Apply:
    """One connective of two diagrams, given up once it has seen far more pairs than the result may have tests."""

    def __init__(self, diagrams: Diagrams, connective: Connective, most: int) -> None:
        self._diagrams = diagrams
        self._connective = connective
        self._left = 4 * most + 16
        self._decides, self._keeps = (NO, YES) if connective == "and" else (YES, NO)

    def apply(self, first: NodeRef, second: NodeRef) -> NodeRef:
        if first > second:
            first, second = second, first
        if first == second or second == self._keeps:
            return first
        if first == self._keeps:
            return second
        if self._decides in (first, second):
            return self._decides
        key = (self._connective, first, second)
        found = self._diagrams._applied.get(key)
        if found is None:
            self._left -= 1
            if self._left < 0:
                raise TooLargeError
            found = self._diagrams._applied[key] = self._walk(first, second)
        return found

    def _walk(self, first: NodeRef, second: NodeRef) -> NodeRef:
        """The children of the test that comes first in the order, or of both where they ask the same."""
        one, other = self._diagrams.nodes[first], self._diagrams.nodes[second]
        if isinstance(one, Test) and isinstance(other, Test) and one.variable == other.variable:
            pairs = list(zip(one.children, other.children, strict=True))
            variable = one.variable
        elif isinstance(one, Test) and (not isinstance(other, Test) or one.variable < other.variable):
            pairs = [(child, second) for child in one.children]
            variable = one.variable
        else:
            assert isinstance(other, Test), "two leaves are not walked"
            pairs = [(first, child) for child in other.children]
            variable = other.variable
        applied = {pair: self.apply(*pair) for pair in dict.fromkeys(pairs)}
        return self._diagrams.test(variable, tuple(applied[pair] for pair in pairs))
