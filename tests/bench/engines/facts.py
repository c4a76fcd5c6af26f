"""A node as peers take it: plain values, in whatever form makes their questions cheapest.

Versions are integers that compare as the versions do, flags and modules can be looked up by name, ids are numbers. Only names
that some policy reads are in it, which is less than any user would bother to select, since several engines copy
their whole input for each call. None of this preparation is on the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.bench.nodes import Node
from tests.bench.workload import HasFlag, HasLabel, HasModule, HasOption, Numbers, Policy, Workload


def number(version: Numbers) -> int:
    """A version as an integer: no part of the versions here reaches 1,000."""
    major, minor, patch = version
    return (major * 1000 + minor) * 1000 + patch


class Facts:
    """What some policies read of nodes."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        atoms = Workload("shared", tuple(policies)).atoms
        self._flags = {each.name for each in atoms if isinstance(each, HasFlag)}
        self._modules = {each.name for each in atoms if isinstance(each, HasModule)}
        self._options = {each.name for each in atoms if isinstance(each, HasOption)}
        self._labels = {each.key for each in atoms if isinstance(each, HasLabel)}

    def of(self, node: Node) -> dict[str, Any]:
        """The values that policies read, by name."""
        hardware = node.hardware
        return {
            "kernel": number(node.kernel.numbers),
            "driver": 0 if node.driver is None else number(node.driver.numbers),
            "flags": [each for each in hardware.flags if each in self._flags],
            "modules": [each for each in hardware.modules if each in self._modules],
            "options": {key: value for key, value in hardware.options.items() if key in self._options},
            "labels": {key: value for key, value in node.labels.items() if key in self._labels},
            "devices": [
                {"vendor": int(each["vendor"], 16), "class": int(each["class"], 16)} for each in hardware.devices
            ],
        }

    def with_lookup(self, node: Node) -> dict[str, Any]:
        """As `of`, with flags and modules as mappings, for engines in which those are quicker than lists."""
        values = self.of(node)
        return values | {name: dict.fromkeys(values[name], True) for name in ("flags", "modules")}
