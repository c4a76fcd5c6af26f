"""Nodes of a decision graph on a block of nodes at once.

Children come before their parents, so one pass over the graph settles the rows for which each node is certainly yes. A second
pass with *unknown* counted as yes gives those for which it is possibly yes; where no row reaches *unknown*, it is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import NamedTuple, TypeAlias

from compatlang.decision.graph import NO, UNKNOWN, YES, Gate, Graph, Leaf, NodeRef, Test
from compatlang.evaluate.block import Bits, Block, Column, Sets

_Edges: TypeAlias = list[tuple[NodeRef, frozenset[int]]]


class _Term(NamedTuple):
    """Rows for which a test goes on to a child."""

    rows: Bits
    child: NodeRef


class _Step(NamedTuple):
    """A set is made of others: a test joins what its `terms` reach, a gate joins `children`."""

    node: NodeRef
    terms: tuple[_Term, ...]
    connective: Callable[[Bits, Bits], Bits]
    children: tuple[NodeRef, ...]


class GraphSweep:
    """A graph laid out for sweeping. `places` tells where a block has the column of a variable."""

    def __init__(self, graph: Graph, places: Mapping[int, tuple[int, int]]) -> None:
        self._graph = graph
        self._places = places
        self._edges: dict[NodeRef, _Edges] = {}

    def sets(self, block: Block, roots: Sequence[NodeRef]) -> list[Sets]:
        """The rows of some nodes."""
        steps, unknown = self._steps(block, roots)
        certain = _settled(steps, {NO: 0, UNKNOWN: 0, YES: block.full})
        if not unknown:
            return [Sets(certain[each], certain[each]) for each in roots]
        possible = _settled(steps, {NO: 0, UNKNOWN: block.full, YES: block.full})
        return [
            Sets(certain[each], possible[each] if possible[each] != certain[each] else certain[each]) for each in roots
        ]

    def _steps(self, block: Block, roots: Iterable[NodeRef]) -> tuple[list[_Step], bool]:
        """What settles the nodes that some row reaches, most often few of all below, and whether *unknown* is one of them."""
        steps: list[_Step] = []
        live = set(roots)
        for ref in self._below(live):
            if ref not in live:
                continue
            node = self._graph.nodes[ref]
            if isinstance(node, Gate):
                steps.append(_Step(ref, (), and_ if node.connective == "and" else or_, node.children))
                live.update(node.children)
            elif isinstance(node, Test):
                terms = _terms(block.column(*self._places[node.variable]), self._edges_of(ref, node))
                steps.append(_Step(ref, terms, or_, ()))
                live.update([child for _, child in terms])
        steps.reverse()
        return steps, UNKNOWN in live

    def _edges_of(self, ref: NodeRef, test: Test) -> _Edges:
        if ref not in self._edges:
            self._edges[ref] = _edges(test.children)
        return self._edges[ref]

    def _below(self, roots: Iterable[NodeRef]) -> list[NodeRef]:
        """All nodes below some, parents first."""
        reached: set[NodeRef] = set()
        waiting = list(roots)
        while waiting:
            ref = waiting.pop()
            node = self._graph.nodes[ref]
            if ref not in reached and not isinstance(node, Leaf):
                reached.add(ref)
                waiting += set(node.children)
        return sorted(reached, reverse=True)


def _edges(children: Iterable[NodeRef]) -> _Edges:
    """The children but *no*, each with the states that lead there."""
    states: dict[NodeRef, set[int]] = {}
    for state, child in enumerate(children):
        if child != NO:
            states.setdefault(child, set()).add(state)
    return [(child, frozenset(those)) for child, those in states.items()]


def _terms(column: Column, edges: _Edges) -> tuple[_Term, ...]:
    """The children that some row reaches."""
    terms = []
    for child, states in edges:
        rows = 0
        for state in column.keys() & states if len(states) > 1 else states:
            rows |= column.get(state, 0)
        if rows:
            terms.append(_Term(rows, child))
    return tuple(terms)


def _settled(steps: Sequence[_Step], sets: dict[NodeRef, Bits]) -> dict[NodeRef, Bits]:
    """The set of each node, given those of leaves."""
    for node, terms, connective, children in steps:
        if children:
            sets[node] = reduce(connective, [sets[each] for each in children])
        else:
            sets[node] = reduce(or_, [rows & sets[child] for rows, child in terms], 0)
    return sets
