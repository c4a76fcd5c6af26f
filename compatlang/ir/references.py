"""What an entry refers to, and the same entry referring elsewhere. Walks of the tables are made from these."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import assert_never

from compatlang.ir import model as ir
from compatlang.ir.model import ConditionRef, ValueRef

CONNECTIVES = (ir.And, ir.Or)
"""To ask `isinstance` for: passes ask it of every entry, and a union made on the spot would cost more than the answer."""


def parts_of(value: ir.Value) -> tuple[ValueRef, ...]:
    """The values that a value is made from. A count refers to a condition, a declared feature to its value by its path."""
    match value:
        case ir.Coalesce(_, operands) | ir.Join(operands):
            return operands
        case _:
            return ()


def conditions_of(condition: ir.Condition) -> tuple[ConditionRef, ...]:
    """The conditions that a condition refers to."""
    if isinstance(condition, CONNECTIVES):
        return condition.operands
    if isinstance(condition, ir.Not):
        return (condition.operand,)
    return (condition.condition,) if isinstance(condition, ir.Exists) else ()


def values_of(condition: ir.Condition) -> tuple[ValueRef, ...]:
    """The values that a condition asks; a look-up refers to its table by name."""
    match condition:
        case ir.Member(value) | ir.Like(value) | ir.Matches(value) | ir.Present(value):
            return (value,)
        case ir.Compare(_, left, right):
            return left, right
        case ir.Lookup(_, values):
            return values
        case _:
            return ()


def moved_value(
    value: ir.Value, condition: Callable[[ConditionRef], ConditionRef], moved: Callable[[ValueRef], ValueRef]
) -> ir.Value:
    """The value with its references replaced."""
    match value:
        case ir.Coalesce(type_, operands):
            return ir.Coalesce(type_, tuple(map(moved, operands)))
        case ir.Join(parts):
            return ir.Join(tuple(map(moved, parts)))
        case ir.Count(domain, inner):
            return ir.Count(domain, condition(inner))
        case _:
            return value


def moved_condition(
    condition: ir.Condition, moved: Callable[[ConditionRef], ConditionRef], value: Callable[[ValueRef], ValueRef]
) -> ir.Condition:
    """The condition with its references replaced; questions about a value stay the same object where they can."""
    match condition:
        case ir.Member(asked, accepted, absent):
            new = value(asked)
            return condition if new == asked else ir.Member(new, accepted, absent)
        case ir.Flag() | ir.Named() | ir.Reported() | ir.Truth():
            return condition
        case ir.And(operands):
            return ir.And(tuple(map(moved, operands)))
        case ir.Or(operands):
            return ir.Or(tuple(map(moved, operands)))
        case ir.Not(operand):
            return ir.Not(moved(operand))
        case ir.Exists(domain, inner):
            return ir.Exists(domain, moved(inner))
        case ir.Present(asked):
            return ir.Present(value(asked))
        case ir.Like(asked, glob):
            return ir.Like(value(asked), glob)
        case ir.Matches(asked, regex):
            return ir.Matches(value(asked), regex)
        case ir.Compare(operator, left, right):
            return ir.Compare(operator, value(left), value(right))
        case ir.Lookup(table, values):
            return ir.Lookup(table, tuple(map(value, values)))
    assert_never(condition)


def statements(policy: ir.Policy) -> Iterator[ir.Statement]:
    """All statements of a policy, those in profiles too."""
    yield from policy.statements
    for group in policy.groups:
        for profile in group.profiles:
            yield from profile.statements


def moved_policy(policy: ir.Policy, moved: Callable[[ConditionRef], ConditionRef]) -> ir.Policy:
    """The policy with the conditions of its statements replaced."""

    def each_of(those: tuple[ir.Statement, ...]) -> tuple[ir.Statement, ...]:
        return tuple(ir.Statement(each.kind, each.name, moved(each.condition), each.weight) for each in those)

    groups = tuple(
        ir.Group(
            group.owner,
            tuple(ir.Profile(each.name, each.weight, each_of(each.statements)) for each in group.profiles),
        )
        for group in policy.groups
    )
    return ir.Policy(policy.name, each_of(policy.statements), groups)
