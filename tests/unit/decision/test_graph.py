"""What every decision graph holds: nodes refer back, equal ones are one, and nothing is folded that may be unknown."""

from __future__ import annotations

import pytest
from hypothesis import given

from compatlang.decision import graph as decision
from compatlang.decision.build import build
from compatlang.decision.graph import ABSENT, MOST_STATES, NO, UNKNOWN, YES, Graph, Leaf, Ordered, roots
from compatlang.evaluate.node import NodeEvaluator
from compatlang.ir import model as ir
from compatlang.optimize import optimize
from compatlang.snapshot import EMPTY, Section, Snapshot
from tests.strategies import examples, policies
from tests.strategies.ir_programs import programs
from tests.strategies.ir_texts import lowered, required


def _check(graph: Graph) -> None:
    assert graph.nodes[:3] == (Leaf(0), Leaf(1), Leaf(2))
    assert len(set(graph.nodes)) == len(graph.nodes)
    for index, node in enumerate(graph.nodes[3:], 3):
        assert not isinstance(node, Leaf)
        assert all(each < index for each in node.children)
        assert len(set(node.children)) > 1, "a node whose children are all one is that child"
        if isinstance(node, decision.Test):
            assert len(node.children) == graph.variables[node.variable].size <= MOST_STATES
            assert all(_asks_later(graph, node, each) for each in node.children)
    for policy in graph.policies:
        assert all(0 <= each < len(graph.nodes) for each in roots(policy))
    asked = {each.variable for each in graph.nodes if isinstance(each, decision.Test)}
    assert asked == set(range(len(graph.variables)))


def _asks_later(graph: Graph, test: decision.Test, child: int) -> bool:
    below = graph.nodes[child]
    return isinstance(below, Leaf) or (isinstance(below, decision.Test) and test.variable < below.variable)


@examples(150)
@given(policies())
def test_graphs_of_policies(text: str) -> None:
    program = lowered(text)
    _check(build(program))
    _check(build(optimize(program)))


@examples(150)
@given(programs())
def test_graphs_of_any_program(program: ir.Ir) -> None:
    _check(build(program))


def test_equal_requirements_of_two_policies_are_one_node() -> None:
    condition = 'kernel.version >= 5.4 and cpu.cpuid has "AVX2" or cpu.model.family == 6'
    again = 'cpu.model.family == 6 or cpu.cpuid has "AVX2" and kernel.version >= 5.4'
    graph = build(
        optimize(lowered(f"policy a {{ require x: {condition} }}\npolicy b {{ require y: {again}\n warn z: false }}"))
    )
    first, second = graph.policies
    assert first.statements[0].root == second.statements[0].root == first.verdict == second.verdict


def test_what_stands_below_two_conditions_is_one_node() -> None:
    conditions = (
        'kernel.config.HZ == "100" and cpu.cpuid has "AVX2"',
        'cpu.cpuid has "AVX2"',
        'kernel.config.HZ == "100"',
    )
    graph = build(required(*conditions))
    whole, part, other = (each.root for each in graph.policies[0].statements)
    first = graph.nodes[whole]
    assert isinstance(first, decision.Test)
    # Where the question that is asked first is yes, the answer is that to the other one, which is a statement's own.
    assert {part, other} & {*first.children}


@pytest.mark.parametrize(
    "asked", ["x < 5 or x >= 5", "x < 5 or not (x < 5)", "not (x < 5 and x >= 5)", "x in [< 5, >= 5]"]
)
@pytest.mark.parametrize("optimized", [True, False])
def test_what_holds_of_every_value_is_unknown_of_one_that_is_not_known(asked: str, optimized: bool) -> None:
    program = required(asked.replace("x", "cpu.model.family"))
    evaluator = NodeEvaluator(build(optimize(program) if optimized else program))

    def verdict(text: str) -> str:
        (found,) = evaluator.evaluate(Snapshot("n", {"cpu.model": Section(attributes={"family": text})})).verdicts
        return found

    assert [verdict(each) for each in ("4", "5", "many")] == ["compatible", "compatible", "unknown"]
    assert evaluator.evaluate(EMPTY).verdicts == ("unknown",)


def test_what_holds_of_every_value_is_no_of_an_absent_one() -> None:
    graph = build(required("cpu.model.family < 5 or cpu.model.family >= 5"))
    root = graph.nodes[graph.policies[0].verdict]
    assert isinstance(root, decision.Test)
    assert (root.children[ABSENT], root.children[-1], UNKNOWN in root.children) == (NO, YES, True)


def test_a_value_with_many_cells_has_several_variables() -> None:
    graph = build(required(*(f"cpu.model.family in [{2 * each}, {2 * each + 601}]" for each in range(300))))
    sizes = [each.size for each in graph.variables if isinstance(each, Ordered)]
    assert len(sizes) == len(graph.variables) > 1
    assert max(sizes) <= MOST_STATES
    evaluator = NodeEvaluator(graph)
    for family in (0, 1, 2, 3, 599, 601, 1200, 1300):
        answers = evaluator.evaluate(Snapshot("n", {"cpu.model": Section(attributes={"family": str(family)})}))
        refused = [f"r{each + 1}" for each in range(300) if family not in (2 * each, 2 * each + 601)]
        assert [each.name for each in answers.decisions[0].open] == refused


def test_one_set_with_more_cells_than_a_variable_has_states() -> None:
    graph = build(required(f"cpu.model.family in [{', '.join(str(2 * each) for each in range(1000))}]"))
    (variable,) = graph.variables
    assert isinstance(variable, Ordered)
    assert (len(variable.cuts), variable.size) == (2000, 5), "unreported, unparsable, absent, in the set, not in it"


def test_what_decides_already_is_not_asked_again() -> None:
    graph = build(required("cpu.model.family == 6", "cpu.model.family != 7", "true"))
    assert len(graph.variables) == 1
    assert graph.policies[0].verdict == graph.policies[0].statements[0].root
