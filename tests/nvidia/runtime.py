"""NVIDIA's evaluator in C in a few lines, after its grammar: what it answers about one GPU of which everything is known."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from itertools import zip_longest

Device = Mapping[str, str]
"""What the runtime knows of a GPU and its driver, by key: `cuda`, `driver`, `arch`, `brand`."""

_OPERATORS: dict[str, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "!": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def allows(environment: Mapping[str, str], device: Device) -> bool:
    """Whether a device meets every requirement."""
    if environment.get("NVIDIA_DISABLE_REQUIRE") in ("1", "t", "T", "true", "True", "TRUE"):
        return True
    values = [
        value
        for name, value in environment.items()
        if name.startswith("NVIDIA_REQUIRE_") and not name.startswith("NVIDIA_REQUIRE_JETPACK")
    ]
    if environment.get("CUDA_VERSION") and not environment.get("NVIDIA_REQUIRE_CUDA"):
        major, minor, *_ = environment["CUDA_VERSION"].split(".")
        values.append(f"cuda>={major}.{minor}")
    return all(holds(each, device) for each in values if each.strip(" "))


def holds(value: str, device: Device) -> bool:
    """Whether a device meets one requirement: one of its terms, and of that every factor."""
    return any(all(_factor(each, device) for each in term.split(",") if each) for term in value.split(" ") if term)


def _factor(text: str, device: Device) -> bool:
    found = re.fullmatch(r"([^=!<>]+)([=!<>]+)(.+)", text, re.DOTALL)
    assert found is not None, text
    key, sign, value = found.groups()
    known = device[key.lower()]
    if key.lower() == "brand":
        return _OPERATORS[sign](int(known.encode().lower() != value.encode().lower()), 0)
    pairs = zip_longest(map(int, known.split(".")), map(int, value.split(".")), fillvalue=0)
    return _OPERATORS[sign](next((left - right for left, right in pairs if left != right), 0), 0)
