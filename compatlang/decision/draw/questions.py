"""What a test asks, in the language's own words."""

from __future__ import annotations

from typing import Literal, TypeAlias

from compatlang.decision.graph import Graph, Question, Variable
from compatlang.ir import model as ir
from compatlang.ir import references
from compatlang.ir.show import show_condition, show_value

_MOST_ENTRIES = 100
"""A question of more parts is not written out: equal parts are one entry of the tables, as text they could be endless."""

_Entry: TypeAlias = tuple[Literal["condition", "value"], int]


def question(graph: Graph, variable: Variable) -> str:
    """The value whose cells are told apart, or the condition whose truth is asked."""
    program = ir.Ir(graph.values, graph.conditions, graph.features, graph.tables, ())
    if isinstance(variable, Question):
        if _is_long(graph, ("condition", variable.condition)):
            return _outline(graph.conditions[variable.condition])
        return show_condition(program, variable.condition)
    if _is_long(graph, ("value", variable.value)):
        return "a long value"
    return show_value(program, variable.value)


def _outline(condition: ir.Condition) -> str:
    return f"any {condition.domain} {{ … }}" if isinstance(condition, ir.Exists) else "a long condition"


def _is_long(graph: Graph, entry: _Entry) -> bool:
    """Whether the text would have too many parts; counts no further than that."""
    waiting = [entry]
    count = 0
    while waiting and count <= _MOST_ENTRIES:
        count += 1
        table, ref = waiting.pop()
        if table == "condition":
            condition = graph.conditions[ref]
            waiting += [("condition", each) for each in references.conditions_of(condition)]
            waiting += [("value", each) for each in references.values_of(condition)]
        else:
            value = graph.values[ref]
            waiting += [("value", each) for each in references.parts_of(value)]
            if isinstance(value, ir.Count):
                waiting.append(("condition", value.condition))
    return count > _MOST_ENTRIES
