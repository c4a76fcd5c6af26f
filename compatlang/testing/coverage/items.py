"""What there is to see in a program, and the node that each item is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from compatlang.testing.coverage.model import Item
from compatlang.testing.tree import children
from compatlang.typed import tree as typed
from compatlang.typed.show import show_condition


class Place(NamedTuple):
    """An item and its node in the tree of one program."""

    item: Item
    node: typed.Node


def items(program: typed.Program) -> Iterator[Place]:
    """Every item of a program, each declaration's after the one before."""
    for policy in program.policies.values():
        yield from _inside(policy)
    for rule in program.rules.values():
        yield Place(Item("rule", rule.name, rule.span), rule)
        yield from _inside(rule)
    for feature in program.features.values():
        yield from _inside(feature)
    for table in program.tables.values():
        yield Place(Item("table", table.name, table.span), table)
        yield from (Place(Item("row", table.name, row.span), row) for row in table.rows)


def _inside(node: typed.Node) -> Iterator[Place]:
    """The statements and branches in a node."""
    match node:
        case typed.And(operands) | typed.Or(operands):
            yield from map(_branch, operands)
        case typed.Quantified(_, _, condition) | typed.Count(_, condition) if not isinstance(condition, typed.And):
            yield _branch(condition)  # the operands of *and* are branches themselves
        case typed.Requirement(kind, name):
            yield Place(Item("warning" if kind == "warn" else "requirement", name, node.span), node)
        case typed.Preference(name):
            yield Place(Item("preference", name, node.span), node)
        case typed.Profile(name):
            yield Place(Item("profile", name, node.span), node)
        case typed.When(condition):
            yield Place(Item("when", show_condition(condition), condition.span), condition)
        case _:
            pass
    for each in children(node):
        yield from _inside(each)


def _branch(condition: typed.Condition) -> Place:
    return Place(Item("condition", show_condition(condition), condition.span), condition)
