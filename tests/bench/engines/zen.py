"""GoRules ZEN: zen-engine."""

from __future__ import annotations

import json
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
            return f'flags["{name}"] == true'
        case HasModule(name):
            return f'modules["{name}"] == true'
        case HasOption(name, value):
            return f'options["{name}"] == "{value}"'
        case HasDevice(vendor, class_):
            return f"some(devices, #.vendor == {vendor} and #.class == {class_})"
        case HasLabel(key, value):
            return f'labels["{key}"] == "{value}"'
        case DriverFrom(low):
            return f"driver >= {number(low)}"
        case _:
            assert_never(atom)


ZEN = Operators(" and ", " or ", "not ", _atom)


class ZenGraph:
    """A decision graph with an expression a policy, as its editor makes them. Each call starts a thread of its own."""

    name = "ZEN, decision graph"
    most_policies = 1000

    def compile(self, policies: Sequence[Policy]) -> Compiled:
        return _Graph(load("zen", "zen-engine"), policies)


class ZenList:
    """One compiled expression whose value is the list of all verdicts: its quickest way, though no editor would make it."""

    name = "ZEN, one list"
    most_policies = 1000

    def compile(self, policies: Sequence[Policy]) -> Compiled:
        return _List(load("zen", "zen-engine"), policies)


class _Prepared:
    """The engine has no handle for a context; bytes of JSON are what it converts quickest."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self._facts = Facts(policies)

    def prepare(self, node: Node) -> Any:
        return json.dumps(self._facts.with_lookup(node)).encode()


class _Graph(_Prepared):
    def __init__(self, zen: Any, policies: Sequence[Policy]) -> None:
        super().__init__(policies)
        self._names = [each.name for each in policies]
        self._decision = zen.ZenEngine().create_decision(json.dumps(_graph(policies)))

    def answer(self, prepared: Any) -> Any:
        return self._decision.evaluate(prepared)

    def verdicts(self, answer: Any) -> Sequence[bool]:
        return [answer["result"][each] for each in self._names]


class _List(_Prepared):
    def __init__(self, zen: Any, policies: Sequence[Policy]) -> None:
        super().__init__(policies)
        self._expression = zen.compile_expression(f"[{', '.join(map(ZEN.policy, policies))}]")

    def answer(self, prepared: Any) -> Any:
        return self._expression.evaluate(prepared)

    def verdicts(self, answer: Any) -> Sequence[bool]:
        return list(answer)


def _graph(policies: Sequence[Policy]) -> dict[str, Any]:
    expressions = [{"id": each.name, "key": each.name, "value": ZEN.policy(each)} for each in policies]
    place = {"x": 0, "y": 0}
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "in", "name": "node", "type": "inputNode", "position": place},
            {
                "id": "policies",
                "name": "policies",
                "type": "expressionNode",
                "position": place,
                "content": {"expressions": expressions},
            },
            {"id": "out", "name": "verdicts", "type": "outputNode", "position": place},
        ],
        "edges": [
            {"id": "first", "sourceId": "in", "targetId": "policies"},
            {"id": "second", "sourceId": "policies", "targetId": "out"},
        ],
    }
