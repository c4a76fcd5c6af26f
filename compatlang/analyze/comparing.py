"""Keys that compare as they shall: the sets of them, and whether there are any."""

from __future__ import annotations

from collections.abc import Mapping

from compatlang.analyze.choose import admitted
from compatlang.ir import model as ir
from compatlang.ir.accepted import Accepted, Names, intersection
from compatlang.values import scalar
from compatlang.values.interval import IntervalSet
from compatlang.values.scalar import ScalarType

GREAT: Mapping[ScalarType, str] = {
    "int": "9223372036854775807",
    "version": "999999999",
    "quantity": "999E",
    "id": "f" * 16,
}
"""A text above most others of its type, to choose one near."""


def comparing(operator: ir.CompareOperator, type_: ScalarType, left: scalar.Key, *, holds: bool) -> Accepted:
    """The keys on the right with which a key on the left compares so."""
    if type_ not in scalar.ORDERED_TYPES:
        return Names(frozenset({left}), excluded=not holds)
    after = scalar.successor(type_, left)
    sets = {
        "==": IntervalSet([(left, after)]),
        "<": IntervalSet([(after, None)]),
        "<=": IntervalSet([(left, None)]),
        ">": IntervalSet([(None, left)]),
        ">=": IntervalSet([(None, after)]),
    }
    return sets[operator] if holds else ~sets[operator]


def key_in(type_: ScalarType, keys: Accepted) -> scalar.Key | None:
    """The key of a text that a set admits, or None where none was found."""
    text = admitted(type_, keys)
    return None if text is None else scalar.parse(type_, text)


def never(operator: ir.CompareOperator, type_: ScalarType, left: Accepted, right: Accepted, *, holds: bool) -> bool:
    """Whether no two keys of the two sets compare so; where that is not plain, no."""
    if operator == "==":
        return holds and not _has_keys(intersection(left, right))
    if not (isinstance(left, IntervalSet) and isinstance(right, IntervalSet)):
        return False
    if (operator in ("<", "<=")) is not holds:
        left, right = right, left
    strict = (operator in ("<", ">")) is holds
    lowest = left.intervals[0][0]
    if lowest is None:
        return False
    above = scalar.successor(type_, lowest) if strict else lowest
    return not right & IntervalSet([(above, None)])


def _has_keys(keys: Accepted) -> bool:
    return bool(keys) if isinstance(keys, IntervalSet) else keys.excluded or bool(keys.keys)
