"""What asking costs, as a rank: what a look into a mapping answers comes first, a walk over instances or a table last."""

from __future__ import annotations

from compatlang.ir import model as ir

_READ, _MADE, _MATCHED, _COUNTED, _LOOKED_UP = 1, 3, 4, 5, 6


def cost_of_value(program: ir.Ir, value: ir.ValueRef) -> int:
    """The rank of a value."""
    match program.values[value]:
        case ir.Constant():
            return 0
        case ir.Element() | ir.Attribute():
            return _READ
        case ir.Count():
            return _COUNTED
        case _:
            return _MADE


def cost_of_condition(program: ir.Ir, condition: ir.ConditionRef) -> int:
    """The rank of an atom, or of the costliest atom of a condition."""
    match program.conditions[condition]:
        case ir.Truth():
            return 0
        case ir.Flag() | ir.Named() | ir.Reported():
            return _READ
        case ir.Member(value) | ir.Present(value):
            return cost_of_value(program, value)
        case ir.Like(value) | ir.Matches(value):
            return max(_MATCHED, cost_of_value(program, value))
        case ir.Compare(_, left, right):
            return max(_MADE, cost_of_value(program, left), cost_of_value(program, right))
        case ir.Exists():
            return _COUNTED
        case ir.Lookup():
            return _LOOKED_UP
        case ir.Not(operand):
            return cost_of_condition(program, operand)
        case ir.And(operands) | ir.Or(operands):
            return max((cost_of_condition(program, each) for each in operands), default=0)
