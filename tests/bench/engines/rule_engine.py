"""rule-engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

from tests.bench.engines.expressions import Operators
from tests.bench.engines.facts import Facts, number
from tests.bench.engines.protocol import Compiled, load
from tests.bench.nodes import Node
from tests.bench.workload import (
    Atom,
    DriverFrom,
    HasDevice,
    HasFlag,
    HasLabel,
    HasModule,
    HasOption,
    KernelIn,
    Policy,
)


def _atom(atom: Atom) -> str:
    match atom:
        case KernelIn(low, high):
            return f"(kernel >= {number(low)} and kernel < {number(high)})"
        case HasFlag(name):
            return f'"{name}" in flags'
        case HasModule(name):
            return f'"{name}" in modules'
        case HasOption(name, value):
            return f'options&["{name}"] == "{value}"'
        case HasDevice(vendor, class_):
            return f'$any([d["vendor"] == {vendor} and d["class"] == {class_} for d in devices])'
        case HasLabel(key, value):
            return f'labels&["{key}"] == "{value}"'
        case DriverFrom(low):
            return f"driver >= {number(low)}"
        case _:
            assert_never(atom)


OPERATORS = Operators(" and ", " or ", "not ", _atom)


class RuleEngine:
    """A rule a policy, matched against a mapping."""

    name = "rule-engine"
    most_policies = 100

    def compile(self, policies: Sequence[Policy]) -> Compiled:
        return _Rules(load("rule_engine", "rule-engine"), policies)


class _Rules:
    def __init__(self, rule_engine: Any, policies: Sequence[Policy]) -> None:
        self._rules = [rule_engine.Rule(OPERATORS.policy(each)) for each in policies]
        self._facts = Facts(policies)

    def prepare(self, node: Node) -> Any:
        values = self._facts.of(node)
        return values | {name: set(values[name]) for name in ("flags", "modules")}

    def answer(self, prepared: Any) -> Any:
        return [each.matches(prepared) for each in self._rules]

    def verdicts(self, answer: Any) -> Sequence[bool]:
        return list(answer)
