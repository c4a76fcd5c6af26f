"""Nodes that publish what is known of a GPU, and policies that are asked about them."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from compatlang import Policies
from compatlang import compile as compile_policies
from compatlang.evaluate.report import PolicyResult
from compatlang.nvidia.features import BRAND_LABEL
from compatlang.snapshot import Section, Snapshot
from tests.nvidia.runtime import Device

_FULL = {"cuda": "nvidia.com/cuda.runtime-version.full", "driver": "nvidia.com/cuda.driver-version.full"}
_PARTS = {
    "cuda": ("nvidia.com/cuda.runtime.major", "nvidia.com/cuda.runtime.minor"),
    "driver": ("nvidia.com/cuda.driver.major", "nvidia.com/cuda.driver.minor", "nvidia.com/cuda.driver.rev"),
    "arch": ("nvidia.com/gpu.compute.major", "nvidia.com/gpu.compute.minor"),
}


@st.composite
def nodes(draw: st.DrawFn, device: Device, hidden: Collection[str] = ()) -> Snapshot:
    """A node that publishes a device's values in one of the ways there are; what is hidden it does not."""
    labels: dict[str, str] = {"kubernetes.io/arch": "amd64"}
    drivers: dict[str, str] = {}
    for key, text in device.items():
        if key in hidden:
            continue
        if key == "brand":
            labels[BRAND_LABEL] = text.encode().lower().decode()
        elif key == "driver" and draw(st.integers(0, 3)) == 0:
            drivers["nvidia"] = text
        elif key in _FULL and draw(st.booleans()):
            labels[_FULL[key]] = text
        else:
            labels |= _in_parts(_PARTS[key], text)
    return Snapshot("n", {"node.label": Section(attributes=labels), "host.driver": Section(attributes=drivers)})


def _in_parts(names: tuple[str, ...], text: str) -> dict[str, str]:
    """One number a label; what is left over is with the last, what is missing is empty."""
    numbers = text.split(".", len(names) - 1)
    return dict(zip(names, numbers + [""] * (len(names) - len(numbers)), strict=True))


@lru_cache(1)
def compiled(text: str) -> Policies:
    """A policy that was imported; it compiles without a word."""
    policies = compile_policies(text, name="imported.compat")
    assert [(each.message, text[each.span.start : each.span.end]) for each in policies.diagnostics] == []
    return policies


def decided(text: str, node: Snapshot) -> PolicyResult:
    """What the one policy of a text says of a node."""
    [result] = compiled(text).check(node).results
    return result


def published(device: Device, hidden: Collection[str] = ()) -> Snapshot:
    """A node that publishes a device's values in the usual way."""
    labels: dict[str, Any] = {}
    for key, text in device.items():
        if key not in hidden:
            labels |= {BRAND_LABEL: text} if key == "brand" else _in_parts(_PARTS[key], text)
    return Snapshot("n", {"node.label": Section(attributes=labels)})
