"""A decision graph on a block of nodes at once.

Of each graph node a set of rows is worked out: those for which it is *certainly* yes. Children come before their parents, so
one pass over the graph settles all. A second pass with *unknown* counted as yes gives the rows for which it is *possibly* yes;
where no state that occurs is unknown, the two are the same, and the second pass is saved: that is the two-valued fast path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import and_, itemgetter, or_
from typing import NamedTuple, TypeAlias

from compatlang.decision.graph import NO, UNKNOWN, YES, Gate, Graph, Leaf, NodeRef, Statement, Test, statements
from compatlang.evaluate.block import Bits, Block
from compatlang.evaluate.parts import Part, Parts

_Edges: TypeAlias = list[tuple[NodeRef, frozenset[int]]]


class Sets(NamedTuple):
    """The rows for which something is certainly yes, and those for which it is possibly yes."""

    certain: Bits
    possible: Bits


class Prepared(NamedTuple):
    """A graph with the rows of one block filled in.

    `known` has the sets that are settled; `steps` makes the others, in their order. `unknown` tells whether a state that occurs
    leads to *unknown*.
    """

    known: list[Bits]
    steps: list[_Step]
    unknown: bool
    full: Bits


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


class Sweep:
    """The graph laid out for sweeping. `order` is the variable of each column of a block.

    Verdicts are taken apart into questions to one variable, and nodes for the rest. Their sets stand in one list: first those
    of nodes, then those of parts.
    """

    def __init__(self, graph: Graph, order: Sequence[int]) -> None:
        self._graph = graph
        self._positions = {variable: position for position, variable in enumerate(order)}
        self._edges: dict[NodeRef, _Edges] = {}
        taken_apart = Parts(graph)
        indexes: dict[Part, int] = {}
        roots: set[NodeRef] = set()
        self._verdicts: list[Callable[[list[Bits]], tuple[Bits, ...]]] = []
        for policy in graph.policies:
            parts, nodes = taken_apart.of(policy.verdict)
            roots.update(nodes)
            asked = [indexes.setdefault(each, len(graph.nodes) + len(indexes)) for each in parts]
            # A getter of one item gives no tuple, so there are always two.
            self._verdicts.append(
                itemgetter(*((asked + nodes) * 2 if len(asked + nodes) == 1 else asked + nodes or (YES, YES)))
            )
        self._parts = [(self._positions[part.variable], _edges(part.truths)) for part in indexes]
        self._roots = frozenset(roots)
        self._below_roots = self._below(roots)

    def prepare(self, block: Block) -> Prepared:
        """Fill in the rows of a block, for verdicts."""
        prepared = self._prepared(block, self._roots, self._below_roots)
        unknown = prepared.unknown
        for position, edges in self._parts:
            terms = _terms(block.column(position), edges)
            prepared.known.append(0)
            if all(child == YES for _, child in terms):
                prepared.known[-1] = reduce(or_, [rows for rows, _ in terms], 0)
            else:
                unknown = True
                prepared.steps.append(_Step(len(prepared.known) - 1, terms, or_, ()))
        return prepared._replace(unknown=unknown)

    def verdicts(self, prepared: Prepared) -> list[Sets]:
        """For each policy the rows that are certainly and possibly compatible."""
        sets = _settled(prepared, 0)
        certain = [reduce(and_, asked(sets)) for asked in self._verdicts]
        if not prepared.unknown:
            return list(map(Sets, certain, certain))
        sets = _settled(prepared, prepared.full)
        return list(map(Sets, certain, [reduce(and_, asked(sets)) for asked in self._verdicts]))

    def statements(self, block: Block, policy: int) -> list[tuple[Statement, Sets]]:
        """The statements of a policy, its own and those of profiles, each with its rows."""
        asked = list(statements(self._graph.policies[policy]))
        roots = frozenset(each.root for each in asked)
        prepared = self._prepared(block, roots, self._below(roots))
        certain, possible = _settled(prepared, 0), _settled(prepared, prepared.full)
        return [(each, Sets(certain[each.root], possible[each.root])) for each in asked]

    def _prepared(self, block: Block, roots: Iterable[NodeRef], nodes: Iterable[NodeRef]) -> Prepared:
        """Nodes with the rows of a block. Those that no row reaches are left out, most often all that is unknown."""
        known: list[Bits] = [0] * len(self._graph.nodes)
        known[YES] = block.full
        steps: list[_Step] = []
        live = set(roots)
        for ref in nodes:
            if ref not in live:
                continue
            node = self._graph.nodes[ref]
            if isinstance(node, Gate):
                steps.append(_Step(ref, (), and_ if node.connective == "and" else or_, node.children))
                live.update(node.children)
            elif isinstance(node, Test):
                terms = _terms(block.column(self._positions[node.variable]), self._edges_of(ref, node))
                steps.append(_Step(ref, terms, or_, ()))
                live.update([child for _, child in terms])
        steps.reverse()
        return Prepared(known, steps, UNKNOWN in live, block.full)

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


def _terms(column: dict[int, Bits], edges: _Edges) -> tuple[_Term, ...]:
    """The children that some row reaches."""
    terms = []
    for child, states in edges:
        rows = 0
        for state in column.keys() & states if len(states) > 1 else states:
            rows |= column.get(state, 0)
        if rows:
            terms.append(_Term(rows, child))
    return tuple(terms)


def _settled(prepared: Prepared, unknown: Bits) -> list[Bits]:
    """The set of each node, given that of *unknown*."""
    sets = prepared.known.copy()
    sets[UNKNOWN] = unknown
    for node, terms, connective, children in prepared.steps:
        if children:
            sets[node] = reduce(connective, [sets[each] for each in children])
            continue
        rows = 0
        for reached, child in terms:
            rows |= reached & sets[child] if child != YES else reached
        sets[node] = rows
    return sets
