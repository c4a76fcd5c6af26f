"""ROCm, its drivers and GPUs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.library.facts.fact import Compared, Fact, confident, read
from tests.library.facts.systems import system, systems


def drivers() -> Iterator[Fact]:
    """Drivers and the releases of ROCm that they were tested with."""
    for row in confident(read("amd/user_kernel_compat.yaml")["rows"]):
        rocm = ", ".join(each.replace(".x", ".*") for each in row["user_space"])
        yield Fact({"driver": row["kmd"].removesuffix(".x")}, {"rocm": f"[{rocm}]"})


def gpu_models() -> Iterator[Fact]:
    """GPUs by PCI id."""
    for row in confident(read("amd/gpu_pci_ids.yaml")["rows"]):
        yield Fact({"device": f"0x{row['device']}"}, {"gfx": row["gfx"]})


def releases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each release of ROCm and what the facts have of it; of several with one row the first and the last."""
    rows = list(confident(read("amd/rocm_support.yaml")["rows"]))
    of = {row["rocm"]: row for row in rows}
    for row in rows:
        for release in re.split(r"[-/]", row["rocm"]):
            yield release.removesuffix(".x"), of[row.get("same_as", row["rocm"])]


def supported_targets() -> Iterator[Fact]:
    """Targets of each release."""
    for release, row in releases():
        for gfx in row["gfx"]:
            yield Fact({"rocm": release, "gfx": gfx}, {})


def supported_systems() -> Iterator[Fact]:
    """Systems of each release, with each kernel that the facts name, if they name any. `(6.3.2+)` has its own first release."""
    for release, row in releases():
        kernels = {system(each): text for each, text in row.get("os_kernel", {}).items()}
        for text in row.get("os") or row["os_kernel"]:
            since = re.search(r"\((\d\S+)\+\)", text)
            for os, version in systems(text):
                asked = {"rocm": max(release, since[1]) if since else release, "os": os, "os_version": version}
                named = kernels.get((os, version)) or kernels.get((os, version.partition(".")[0]))
                if named is None:
                    yield Fact(asked, {"kernel": "*"})
                for kernel in re.findall(r"\d\S*\d", named or ""):
                    yield Fact({**asked, "kernel": kernel}, {})


TABLES = (
    Compared("amd", "drivers", drivers),
    Compared("amd", "gpu_models", gpu_models, {"0x7470, 0x747e": ["0x74a2"]}),
    Compared(
        "amd",
        "gpu_models",
        supported_targets,
        {
            "gfx1200": [
                f"{release} gfx1200" for release in ("6.4.2", "6.4.3", "7.0", "7.1.0", "7.2.1", "7.2.2", "7.2.3")
            ]
        },
    ),
    Compared(
        "amd",
        "systems",
        supported_systems,
        {
            "Oracle Linux and Azure Linux for ROCm 6.1 to 6.4": [
                *(f"{release} ol 8.9 5.15.0" for release in ("6.2.0", "6.2.4")),
                *(f"{release} ol 8.10" for release in ("6.3.0", "6.3.3")),
                *(f"{release} ol {version}" for release in ("6.4.2", "6.4.3") for version in (8, 9)),
                *(f"{release} azurelinux 3.0" for release in ("6.3.2", "6.3.3", "6.4.2", "6.4.3")),
            ]
        },
    ),
)
