"""A decision graph on a block of nodes at once.

Of each graph node a set of rows is worked out: those for which it is *certainly* yes. Children come before their parents, so
one pass over the graph settles all. A second pass with *unknown* counted as yes gives the rows for which it is *possibly* yes;
where no state that occurs is unknown, the two are the same, and the second pass is saved: that is the two-valued fast path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import and_, itemgetter, or_
from typing import NamedTuple

from compatlang.decision.graph import NO, UNKNOWN, YES, Gate, Graph, Leaf, NodeRef, Policy, Statement, statements
from compatlang.evaluate.block import Bits, Block


class Sets(NamedTuple):
    """The rows for which something is certainly yes, and those for which it is possibly yes."""

    certain: Bits
    possible: Bits


class Prepared(NamedTuple):
    """A graph with the rows of one block filled in.

    `known` has the sets of leaves and of nodes that ask one variable and no more; `steps` makes those of the others, in their
    order. `unknown` tells whether a state that occurs leads to *unknown*.
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
    """The graph laid out for sweeping. `order` is the variable of each column of a block."""

    def __init__(self, graph: Graph, order: Sequence[int]) -> None:
        self._graph = graph
        self._positions = {variable: position for position, variable in enumerate(order)}
        self._conditions = [_Conditions(each) for each in graph.policies]
        self._roots = frozenset(root for policy in graph.policies for root in _roots(policy))
        self._reached = self._below(self._roots)
        self._edges = {ref: self._edges_of(ref) for ref in self._reached}

    def prepare(self, block: Block) -> Prepared:
        """Fill in the rows of a block. Nodes that no row reaches are left out, which most often is all that is unknown."""
        known: list[Bits] = [0] * len(self._graph.nodes)
        known[YES] = block.full
        steps: list[_Step] = []
        live = set(self._roots)
        for ref in self._reached:
            if ref not in live:
                continue
            node = self._graph.nodes[ref]
            if isinstance(node, Gate):
                steps.append(_Step(ref, (), and_ if node.connective == "and" else or_, node.children))
                live.update(node.children)
                continue
            position, edges = self._edges[ref]
            terms = _terms(block.column(position), edges)
            if all(child == YES for _, child in terms):
                known[ref] = reduce(or_, [rows for rows, _ in terms], 0)
            else:
                steps.append(_Step(ref, terms, or_, ()))
                live.update([child for _, child in terms])
        steps.reverse()
        return Prepared(known, steps, UNKNOWN in live, block.full)

    def verdicts(self, prepared: Prepared) -> list[Sets]:
        """For each policy the rows that are certainly and possibly compatible."""
        sets = _settled(prepared, 0)
        certain = [each.rows(sets) for each in self._conditions]
        if not prepared.unknown:
            return list(map(Sets, certain, certain))
        sets = _settled(prepared, prepared.full)
        return list(map(Sets, certain, [each.rows(sets) for each in self._conditions]))

    def statements(self, prepared: Prepared) -> list[list[tuple[Statement, Sets]]]:
        """For each policy its statements, its own and those of profiles, each with its rows."""
        certain, possible = _settled(prepared, 0), _settled(prepared, prepared.full)
        return [
            [(each, Sets(certain[each.root], possible[each.root])) for each in statements(policy)]
            for policy in self._graph.policies
        ]

    def _edges_of(self, ref: NodeRef) -> tuple[int, list[tuple[NodeRef, frozenset[int]]]]:
        """The column that a test asks, and its children but *no*, each with the states that lead there."""
        node = self._graph.nodes[ref]
        if isinstance(node, Gate | Leaf):
            return -1, []
        states: dict[NodeRef, list[int]] = {}
        for state, child in enumerate(node.children):
            if child != NO:
                states.setdefault(child, []).append(state)
        return self._positions[node.variable], [(child, frozenset(those)) for child, those in states.items()]

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


def _terms(column: dict[int, Bits], edges: Iterable[tuple[NodeRef, frozenset[int]]]) -> tuple[_Term, ...]:
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
        (reached, child), *others = terms
        rows = reached & sets[child] if child != YES else reached
        for reached, child in others:
            rows |= reached & sets[child] if child != YES else reached
        sets[node] = rows
    return sets


class _Conditions:
    """What a policy makes of the sets of its statements: all requirements, and a profile of each group."""

    def __init__(self, policy: Policy) -> None:
        self._all_of = _required(policy.statements)
        self._groups = [[_required(each.statements) for each in group.profiles] for group in policy.groups]

    def rows(self, sets: list[Bits]) -> Bits:
        """The rows for which the policy is compatible."""
        rows = reduce(and_, self._all_of(sets))
        for group in self._groups:
            rows &= reduce(or_, [reduce(and_, each(sets)) for each in group])
        return rows


def _required(those: Iterable[Statement]) -> Callable[[list[Bits]], tuple[Bits, ...]]:
    """The sets of the requirements among statements, equal ones once; where there are none, *yes*."""
    roots = list(dict.fromkeys(each.root for each in those if each.kind == "require")) or [YES]
    # A getter of one item does not give a tuple.
    return itemgetter(*roots) if len(roots) > 1 else itemgetter(*roots * 2)


def _roots(policy: Policy) -> list[NodeRef]:
    return [each.root for each in statements(policy)]
