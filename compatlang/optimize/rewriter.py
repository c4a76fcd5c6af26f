"""What passes are made of: rebuilding what policies reach, entry by entry in the order of the tables, never walking a tree.

An entry refers to earlier ones, so what it refers to is rebuilt when its turn comes. The order of entries stays, and an entry
that nothing reaches is left behind: one that a pass has made superfluous is gone after the next.
"""

from __future__ import annotations

from compatlang.ir import model as ir
from compatlang.ir import references
from compatlang.ir.builder import Builder
from compatlang.ir.counted import Counted
from compatlang.ir.model import ConditionRef, ValueRef

Connective = type[ir.And] | type[ir.Or]
Operands = tuple[ConditionRef, ...]

_LEFT_BEHIND = -1


class Rewriter:
    """Rebuilds an `Ir` as it is, but for repeated operands; a pass overrides what it does otherwise."""

    def __init__(self, source: ir.Ir) -> None:
        self.source = source
        self.build = Builder()
        self.features: dict[str, ir.Feature] = {}
        """The features that were read so far, rebuilt."""
        self.counted = Counted(self.build.values, self.features)
        """The rebuilt values that are counts, of which two questions are not one."""
        self._tables: dict[str, ir.Table] = {}
        self._conditions: list[ConditionRef] = []
        self._values: list[ValueRef | None] = [None] * len(source.values)

    def rewritten(self) -> ir.Ir:
        """The whole, rebuilt."""
        for condition, reached in zip(self.source.conditions, _reached(self.source), strict=True):
            self._conditions.append(self.rebuilt(condition) if reached else _LEFT_BEHIND)
        policies = tuple(references.moved_policy(each, self.condition) for each in self.source.policies)
        return ir.Ir(tuple(self.build.values), tuple(self.build.conditions), self.features, self._tables, policies)

    def condition(self, ref: ConditionRef) -> ConditionRef:
        """What became of an earlier condition."""
        return self._conditions[ref]

    def rebuilt(self, condition: ir.Condition) -> ConditionRef:
        """What becomes of a condition, that which it refers to rebuilt before."""
        if isinstance(condition, references.CONNECTIVES):
            moved = self._conditions
            return self.joined(type(condition), tuple([moved[each] for each in condition.operands]))
        if isinstance(condition, ir.Lookup):
            self._tables[condition.table] = self.source.tables[condition.table]
        return self.build.condition(references.moved_condition(condition, self.condition, self.value))

    def joined(self, connective: Connective, operands: Operands) -> ConditionRef:
        """Operands joined: a repeated one is one, a single one stands for itself, and none are a constant."""
        different = tuple(dict.fromkeys(operands))
        if len(different) == 1:
            return different[0]
        return self.build.condition(connective(different)) if different else self.build.truth(connective is ir.And)

    def value(self, ref: ValueRef) -> ValueRef:
        """What becomes of a value, with the feature that it reads."""
        found = self._values[ref]
        if found is None:
            value = self.source.values[ref]
            if isinstance(value, ir.Declared) and value.path not in self.features:
                feature = self.source.features[value.path]
                self.features[value.path] = ir.Feature(feature.type, self.value(feature.value), feature.closed)
            found = self.build.value(references.moved_value(value, self.condition, self.value))
            self._values[ref] = found
        return found


def _reached(program: ir.Ir) -> list[bool]:
    """Of each condition, whether a statement refers to it, directly or not: later entries are settled first."""
    reached = [False] * len(program.conditions)
    for policy in program.policies:
        for statement in references.statements(policy):
            reached[statement.condition] = True
    inner = _conditions_of_values(program)
    for ref in range(len(reached) - 1, -1, -1):
        if reached[ref]:
            condition = program.conditions[ref]
            for each in references.conditions_of(condition):
                reached[each] = True
            if inner:
                for value in references.values_of(condition):
                    for each in inner.get(value, ()):
                        reached[each] = True
    return reached


def _conditions_of_values(program: ir.Ir) -> dict[ValueRef, frozenset[ConditionRef]]:
    """Of each value that is made from counts, the conditions that these ask."""
    inner: dict[ValueRef, frozenset[ConditionRef]] = {}
    for ref, value in enumerate(program.values):
        if isinstance(value, ir.Count):
            inner[ref] = frozenset((value.condition,))
            continue
        parts = (program.features[value.path].value,) if isinstance(value, ir.Declared) else references.parts_of(value)
        asked = frozenset[ConditionRef]().union(*(inner[each] for each in parts if each in inner))
        if asked:
            inner[ref] = asked
    return inner
