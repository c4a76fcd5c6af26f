"""Building tables of values and conditions in which equal entries are one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from compatlang.ir import model as ir
from compatlang.ir.model import ConditionRef, ValueRef


class Builder:
    """Two growing tables. An entry refers to entries that were added before it."""

    def __init__(self) -> None:
        self.values: list[ir.Value] = []
        self.conditions: list[ir.Condition] = []
        self._values: dict[ir.Value, ValueRef] = {}
        self._conditions: dict[ir.Condition, ConditionRef] = {}

    def value(self, value: ir.Value) -> ValueRef:
        """The index of a value, added where it is new."""
        found = self._values.get(value)
        if found is None:
            found = self._values[value] = len(self.values)
            self.values.append(value)
        return found

    def condition(self, condition: ir.Condition) -> ConditionRef:
        """The index of a condition, added where it is new."""
        found = self._conditions.get(condition)
        if found is None:
            found = self._conditions[condition] = len(self.conditions)
            self.conditions.append(condition)
        return found

    def truth(self, value: bool) -> ConditionRef:
        """Yes or no."""
        return self.condition(ir.Truth(value))

    def both(self, operands: Iterable[ConditionRef]) -> ConditionRef:
        """All of the operands; one stands for itself."""
        return self._joined(ir.And, operands)

    def either(self, operands: Iterable[ConditionRef]) -> ConditionRef:
        """Some operand; one stands for itself."""
        return self._joined(ir.Or, operands)

    def negated(self, operand: ConditionRef) -> ConditionRef:
        """Not the operand."""
        return self.condition(ir.Not(operand))

    def _joined(
        self, connective: Callable[[tuple[ConditionRef, ...]], ir.Condition], operands: Iterable[ConditionRef]
    ) -> ConditionRef:
        each = tuple(operands)
        return each[0] if len(each) == 1 else self.condition(connective(each))
