"""The verdicts of all policies on a block of nodes at once.

Of each part of a verdict a set of rows is worked out: those for which it is *certainly* yes. A clause is met where one of its
parts is, a policy where all of its parts and clauses are: `|` and `&` of integers. Where a state that occurs leads to
*unknown*, the same is done with unknown counted as yes, for what depends on it and nothing else; that gives the rows for which
a policy is *possibly* compatible. Where none does, the two are the same: that is the two-valued fast path.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import reduce
from itertools import chain
from operator import and_, itemgetter, or_
from typing import NamedTuple, TypeAlias, TypeVar

from compatlang.decision.graph import UNKNOWN, YES, Graph, NodeRef, Statement, statements
from compatlang.evaluate.block import Bits, Block, Column, Sets
from compatlang.evaluate.graph_sweep import GraphSweep
from compatlang.evaluate.parts import Part, Parts

_Getter: TypeAlias = Callable[[list[Bits]], tuple[Bits, ...]]
T = TypeVar("T", bound=Hashable)


class Prepared(NamedTuple):
    """The sets of one block that clauses and verdicts are made of, and which of these have something unknown among theirs."""

    certain: list[Bits]
    possible: list[Bits]
    clauses: set[int]
    policies: set[int]


class Sweep:
    """The verdicts of a graph laid out for sweeping. `layout` has the variables as they stand in a block.

    Sets stand in one list: that of all rows, those of parts, of nodes that do not come apart, and of clauses.
    """

    def __init__(self, graph: Graph, layout: Iterable[Sequence[int]]) -> None:
        places = {each: (place, offset) for place, those in enumerate(layout) for offset, each in enumerate(those)}
        self._graph = graph
        self._nodes = GraphSweep(graph, places)
        parts: dict[Part, int] = {}
        nodes: dict[NodeRef, int] = {}
        clauses: dict[tuple[int, ...], int] = {}
        taken_apart = Parts(graph)
        verdicts = [taken_apart.verdict(each) for each in graph.policies]
        for each in verdicts:
            for part in chain(each.parts, *[clause.parts for clause in each.clauses]):
                parts.setdefault(part, 1 + len(parts))
        for each in verdicts:
            for node in each.nodes:
                nodes.setdefault(node, 1 + len(parts) + len(nodes))
        self._first_clause = 1 + len(parts) + len(nodes)
        asked: list[tuple[int, ...]] = []
        for each in verdicts:
            own = [tuple([parts[part] for part in clause.parts]) for clause in each.clauses]
            asked.append(
                (
                    *[parts[part] for part in each.parts],
                    *[nodes[node] for node in each.nodes],
                    *[clauses.setdefault(clause, self._first_clause + len(clauses)) for clause in own],
                )
            )
        self._parts = [(*places[part.variable], part.truths) for part in parts]
        self._roots = list(nodes)
        self._clauses = [_getter(each) for each in clauses]
        self._verdicts = [_getter(each) for each in asked]
        self._clauses_of = _users(clauses)
        self._policies_of = _users(asked)

    def prepare(self, block: Block) -> Prepared:
        """The sets of what is asked of a block."""
        full = block.full
        found = [Sets(full, full)]
        found += [_answered(block.column(place, offset), truths) for place, offset, truths in self._parts]
        found += self._nodes.sets(block, self._roots)
        unknown = [index for index, each in enumerate(found) if each.certain is not each.possible]
        clauses = {clause for index in unknown for clause in self._clauses_of.get(index, ())}
        unknown += [self._first_clause + each for each in clauses]
        policies = {policy for index in unknown for policy in self._policies_of.get(index, ())}
        return Prepared([each.certain for each in found], [each.possible for each in found], clauses, policies)

    def verdicts(self, prepared: Prepared) -> list[Sets]:
        """For each policy the rows that are certainly and possibly compatible."""
        clauses = [reduce(or_, asked(prepared.certain)) for asked in self._clauses]
        known = prepared.certain + clauses
        certain = [reduce(and_, asked(known)) for asked in self._verdicts]
        found = list(map(Sets, certain, certain))
        if prepared.policies:
            for clause in prepared.clauses:
                clauses[clause] = reduce(or_, self._clauses[clause](prepared.possible))
            known = prepared.possible + clauses
            for policy in prepared.policies:
                found[policy] = Sets(certain[policy], reduce(and_, self._verdicts[policy](known)))
        return found

    def statements(self, block: Block, policy: int) -> list[tuple[Statement, Sets]]:
        """The statements of a policy, its own and those of profiles, each with its rows."""
        asked = list(statements(self._graph.policies[policy]))
        return list(zip(asked, self._nodes.sets(block, [each.root for each in asked]), strict=True))


def _answered(column: Column, truths: Sequence[int]) -> Sets:
    """The rows for which a part is yes; one object where that is known of all."""
    certain = maybe = 0
    for state, rows in column.items():
        truth = truths[state]
        if truth == YES:
            certain |= rows
        elif truth == UNKNOWN:
            maybe |= rows
    return Sets(certain, certain | maybe if maybe else certain)


def _getter(indexes: tuple[int, ...]) -> _Getter:
    """Gets the sets that stand there; of none, that of all rows. A getter of one item gives no tuple, so there are two."""
    return itemgetter(*(indexes if len(indexes) > 1 else indexes * 2 or (0, 0)))


def _users(all_asked: Iterable[tuple[int, ...]]) -> dict[int, list[int]]:
    """Of each set, the clauses or verdicts that are made of it."""
    users: dict[int, list[int]] = {}
    for user, asked in enumerate(all_asked):
        for index in asked:
            users.setdefault(index, []).append(user)
    return users
