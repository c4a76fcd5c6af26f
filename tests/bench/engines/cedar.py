"""Cedar through cedarpy."""

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
            return f"(resource.kernel >= {number(low)} && resource.kernel < {number(high)})"
        case HasFlag(name):
            return f'resource.flags.contains("{name}")'
        case HasModule(name):
            return f'resource.modules.contains("{name}")'
        case HasOption(name, value):
            return f'(resource.options has "{name}" && resource.options["{name}"] == "{value}")'
        case HasDevice(vendor, class_):
            # Cedar asks no question of each member of a set, but records can be members.
            return f'resource.devices.contains({{"vendor": {vendor}, "class": {class_}}})'
        case HasLabel(key, value):
            return f'(resource.labels has "{key}" && resource.labels["{key}"] == "{value}")'
        case DriverFrom(low):
            return f"resource.driver >= {number(low)}"
        case _:
            assert_never(atom)


CEDAR = Operators(" && ", " || ", "!", _atom)
_REQUEST = {"principal": 'Workload::"any"', "action": 'Action::"run"', "resource": 'Node::"node"'}


class Cedar:
    """All policies permit the same request, and the answer names those that did.

    Policies and the node, an entity, are parsed beforehand. An action of its own for each policy and `is_authorized_batch`
    takes some twenty-five times as long, since every request of a batch is put to every policy.
    """

    name = "Cedar"
    most_policies = 1000

    def compile(self, policies: Sequence[Policy]) -> Compiled:
        return _PolicySet(load("cedarpy", "cedarpy"), policies)


class _PolicySet:
    def __init__(self, cedarpy: Any, policies: Sequence[Policy]) -> None:
        self._cedarpy = cedarpy
        self._names = [each.name for each in policies]
        self._policies = cedarpy.PolicySet.from_str("\n".join(map(_permit, policies)))
        self._facts = Facts(policies)

    def prepare(self, node: Node) -> Any:
        entity = {"uid": {"type": "Node", "id": "node"}, "attrs": self._facts.of(node), "parents": []}
        return self._cedarpy.Entities.from_json_str(json.dumps([entity]))

    def answer(self, prepared: Any) -> Any:
        return self._cedarpy.is_authorized(_REQUEST, self._policies, prepared)

    def verdicts(self, answer: Any) -> Sequence[bool]:
        permitting = set(answer.diagnostics.id_annotations_by_reason.values())
        return [each in permitting for each in self._names]


def _permit(policy: Policy) -> str:
    return f'@id("{policy.name}") permit(principal, action, resource) when {{ {CEDAR.policy(policy)} }};'
