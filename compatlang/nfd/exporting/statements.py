"""Statements of a policy as formulas: when a requirement is met, and when a preference counts."""

from __future__ import annotations

from compatlang.nfd.exporting import formula
from compatlang.nfd.exporting.conditions import Conditions
from compatlang.nfd.exporting.formula import Formula
from compatlang.nfd.exporting.values import Bound, Scope
from compatlang.typed import tree as typed
from compatlang.typed.expand import Frame, Placed


def met(conditions: Conditions, placed: Placed) -> Formula:
    """When a requirement is met: always where a `when` around it is certainly not."""
    statement = placed.statement
    assert isinstance(statement, typed.Requirement)
    unasked = [conditions.holds(each.condition, _scope(each.frame), yes=False) for each in placed.guards]
    wanted = statement.kind != "forbid"
    return formula.any_of([*unasked, conditions.holds(statement.condition, _scope(placed.frame), yes=wanted)])


def counts(conditions: Conditions, placed: Placed) -> Formula:
    """When a preference adds its weight: where it is certain, and each `when` around it."""
    guards = [conditions.holds(each.condition, _scope(each.frame), yes=True) for each in placed.guards]
    return formula.all_of([*guards, conditions.holds(placed.statement.condition, _scope(placed.frame), yes=True)])


def _scope(frame: Frame) -> Scope:
    return {name: Bound(value, {}) for name, value in frame.items()}
