"""Labels as NVIDIA's GPU Feature Discovery sets them: of each version all or none, the numbers those of the text."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from hypothesis import strategies as st

from compatlang.snapshot import Section, Snapshot

DRIVERS = (
    *("470.57.02", "525.60.13", "535.104.05", "550.54", "550.54.14", "550.54.15", "550.120", "560.35.03", "580.65.06"),
    "355.06",
)


def driver(text: str, *, old: bool = True, new: bool = True) -> dict[str, str]:
    """The driver's version by the names of now, by those of before, or by both; older releases have none of the former."""
    numbers = (*text.split("."), "")[:3]
    names = [*(("cuda.driver-version", "revision"),) * new, *(("cuda.driver", "rev"),) * old]
    parts = {
        f"nvidia.com/{base}.{name}": number
        for base, last in names
        for name, number in zip(("major", "minor", last), numbers, strict=True)
    }
    return {**parts, **({"nvidia.com/cuda.driver-version.full": text} if new else {})}


def two_numbers(base: str, text: str, whole: str = "") -> dict[str, str]:
    """A version of two numbers, and its text where it has a label."""
    major, minor = text.split(".")
    parts = {f"nvidia.com/{base}.major": major, f"nvidia.com/{base}.minor": minor}
    return {**parts, **({f"nvidia.com/{base}.{whole}": text} if whole else {})}


@st.composite
def labels(draw: st.DrawFn) -> Mapping[str, str]:
    """The labels of one node."""
    found: dict[str, str] = {}
    generation = draw(st.sampled_from([{"new": False}, {"old": False}, {}, None]))
    if generation is not None:
        found |= driver(draw(st.sampled_from(DRIVERS)), **generation)
    if draw(st.booleans()):
        found |= two_numbers("cuda.runtime-version", draw(st.sampled_from(["11.8", "12.4", "12.10"])), "full")
    if draw(st.booleans()):
        found |= two_numbers("gpu.compute", draw(st.sampled_from(["7.5", "8.0", "9.0", "10.3"])))
    return found


def with_labels(node: Snapshot, more: Mapping[str, str]) -> Snapshot:
    """A node that somebody has given labels as well."""
    own = node.sections["node.label"].attributes or {}
    return msgspec.structs.replace(node, sections={**node.sections, "node.label": Section(attributes={**own, **more})})
