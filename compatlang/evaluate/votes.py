"""The verdicts of all policies at once: each state of a variable votes on every policy.

A policy is incompatible as soon as one part of its verdict is no, whichever comes first. So for each block of variables and
the states that it is in, two sets of policies are remembered, those that it refuses and those that it leaves open, as
integers; the verdict of every policy is their union. Only what does not come apart into questions to one variable is walked,
and only for policies that nothing has refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from compatlang.decision.graph import NO, UNKNOWN, Graph, NodeRef
from compatlang.evaluate.parts import Part, Parts
from compatlang.evaluate.remembered import Remembered
from compatlang.evaluate.walk import Walk

Policies = int
"""A set of policies: bit i is the policy at index i."""


class Verdicts(NamedTuple):
    """The policies that are incompatible, and those that are not compatible for certain; the rest is compatible."""

    refused: Policies
    open: Policies


class Votes:
    """The verdicts of one graph by the states of its variables, which stand in blocks between `bounds`."""

    def __init__(self, graph: Graph, walk: Walk, order: Sequence[int], bounds: Iterable[tuple[int, int]]) -> None:
        self._walk = walk
        by_variable: dict[int, dict[Part, Policies]] = {}
        by_node: dict[NodeRef, Policies] = {}
        taken_apart = Parts(graph)
        for index, policy in enumerate(graph.policies):
            parts, nodes = taken_apart.of(policy.verdict)
            for part in parts:
                voters = by_variable.setdefault(part.variable, {})
                voters[part] = voters.get(part, 0) | 1 << index
            for node in nodes:
                by_node[node] = by_node.get(node, 0) | 1 << index
        self._parts = [tuple(by_variable.get(variable, {}).items()) for variable in order]
        self._nodes = tuple(by_node.items())
        self._blocks = [(start, stop, self._block(start, stop)) for start, stop in bounds]

    def verdicts(self, states: bytes) -> Verdicts:
        """The verdicts of all policies."""
        refused = left_open = 0
        for start, stop, block in self._blocks:
            votes = block[states[start:stop]]
            refused |= votes.refused
            left_open |= votes.open
        gates: dict[NodeRef, int] = {}
        for node, policies in self._nodes:
            if policies & ~refused:
                truth = self._walk.truth(node, states, gates)
                if truth == NO:
                    refused |= policies
                elif truth == UNKNOWN:
                    left_open |= policies
        return Verdicts(refused, left_open & ~refused)

    def _block(self, start: int, stop: int) -> Remembered[bytes, Verdicts]:
        parts = self._parts[start:stop]

        def votes(states: bytes) -> Verdicts:
            refused = left_open = 0
            for state, asked in zip(states, parts, strict=True):
                for part, policies in asked:
                    truth = part.truths[state]
                    if truth == NO:
                        refused |= policies
                    elif truth == UNKNOWN:
                        left_open |= policies
            return Verdicts(refused, left_open)

        return Remembered(votes)
