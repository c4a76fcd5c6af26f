"""Verdicts come apart into questions to one variable each, and say the same as before."""

from __future__ import annotations

from itertools import product

import pytest

from compatlang.decision.graph import NO, YES, Graph
from compatlang.evaluate.node import NodeEvaluator
from compatlang.evaluate.parts import Apart, Part, Parts
from compatlang.evaluate.votes import Votes
from compatlang.evaluate.walk import Walk
from tests.strategies.evaluation import compiled

A, B, C, D = (f'cpu.cpuid has "{each}"' for each in "ABCD")
NUMBER = "node.label.number"


def _graph(body: str) -> Graph:
    return compiled(f"policy main {{ {body} }}").graph


def _apart(graph: Graph) -> Apart:
    return Parts(graph).verdict(graph.policies[0])


@pytest.mark.parametrize(
    ("body", "parts", "clauses"),
    [
        ("", 0, []),
        (f"require a: {A}", 1, []),
        (f"require a: {A}; require b: {B}; forbid c: {C}", 3, []),
        (f"require a: {A} or {B}", 0, [2]),
        (f"require a: {A} or {B} or not ({C})", 0, [3]),
        (f"require a: {A}; require b: {B} or {C}", 1, [2]),
        (f"require a: {A} or {B}; require b: {C} or {D}", 0, [2, 2]),
        (f"require a: {A} or {B}; require b: {A} or {D}; forbid c: {C}", 1, [2, 2]),
        (f'when {A} {{ require b: {B}; require n: {NUMBER} == "1" }}', 0, [2, 2]),
        (f'require a: {NUMBER} == "1" or {NUMBER} == "2"; require b: {NUMBER} != "1"', 1, []),
    ],
)
def test_what_comes_apart(body: str, parts: int, clauses: list[int]) -> None:
    graph = _graph(body)
    apart = _apart(graph)
    assert (len(apart.parts), [len(each.parts) for each in apart.clauses], apart.nodes) == (parts, clauses, [])
    _assert_equal(graph, apart)


@pytest.mark.parametrize(
    "body",
    [
        f"require a: ({A} and {B}) or ({C} and {D})",
        f"require a: {A} or ({B} and {C}); require b: {D}",
        f"profile x weight 1 {{ require a: {A}; require b: {B} }}; profile y weight 2 {{ require c: {C}; require d: {D} }}",
        "require a: false",
    ],
)
def test_what_does_not_come_apart_is_a_node(body: str) -> None:
    graph = _graph(body)
    apart = _apart(graph)
    assert apart.nodes
    _assert_equal(graph, apart)


@pytest.mark.parametrize("clauses", [1, 8, 9, 20])
def test_votes_of_any_number_of_clauses(clauses: int) -> None:
    """Only so many clauses of a policy have lanes of their own."""
    body = "; ".join(f'require r{each}: cpu.cpuid has "X{each}" or cpu.cpuid has "Y{each}"' for each in range(clauses))
    graph = _graph(body + f"; require a: {A}")
    evaluator = NodeEvaluator(graph)
    walk, layout = Walk(graph, evaluator.reading.order), evaluator.reading.layout
    votes = Votes(graph, walk, layout)
    everything = [len(each) for each in layout]
    for one in range(sum(everything)):
        for others, state in product(range(3), repeat=2):
            flat = bytes(state if each == one else others for each in range(sum(everything)))
            states = tuple(flat[sum(everything[:each]) :][: everything[each]] for each in range(len(layout)))
            refused, left_open = votes.verdicts(states)
            truth = NO if refused else YES - left_open
            assert truth == walk.truth(graph.policies[0].verdict, flat, {})


def _assert_equal(graph: Graph, apart: Apart) -> None:
    """In all combinations of states, the least of what a verdict comes apart into is its truth."""
    walk = Walk(graph, range(len(graph.variables)))
    for each in product(*(range(variable.size) for variable in graph.variables)):
        states = bytes(each)

        def asked(part: Part, states: bytes = states) -> int:
            return part.truths[states[part.variable]]

        found = [
            *map(asked, apart.parts),
            *(max(map(asked, clause.parts)) for clause in apart.clauses),
            *(walk.truth(node, states, {}) for node in apart.nodes),
        ]
        assert min(found, default=YES) == walk.truth(graph.policies[0].verdict, states, {})
        for clause in apart.clauses:
            assert max(map(asked, clause.parts)) == walk.truth(clause.node, states, {})
