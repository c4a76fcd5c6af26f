"""The decision graph as text: what `--emit graph` prints. Nodes stand in their order, children before what refers to them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from compatlang.decision.graph import FIRST_CELL, Gate, Graph, Leaf, Named, NodeRef, Ordered, Policy, Question, Test
from compatlang.decision.graph import Variable as AnyVariable
from compatlang.decision.graph import statements as statements_of
from compatlang.ir import model as ir
from compatlang.ir.accepted import Names
from compatlang.ir.show import show_accepted, show_condition, show_value
from compatlang.values.interval import IntervalSet

_LEAVES = ("no", "unknown", "yes")


def show(graph: Graph) -> str:
    """Variables with their states, nodes, and where each policy begins."""
    conditions = ir.Ir(graph.values, graph.conditions, graph.features, graph.tables, ())
    blocks = [[line for index, each in enumerate(graph.variables) for line in _variable(conditions, index, each)]]
    blocks.append([_node(index, each) for index, each in enumerate(graph.nodes) if not isinstance(each, Leaf)])
    blocks += [list(_policy(each)) for each in graph.policies]
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks if block)


def _variable(conditions: ir.Ir, index: int, variable: AnyVariable) -> Iterator[str]:
    if isinstance(variable, Question):
        yield f"v{index} = {show_condition(conditions, variable.condition)}"
        return
    yield f"v{index} = {show_value(conditions, variable.value)}"
    type_ = conditions.values[variable.value].type
    for state, cell in _cells(variable).items():
        yield f"  {state}: {show_accepted(type_, cell)}"


def _cells(variable: Ordered | Named) -> dict[int, IntervalSet | Names]:
    """The keys that put a variable into each of its states."""
    states = range(FIRST_CELL, variable.size)
    if isinstance(variable, Named):
        named = {state: frozenset(key for key, each in variable.states.items() if each == state) for state in states}
        others = frozenset(key for key, each in variable.states.items() if each != variable.other)
        return {
            state: Names(others, excluded=True) if state == variable.other else Names(named[state]) for state in states
        }
    ends = [(None, *variable.cuts), (*variable.cuts, None)]
    cells = list(zip(*ends, variable.states, strict=True))
    return {state: IntervalSet((low, high) for low, high, each in cells if each == state) for state in states}


def _node(index: int, node: Test | Gate) -> str:
    if isinstance(node, Gate):
        return f"n{index} = {node.connective} of {', '.join(_name(each) for each in node.children)}"
    edges = []
    at = 0
    for child, run in groupby(node.children):
        last = at + len(list(run)) - 1
        edges.append(f"{at if at == last else f'{at}-{last}'} -> {_name(child)}")
        at = last + 1
    return f"n{index} = v{node.variable}: {', '.join(edges)}"


def _name(ref: NodeRef) -> str:
    return _LEAVES[ref] if ref < len(_LEAVES) else f"n{ref}"


def _policy(policy: Policy) -> Iterator[str]:
    yield f"policy {policy.name}: {_name(policy.verdict)}"
    for each in statements_of(policy):
        yield f"  {each.kind} {each.name}: {_name(each.root)}"
