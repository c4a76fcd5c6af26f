"""CUDA, drivers and GPUs of NVIDIA."""

from __future__ import annotations

from collections.abc import Iterator

from tests.library.facts.fact import Compared, Fact, confident, read

UPDATES = {("9.2", 1): "9.2.148", ("8.0", "GA2"): "8.0.61"}
"""Toolkits whose update the facts count, and the release notes name by its version."""


def cuda_driver() -> Iterator[Fact]:
    """Toolkits and the drivers that come with them."""
    for row in confident(read("nvidia/cuda_driver.yaml")["rows"]):
        cuda = row["patch_version"] or UPDATES.get((row["cuda"], row["update"]), row["cuda"])
        yield Fact({"cuda": cuda}, {"driver": f">= {row['toolkit_driver_linux_x86_64']}"})


def cuda_minor_version() -> Iterator[Fact]:
    """Major versions and the oldest driver of each, in full where the facts have it so."""
    for row in read("nvidia/cuda_driver.yaml")["minor_version_compat"]:
        driver = row.get("ga_full") or row.get("recommended_full") or row["min_driver"]
        yield Fact({"cuda": str(row["major"])}, {"driver": f">= {driver}"})


def cuda_compat() -> Iterator[Fact]:
    """Packages for forward compatibility."""
    for row in confident(read("nvidia/cuda_compat_forward.yaml")["rows"]):
        branches = ", ".join(f"{branch}.*" for branch in row["allowed_base_branches"])
        yield Fact({"cuda": row["cuda"]}, {"driver": f"[{branches}]"})


def capability() -> Iterator[Fact]:
    """Compute capabilities. `11.8 (11.x)` is the last toolkit of a major version, whatever comes after it."""
    for row in confident(read("nvidia/compute_capability.yaml")["rows"]):
        first, last = row["first_cuda"].split()[0], row["last_cuda"]
        toolkit = f"{first} .. {last}.*"
        if last == "ongoing":
            toolkit = f">= {first}"
        elif "x)" in last:
            toolkit = f"{first} ..< {int(last.partition('.')[0]) + 1}.0"
        driver = "*" if row["last_driver"] == "ongoing" else f"< {int(row['last_driver'][1:]) + 1}"
        architecture = row["arch"].partition("/")[0].removesuffix(" Ultra")
        yield Fact({"capability": row["cc"]}, {"architecture": architecture, "toolkit": toolkit, "driver": driver})


def driver_branch() -> Iterator[Fact]:
    """Branches of the driver, as NVIDIA's own pages have them. The other rows have dates that are computed."""
    for row in read("nvidia/driver_branches.yaml")["official_latest_table"]:
        maintained = f"<= {row['eol'][:7].replace('-', '.')}"
        yield Fact({"driver": row["branch"][1:]}, {"kind": row["type"], "maintained": maintained})


def gpu() -> Iterator[Fact]:
    """GPUs by PCI id."""
    for row in confident(read("nvidia/gpu_pci_ids.yaml")["rows"]):
        shown = {"capability": row["compute_capability"], "architecture": row["arch"].removesuffix(" Ultra")}
        yield Fact({"device": f"0x{row['device']}"}, shown)


TABLES = (
    Compared("nvidia", "cuda_driver", cuda_driver),
    Compared("nvidia", "cuda_minor_version", cuda_minor_version),
    Compared("nvidia", "cuda_compat", cuda_compat),
    Compared("nvidia", "capability", capability),
    Compared("nvidia", "driver_branch", driver_branch),
    Compared("nvidia", "gpu", gpu, {"0x2bb9 (RTX 6000D)": ["0x2bb9"]}),
)
