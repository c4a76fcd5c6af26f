"""Operands are sorted: first what is cheap to ask, of equals what most conditions share, then as written.

Before, with `cpu.cpuid has "AVX2"` in another policy, too:

    any pci.device { vendor == 0x10de } and node.label.zone == "a" and cpu.cpuid has "AVX2"

After:

    cpu.cpuid has "AVX2" and node.label.zone == "a" and any pci.device { vendor == 0x10de }

*And* and *or* do not depend on the order of their operands; two that differ in it alone become one here.
"""

from __future__ import annotations

import msgspec

from compatlang.ir import model as ir
from compatlang.ir import references
from compatlang.ir.cost import cost_of_condition
from compatlang.optimize.rewriter import Rewriter

_MOST_USES = 1 << 32
"""Ways to a condition are counted up to here: they multiply from level to level."""


def order(program: ir.Ir) -> ir.Ir:
    """Operands of connectives in the order in which they are best asked."""
    costs = _costs(program)
    uses = _uses(program)

    def place(ref: ir.ConditionRef) -> tuple[int, int, int]:
        return costs[ref], -uses[ref], ref

    def ordered(condition: ir.Condition) -> ir.Condition:
        if not isinstance(condition, references.CONNECTIVES):
            return condition
        return type(condition)(tuple(sorted(condition.operands, key=place)))

    conditions = tuple(ordered(each) for each in program.conditions)
    return Rewriter(msgspec.structs.replace(program, conditions=conditions)).rewritten()


def _costs(program: ir.Ir) -> list[int]:
    """What each condition costs: as much as its costliest atom."""
    costs: list[int] = []
    for ref, condition in enumerate(program.conditions):
        if isinstance(condition, references.CONNECTIVES):
            costs.append(max([costs[each] for each in condition.operands], default=0))
        elif isinstance(condition, ir.Not):
            costs.append(costs[condition.operand])
        else:
            costs.append(cost_of_condition(program, ref))
    return costs


def _uses(program: ir.Ir) -> list[int]:
    """In how many ways statements come to each condition; later entries are settled before those that they refer to."""
    uses = [0] * len(program.conditions)
    for policy in program.policies:
        for statement in references.statements(policy):
            uses[statement.condition] += 1
    for ref in range(len(uses) - 1, -1, -1):
        if uses[ref]:
            for each in references.conditions_of(program.conditions[ref]):
                uses[each] = min(uses[each] + uses[ref], _MOST_USES)
    return uses
