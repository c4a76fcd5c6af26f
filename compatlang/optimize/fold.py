"""Constants disappear from connectives, and connectives of one kind become one.

Before:

    true and (cpu.cpuid has "AVX2" and (kernel.version >= 5.15 or false)) and (node.label.zone is present or true)

After:

    cpu.cpuid has "AVX2" and kernel.version >= 5.15

Nothing else is a constant. `a or not a` is unknown where a is; `any pci.device { false }` is unknown where the domain is not
reported; `kernel.version < 5 or kernel.version >= 5` is no where there is no version.
"""

from __future__ import annotations

from compatlang.ir import model as ir
from compatlang.ir.model import ConditionRef
from compatlang.optimize.rewriter import Connective, Operands, Rewriter

_INLINED = 32
"""A connective of more operands stays one within another: it may stand in many, and copies would multiply."""


def fold(rewriter: Rewriter, connective: Connective, operands: Operands) -> Operands:
    """No constant, and no small connective of the same kind."""
    neutral = connective is ir.And
    left: list[ConditionRef] = []
    for each in operands:
        condition = rewriter.build.conditions[each]
        if isinstance(condition, ir.Truth):
            if condition.value is not neutral:
                return (each,)
        elif isinstance(condition, connective) and len(condition.operands) <= _INLINED:
            left += condition.operands
        else:
            left.append(each)
    return tuple(left)
