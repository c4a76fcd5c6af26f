"""Rego through regopy, which is rego-cpp."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, assert_never

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

_ENTRY = "compat/compatible"


def _atom(atom: Atom) -> str:
    match atom:
        case KernelIn(low, high):
            return f"input.kernel >= {number(low)}; input.kernel < {number(high)}"
        case HasFlag(name):
            return f'input.flags["{name}"]'
        case HasModule(name):
            return f'input.modules["{name}"]'
        case HasOption(name, value):
            return f'input.options["{name}"] == "{value}"'
        case HasDevice(vendor, class_):
            return f'some d in input.devices; d.vendor == {vendor}; d["class"] == {class_}'
        case HasLabel(key, value):
            return f'input.labels["{key}"] == "{value}"'
        case DriverFrom(low):
            return f"input.driver >= {number(low)}"
        case _:
            assert_never(atom)


class Rego:
    """A set of compatible policies, its rules compiled to a bundle beforehand."""

    name = "Rego, rego-cpp"
    most_policies = 100

    def compile(self, policies: Sequence[Policy]) -> Compiled:
        return _Bundle(load("regopy", "regopy"), policies)


class _Bundle:
    def __init__(self, regopy: Any, policies: Sequence[Policy]) -> None:
        self._interpreter = regopy.Interpreter()
        self._input = regopy.Input
        self._names = [each.name for each in policies]
        lines = ["package compat", "import rego.v1", *(line for each in policies for line in _rules(each))]
        self._interpreter.add_module("compat", "\n".join(lines))
        self._bundle = self._interpreter.build(None, [_ENTRY])
        self._facts = Facts(policies)

    def prepare(self, node: Node) -> Any:
        return self._input(self._facts.with_lookup(node))

    def answer(self, prepared: Any) -> Any:
        self._interpreter.set_input(prepared)
        return self._interpreter.query_bundle_entrypoint(self._bundle, _ENTRY)

    def verdicts(self, answer: Any) -> Sequence[bool]:
        [compatible] = json.loads(str(answer))["expressions"]
        return [each in compatible for each in self._names]


def _rules(policy: Policy) -> Iterator[str]:
    """A rule for each atom, those of one requirement by one name, and one that joins them."""
    body = []
    for number_, requirement in enumerate(policy.requirements):
        name = f"{policy.name}_r{number_}"
        yield from (f"{name} if {{ {_atom(each)} }}" for each in requirement.atoms)
        body.append(f"not {name}" if requirement.forbidden else name)
    yield f'compatible contains "{policy.name}" if {{ {"; ".join(body)} }}'
