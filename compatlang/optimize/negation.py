"""Negations move inward until they stand before atoms, and into sets where they can.

Before:

    not (kernel.version < 5.15 or not cpu.cpuid has "AVX2" and node.label.zone is present)

After:

    (kernel.version >= 5.15 or absent) and (cpu.cpuid has "AVX2" or node.label.zone is missing)

Kleene's *and* and *or* are dual, so De Morgan's laws hold of *unknown*, too. A question about a set is no where its value is
absent, so its negation is yes there: the complement with `absent` turned round. *Not* stays before every other atom. In
particular `not a < b` is no `a >= b`: where one of them is absent, the first is yes and the second no.
"""

from __future__ import annotations

from compatlang.ir import model as ir
from compatlang.ir.model import ConditionRef
from compatlang.optimize.rewriter import Rewriter


def negation(program: ir.Ir) -> ir.Ir:
    """No negation of a connective, of another negation, of a set or of a constant."""
    return _Negation(program).rewritten()


class _Negation(Rewriter):
    def __init__(self, source: ir.Ir) -> None:
        super().__init__(source)
        self._negated: dict[ConditionRef, ConditionRef] = {}

    def rebuilt(self, condition: ir.Condition) -> ConditionRef:
        if isinstance(condition, ir.Not):
            return self._negation(condition.operand)
        return super().rebuilt(condition)

    def _negation(self, ref: ConditionRef) -> ConditionRef:
        if ref not in self._negated:
            self._negated[ref] = self._opposite(ref)
        return self._negated[ref]

    def _opposite(self, ref: ConditionRef) -> ConditionRef:
        condition = self.source.conditions[ref]
        match condition:
            case ir.Truth(value):
                return self.build.truth(not value)
            case ir.Not(operand):
                return self.condition(operand)
            case ir.And(operands):
                return self.joined(ir.Or, tuple(self._negation(each) for each in operands))
            case ir.Or(operands):
                return self.joined(ir.And, tuple(self._negation(each) for each in operands))
            case ir.Member(value, accepted, absent):
                return self.build.condition(ir.Member(self.value(value), ~accepted, not absent))
            case _:
                return self.build.negated(self.condition(ref))
