"""What holds of every decision graph. A bundle is made by whoever has its format; evaluators rely on what is looked at here."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from compatlang import limits
from compatlang.decision.graph import FIRST_CELL, MOST_STATES, Gate, Graph, Leaf, Named, Ordered, Policy, Question, Test
from compatlang.decision.graph import roots as roots_of
from compatlang.decision.graph import statements as statements_of
from compatlang.ir import model as ir
from compatlang.ir import references
from compatlang.ir.counted import Counted
from compatlang.ir.verify import verify
from compatlang.values.scalar import ORDERED_TYPES


def faults(program: Graph) -> Iterator[str]:
    """What is wrong; later faults may follow from earlier ones, so that the first is the one to tell."""
    yield from verify(_asked(program))
    yield from _nesting(program)
    yield from _counts(program)
    for index in range(len(program.variables)):
        yield from _variable(program, index)
    yield from _nodes(program)
    for policy in program.policies:
        yield from _policy(program, policy)


def _asked(program: Graph) -> ir.Ir:
    """Conditions in which each variable is a statement: what is asked of a node, and so outside of instances."""
    conditions = list(program.conditions)
    statements = []
    for index, variable in enumerate(program.variables):
        if isinstance(variable, Question):
            asked = variable.condition
        else:
            asked = len(conditions)
            conditions.append(ir.Present(variable.value))
        statements.append(ir.Statement("require", f"variable {index}", asked))
    policy = ir.Policy("graph", tuple(statements), ())
    return ir.Ir(program.values, tuple(conditions), program.features, program.tables, (policy,))


def _nesting(program: Graph) -> Iterator[str]:
    """Values and conditions are walked along their references, so there is an end to their depth."""
    depths: dict[tuple[str, int], int] = {}
    waiting = [("condition", index) for index in range(len(program.conditions))]
    waiting += [("value", index) for index in range(len(program.values))]
    while waiting:
        entry = waiting[-1]
        inner = _children(program, entry)
        missing = [each for each in inner if each not in depths]
        if missing:
            waiting += missing
            continue
        depths[entry] = 1 + max((depths[each] for each in inner), default=0)
        waiting.pop()
    if max(depths.values(), default=0) > limits.BUNDLE_NESTING:
        yield f"conditions nest more than {limits.BUNDLE_NESTING} deep"


def _children(program: Graph, entry: tuple[str, int]) -> list[tuple[str, int]]:
    kind, index = entry
    if kind == "condition":
        condition = program.conditions[index]
        inner = [("condition", each) for each in references.conditions_of(condition)]
        return inner + [("value", each) for each in references.values_of(condition)]
    value = program.values[index]
    match value:
        case ir.Count(_, asked):
            return [("condition", asked)]
        case ir.Declared(_, path):
            return [("value", program.features[path].value)]
        case _:
            return [("value", each) for each in references.parts_of(value)]


def _counts(program: Graph) -> Iterator[str]:
    """A value that may be known by its bounds is a number, and only questions ask for it."""
    counted = Counted(program.values, program.features)
    for index, value in enumerate(program.values):
        if value.type != "int" and index in counted:
            yield f"value {index} counts, and is no int"
    for index, variable in enumerate(program.variables):
        if isinstance(variable, Ordered | Named) and variable.value in counted:
            yield f"variable {index} has cells of a value that counts"


def _variable(program: Graph, index: int) -> Iterator[str]:
    """Cells are in order, of the kind that fits the type, and their states lie within the size."""
    variable = program.variables[index]
    match variable:
        case Ordered(value, cuts, states, size):
            if program.values[value].type not in ORDERED_TYPES:
                yield f"variable {index} has cuts of a type without an order"
            if len(states) != len(cuts) + 1 or any(not low < high for low, high in pairwise(cuts)):
                yield f"variable {index} has cuts out of order, or other than one state a cell"
            used = set(states)
        case Named(value, named, other, size):
            if program.values[value].type in ORDERED_TYPES:
                yield f"variable {index} names keys of an ordered type"
            used = {other, *named.values()}
        case Question():
            return
    if size > MOST_STATES or not all(FIRST_CELL <= each < size for each in used):
        yield f"variable {index} has a state beyond its size"


def _nodes(program: Graph) -> Iterator[str]:
    """Nodes refer to earlier ones, tests have a child a state, gates two children or more, and paths have an end."""
    gates: list[int] = []
    """Of each node, how many gates stand on a path below it."""
    for index, node in enumerate(program.nodes):
        children = () if isinstance(node, Leaf) else node.children
        if not all(0 <= each < index for each in children):
            yield f"node {index} refers to a node that is no earlier one"
            return
        if isinstance(node, Test) and len(children) != program.variables[node.variable].size:
            yield f"node {index} has other than one child a state"
        if isinstance(node, Gate) and len(children) < 2:
            yield f"node {index} joins fewer than two"
        gates.append(isinstance(node, Gate) + max((gates[each] for each in children), default=0))
    if max(gates) > limits.BUNDLE_NESTING:
        yield f"gates nest more than {limits.BUNDLE_NESTING} deep"


def _policy(program: Graph, policy: Policy) -> Iterator[str]:
    if not all(0 <= each < len(program.nodes) for each in roots_of(policy)):
        yield f"policy `{policy.name}` refers to a node that there is not"
    if not all(group.profiles for group in policy.groups):
        yield f"a group of `{policy.name}` has no profiles"
    for each in statements_of(policy):
        if each.weight not in (range(1, limits.PREFERENCE_WEIGHT + 1) if each.kind == "prefer" else (0,)):
            yield f"`{each.name}` of `{policy.name}` has the weight {each.weight}"
    for profile in (each for group in policy.groups for each in group.profiles):
        if not 0 <= profile.weight <= limits.PROFILE_WEIGHT:
            yield f"the profile `{profile.name}` of `{policy.name}` has the weight {profile.weight}"
