"""The verdicts of all policies at once: each state of a variable votes on every policy.

A policy is incompatible as soon as one part of its verdict is no, whichever comes first, and a clause is met as soon as one
of its parts is yes. So all votes of some states are one integer, in lanes of one bit a policy: those that it refuses, those
that it leaves open, and, for each clause that a policy may have, those whose clause it meets and those whose clause it may
meet. The votes of several states are joined by `|`, and those of a block of variables are remembered by the block's states.
Only what does not come apart is walked, and only for policies that nothing has refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from compatlang.decision.graph import NO, UNKNOWN, YES, Graph, NodeRef
from compatlang.evaluate.parts import Part, Parts
from compatlang.evaluate.reading import States
from compatlang.evaluate.remembered import MOST_REMEMBERED, Remembered
from compatlang.evaluate.walk import Walk

Policies = int
"""A set of policies: bit i is the policy at index i."""

_MOST_CLAUSES = 8
"""So many clauses of a policy have lanes; others are walked."""

_MOST_BYTES = 1 << 25
"""Votes that are remembered of one block."""


class Verdicts(NamedTuple):
    """The policies that are incompatible, and those that are not compatible for certain; the rest is compatible."""

    refused: Policies
    open: Policies


class Votes:
    """The verdicts of one graph by the states of its variables, which stand in blocks."""

    def __init__(self, graph: Graph, walk: Walk, layout: Iterable[Sequence[int]]) -> None:
        self._walk = walk
        self._count = len(graph.policies)
        self._clauses: list[Policies] = []
        """For each clause that a policy may have, the policies that have it."""
        voting: dict[int, dict[tuple[Part, int], Policies]] = {}
        walked: dict[NodeRef, Policies] = {}
        taken_apart = Parts(graph)
        for index, policy in enumerate(graph.policies):
            own = 1 << index
            parts, clauses, nodes = taken_apart.verdict(policy)
            asked = [(part, 0) for part in parts]
            for number, clause in enumerate(clauses[:_MOST_CLAUSES], start=1):
                asked += ((part, number) for part in clause.parts)
                if len(self._clauses) < number:
                    self._clauses.append(0)
                self._clauses[number - 1] |= own
            for part, number in asked:
                voters = voting.setdefault(part.variable, {})
                voters[part, number] = voters.get((part, number), 0) | own
            for node in [*nodes, *(each.node for each in clauses[_MOST_CLAUSES:])]:
                walked[node] = walked.get(node, 0) | own
        self._walked = tuple(walked.items())
        most = max(1, min(MOST_REMEMBERED, _MOST_BYTES * 8 // (self._count * (2 + 2 * len(self._clauses)) + 1)))
        self._blocks = [self._block([voting.get(each, {}) for each in variables], most) for variables in layout]

    def verdicts(self, states: States) -> Verdicts:
        """The verdicts of all policies."""
        votes = 0
        for block, each in zip(self._blocks, states, strict=True):
            votes |= block[each]
        count = self._count
        everyone = (1 << count) - 1
        refused = votes & everyone
        left_open = votes >> count & everyone
        for policies in self._clauses:
            votes >>= 2 * count
            left_open |= policies & ~votes
            refused |= policies & ~(votes >> count)
        if self._walked:
            flat = b"".join(states)
            gates: dict[NodeRef, int] = {}
            for node, policies in self._walked:
                if policies & ~refused:
                    truth = self._walk.truth(node, flat, gates)
                    if truth == NO:
                        refused |= policies
                    elif truth == UNKNOWN:
                        left_open |= policies
        return Verdicts(refused, left_open & ~refused)

    def _block(self, voting: Sequence[dict[tuple[Part, int], Policies]], most: int) -> Remembered[bytes, int]:
        """The votes of some variables together, by their states."""
        variables = [self._variable(tuple(each.items())) for each in voting]

        def votes(states: bytes) -> int:
            found = 0
            for variable, state in zip(variables, states, strict=True):
                found |= variable[state]
            return found

        return Remembered(votes, most)

    def _variable(self, voters: Sequence[tuple[tuple[Part, int], Policies]]) -> Remembered[int, int]:
        """The votes of one variable, by its state."""
        count = self._count

        def votes(state: int) -> int:
            found = 0
            for (part, clause), policies in voters:
                truth = part.truths[state]
                if not clause:
                    found |= 0 if truth == YES else policies << count if truth == UNKNOWN else policies
                elif truth != NO:
                    met = policies if truth == YES else 0
                    found |= (policies << count | met) << 2 * count * clause
            return found

        return Remembered(votes)
