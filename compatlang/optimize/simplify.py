"""Connectives are simplified by rules, one a file: `fold`, `merge` and `absorb`.

Before:

    kernel.version >= 5.15 and (true and kernel.version < 6.8) and (cpu.cpuid has "AVX2" or kernel.version in 5.15 ..< 6.8)

After:

    kernel.version in 5.15 ..< 6.8

All rules are applied to a connective before what is around it is looked at, so that one sweep from the inside out leaves
nothing to do: what a rule makes of an operand, the rules meet again where it stands. The operands that are left are sorted as
their entries are, so that two connectives of the same operands are one.
"""

from __future__ import annotations

from collections.abc import Callable

from compatlang.ir import model as ir
from compatlang.ir.model import ConditionRef
from compatlang.optimize.absorb import absorb
from compatlang.optimize.fold import fold
from compatlang.optimize.merge import merge
from compatlang.optimize.rewriter import Connective, Operands, Rewriter

Rule = Callable[[Rewriter, Connective, Operands], Operands]
"""Given the operands of a connective, which are simple already, other operands that it may as well have."""

RULES: tuple[Rule, ...] = (fold, merge, absorb)


def simplify(program: ir.Ir, rules: tuple[Rule, ...] = RULES) -> ir.Ir:
    """No connective to which a rule applies."""
    return _Simplifier(program, rules).rewritten()


class _Simplifier(Rewriter):
    def __init__(self, source: ir.Ir, rules: tuple[Rule, ...]) -> None:
        super().__init__(source)
        self._rules = rules

    def joined(self, connective: Connective, operands: Operands) -> ConditionRef:
        for rule in self._rules:
            operands = rule(self, connective, operands)
        return super().joined(connective, tuple(sorted(operands)))
