"""The workload in the language."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import assert_never

from tests.bench.vocabulary import DRIVER_LABEL
from tests.bench.workload import (
    Atom,
    DriverFrom,
    HasDevice,
    HasFlag,
    HasLabel,
    HasModule,
    HasOption,
    KernelIn,
    Numbers,
    Policy,
    Requirement,
)

_HEAD = f"""\
edition 1

## A node without the label has no driver: *absent*, so that every question to it is no, as in engines without an unknown.
closed feature gpu.driver: version = node.label[{json.dumps(DRIVER_LABEL)}]
"""


def compat_text(policies: Iterable[Policy]) -> str:
    """A file with all policies."""
    return "\n".join([_HEAD, *map(_policy, policies)])


def _policy(policy: Policy) -> str:
    lines = [_requirement(number, each) for number, each in enumerate(policy.requirements)]
    return "\n".join([f"policy {policy.name} {{", *lines, "}", ""])


def _requirement(number: int, requirement: Requirement) -> str:
    word = "forbid" if requirement.forbidden else "require"
    return f"  {word} r{number}: {' or '.join(map(_atom, requirement.atoms))}"


def _atom(atom: Atom) -> str:
    match atom:
        case KernelIn(low, high):
            return f"kernel.version in {_version(low)} ..< {_version(high)}"
        case HasFlag(name):
            return f'cpu.cpuid has "{name}"'
        case HasModule(name):
            return f'kernel.loadedmodule has "{name}"'
        case HasOption(name, value):
            return f'kernel.config.{name} == "{value}"'
        case HasDevice(vendor, class_):
            return f"any pci.device {{ vendor == 0x{vendor:04x}; class == 0x{class_:04x} }}"
        case HasLabel(key, value):
            return f'node.label["{key}"] == "{value}"'
        case DriverFrom(low):
            return f"gpu.driver >= {_version(low)}"
        case _:
            assert_never(atom)


def _version(numbers: Numbers) -> str:
    return ".".join(map(str, numbers))
