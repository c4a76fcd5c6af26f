"""Programs that were compiled apart, as one: the same elements are the same, and each keeps its own declared features."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from compatlang.ir import model as ir
from compatlang.ir.builder import Builder
from compatlang.ir.references import moved_condition, moved_policy, moved_value


def joined(programs: Sequence[ir.Ir]) -> ir.Ir:
    """All policies of several programs, in their order; names of features and tables get the number of their program."""
    if len(programs) == 1:
        return programs[0]
    build = Builder()
    features: dict[str, ir.Feature] = {}
    tables: dict[str, ir.Table] = {}
    policies: list[ir.Policy] = []
    for number, program in enumerate(programs):
        moving = _Moving(build, program, number)
        features |= moving.features()
        tables |= {moving.own(name): table for name, table in program.tables.items()}
        policies += [moved_policy(each, moving.conditions.__getitem__) for each in program.policies]
    return ir.Ir(tuple(build.values), tuple(build.conditions), features, tables, tuple(policies))


class _Moving:
    """One program on its way into the tables of all. Counts ask conditions and conditions ask values, so both move at need."""

    def __init__(self, build: Builder, program: ir.Ir, number: int) -> None:
        self.conditions: dict[ir.ConditionRef, ir.ConditionRef] = {}
        self._values: dict[ir.ValueRef, ir.ValueRef] = {}
        self._build = build
        self._program = program
        self._number = number
        for ref in range(len(program.conditions)):
            self._condition(ref)
        for ref in range(len(program.values)):
            self._value(ref)

    def own(self, name: str) -> str:
        """A name that no other program has."""
        return f"{name} ({self._number + 1})"

    def features(self) -> dict[str, ir.Feature]:
        """The declared features, with their values where they are now."""
        return {
            self.own(path): msgspec.structs.replace(each, value=self._value(each.value))
            for path, each in self._program.features.items()
        }

    def _value(self, ref: ir.ValueRef) -> ir.ValueRef:
        found = self._values.get(ref)
        if found is None:
            value = self._program.values[ref]
            if isinstance(value, ir.Declared):
                moved: ir.Value = ir.Declared(value.type, self.own(value.path))
                self._value(self._program.features[value.path].value)
            else:
                moved = moved_value(value, self._condition, self._value)
            found = self._values[ref] = self._build.value(moved)
        return found

    def _condition(self, ref: ir.ConditionRef) -> ir.ConditionRef:
        found = self.conditions.get(ref)
        if found is None:
            condition = self._program.conditions[ref]
            if isinstance(condition, ir.Lookup):
                condition = ir.Lookup(self.own(condition.table), condition.values)
            found = self.conditions[ref] = self._build.condition(
                moved_condition(condition, self._condition, self._value)
            )
        return found
