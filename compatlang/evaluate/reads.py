"""What a variable of a decision graph reads of a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from compatlang.decision.graph import Graph, Question, Variable
from compatlang.ir import model as ir
from compatlang.schema import Kind


class Read(NamedTuple):
    """One thing that is read: an element, a flag, a name of either kind, an attribute of instances, or only that there is one.

    `name` is empty where a domain is asked whether it is reported, or for its number of instances.
    """

    domain: str
    kind: Literal["element", "flag", "name", "attribute", "instances", "reported"]
    name: str
    section: Kind


class Reads:
    """What the variables of one graph read; entries that many share are looked at once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._values: dict[ir.ValueRef, frozenset[Read]] = {}
        self._conditions: dict[ir.ConditionRef, frozenset[Read]] = {}

    def variable(self, variable: Variable) -> frozenset[Read]:
        """Everything that a variable depends on."""
        if isinstance(variable, Question):
            return self.condition(variable.condition)
        return self.value(variable.value)

    def value(self, ref: ir.ValueRef) -> frozenset[Read]:
        """Everything that a value depends on."""
        if ref not in self._values:
            self._values[ref] = frozenset(self._value(self._graph.values[ref]))
        return self._values[ref]

    def condition(self, ref: ir.ConditionRef) -> frozenset[Read]:
        """Everything that a condition depends on."""
        if ref not in self._conditions:
            self._conditions[ref] = frozenset(self._condition(self._graph.conditions[ref]))
        return self._conditions[ref]

    def _value(self, value: ir.Value) -> Iterator[Read]:
        match value:
            case ir.Constant():
                pass
            case ir.Element(_, domain, name):
                yield Read(domain, "element", name, "attributes")
            case ir.Attribute(_, domain, name):
                yield Read(domain, "attribute", name, "instances")
            case ir.Declared(_, path):
                yield from self.value(self._graph.features[path].value)
            case ir.Coalesce(_, operands) | ir.Join(operands):
                for each in operands:
                    yield from self.value(each)
            case ir.Count(domain, condition):
                yield Read(domain, "instances", "", "instances")
                yield from self.condition(condition)

    def _condition(self, condition: ir.Condition) -> Iterator[Read]:
        match condition:
            case ir.Truth():
                pass
            case ir.And(operands) | ir.Or(operands):
                for each in operands:
                    yield from self.condition(each)
            case ir.Not(operand):
                yield from self.condition(operand)
            case ir.Member(value) | ir.Present(value) | ir.Like(value) | ir.Matches(value):
                yield from self.value(value)
            case ir.Compare(_, left, right):
                yield from self.value(left)
                yield from self.value(right)
            case ir.Flag(domain, name):
                yield Read(domain, "flag", name, "flags")
            case ir.Named(domain, name):
                yield Read(domain, "name", name, "flags")
            case ir.Reported(domain, kind):
                yield Read(domain, "reported", "", kind)
            case ir.Exists(domain, inner):
                yield Read(domain, "instances", "", "instances")
                yield from self.condition(inner)
            case ir.Lookup(_, values):
                for each in values:
                    yield from self.value(each)
