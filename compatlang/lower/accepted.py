"""Patterns and comparisons with a constant, as sets of keys."""

from __future__ import annotations

from compatlang.ir import model as ir
from compatlang.ir.accepted import Accepted, Names
from compatlang.values import pattern, scalar
from compatlang.values.interval import IntervalSet
from compatlang.values.scalar import Key, ScalarType


def accepted_by(wanted: pattern.Pattern, type_: ScalarType) -> Accepted:
    """The keys that a pattern admits."""
    if type_ in scalar.ORDERED_TYPES:
        return pattern.interval_set(wanted, type_)
    return Names(frozenset(_keys(wanted, type_)))


def _keys(wanted: pattern.Pattern, type_: ScalarType) -> list[Key]:
    match wanted:
        case pattern.Literal(text):
            return [scalar.parse(type_, text)]
        case pattern.AnyOf(members):
            return [key for each in members for key in _keys(each, type_)]
        case _:
            raise AssertionError("a type without an order has literals and sets of them only")


def accepted_by_comparison(operator: ir.CompareOperator, constant: ir.Constant) -> Accepted:
    """The keys that compare so with the constant's own key.

    >>> accepted_by_comparison("<=", ir.Constant("int", "8"))
    IntervalSet([(None, 9)])
    """
    key = scalar.parse(constant.type, constant.text)
    if constant.type not in scalar.ORDERED_TYPES:
        assert operator == "==", "types without an order are compared for equality only"
        return Names(frozenset([key]))
    above = scalar.successor(constant.type, key)
    match operator:
        case "==":
            return IntervalSet([(key, above)])
        case "<":
            return IntervalSet([(None, key)])
        case "<=":
            return IntervalSet([(None, above)])
        case ">":
            return IntervalSet([(above, None)])
        case ">=":
            return IntervalSet([(key, None)])
