"""Policies with their arguments become named statements, each with one condition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from compatlang.ir import model as ir
from compatlang.lower.conditions import Conditions
from compatlang.typed import tree as typed
from compatlang.typed.expand import Frame, Placed, expand, with_tags


def lower(
    program: typed.Program,
    selected: Mapping[str, Sequence[typed.Value]],
    tags: frozenset[str] = frozenset(),
) -> ir.Ir:
    """The conditions of policies, given the arguments of each by its identifier."""
    lowering = Conditions(program)
    policies = tuple(_policy(lowering, identifier, arguments, tags) for identifier, arguments in selected.items())
    features = lowering.declared_features()
    return ir.Ir(
        tuple(lowering.builder.values), tuple(lowering.builder.conditions), features, lowering.tables, policies
    )


def _policy(lowering: Conditions, identifier: str, arguments: Sequence[typed.Value], tags: frozenset[str]) -> ir.Policy:
    expansion = with_tags(expand(lowering.program, identifier, arguments), tags)
    groups = tuple(
        ir.Group(
            group.owner,
            tuple(
                ir.Profile(each.name, each.profile.weight, _statements(lowering, each.statements))
                for each in group.profiles
            ),
        )
        for group in expansion.groups
    )
    name = lowering.program.policies[identifier].name
    return ir.Policy(name, _statements(lowering, expansion.statements), groups)


def _statements(lowering: Conditions, placed: Iterable[Placed]) -> tuple[ir.Statement, ...]:
    return tuple(_statement(lowering, each) for each in placed)


def _statement(lowering: Conditions, placed: Placed) -> ir.Statement:
    """A requirement under a `when` reads `not when or …`, a preference `when and …`."""
    build = lowering.builder
    statement = placed.statement
    guards = [lowering.condition(each.condition, _parameters(lowering, each.frame)) for each in placed.guards]
    condition = lowering.condition(statement.condition, _parameters(lowering, placed.frame))
    if isinstance(statement, typed.Preference):
        return ir.Statement("prefer", placed.name, build.both([*guards, condition]), statement.weight)
    if statement.kind == "forbid":
        condition = build.negated(condition)
    required = build.either([*(build.negated(each) for each in guards), condition])
    return ir.Statement("warn" if statement.kind == "warn" else "require", placed.name, required)


def _parameters(lowering: Conditions, frame: Frame) -> dict[str, ir.ValueRef]:
    return {name: lowering.value(value, {}) for name, value in frame.items()}
