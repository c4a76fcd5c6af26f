"""Kernels, accelerators, GPUs and Gaudi of Intel."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.library.facts.fact import Compared, Fact, confident, read
from tests.library.facts.systems import systems

KERNELS = {
    "SGX (bare metal, CONFIG_X86_SGX)": "sgx",
    "SGX KVM (virtual EPC)": "sgx_kvm",
    "TDX host (KVM)": "tdx_kvm",
    "xe DRM driver in mainline": "xe",
    "DG2/Alchemist usable upstream i915": "arc_a",
    "Gen9.5 Coffee Lake compute-runtime": "coffee_lake",
}
"""Features, as the facts and as the table `kernel_minimums` name them."""

KINDS = {"QAT": "qat", "QuickAssist": "qat", "Data Streaming": "dsa", "In-Memory": "iaa", "Load Balancer": "dlb"}
FAMILIES = {
    "GPU Max": "max",
    "Ponte Vecchio": "max",
    "GPU Flex": "flex",
    "Battlemage": "arc_b",
    "Panther Lake": "arc_panther_lake",
}


def kernel_minimums() -> Iterator[Fact]:
    """First kernels."""
    for row in confident(read("intel/kernel_minimums.yaml")["rows"]):
        yield Fact({"feature": KERNELS.get(row["feature"], row["feature"])}, {"kernel": f">= {row['kernel']}"})


def named(words: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """The devices whose names have one of these words: id, what the word stands for, and name."""
    for row in read("intel/pci_ids.yaml")["rows"]:
        for word, kind in words.items():
            if word in row["name"]:
                yield f"0x{row['device']}", kind, row["name"]
                break


def accelerators() -> Iterator[Fact]:
    """Accelerators by PCI id."""
    for device, kind, name in named(KINDS):
        yield Fact({"device": device}, {"kind": kind, "function": "virtual" if "Virtual Fu" in name else "physical"})


def gpu_models() -> Iterator[Fact]:
    """GPUs by PCI id, and the product's name, which stands in brackets where it has one."""
    for device, family, name in named(FAMILIES):
        product = re.search(r"\[(.+)\]", name)
        yield Fact({"device": device}, {"family": family, "name": product[1] if product else name})


def gaudi_devices() -> Iterator[Fact]:
    """Gaudi and what came before it."""
    for row in read("intel/gaudi.yaml")["pci"]:
        yield Fact({"device": f"0x{row['device']}"}, {"name": row["name"]})


def gaudi_systems() -> Iterator[Fact]:
    """Systems and kernels of each release. A kernel with a build is one of a service pack, all of whose builds are in."""
    for row in confident(read("intel/gaudi.yaml")["rows"]):
        for text, kernel in row["os_kernel"].items():
            [(os, version)] = systems(text)
            asked = {"software": row["version"], "os": os, "os_version": version}
            if "-" in kernel:
                yield Fact({**asked, "kernel": kernel}, {})
            else:
                yield Fact(asked, {"kernel": kernel.replace(">=", ">= ")})


TABLES = (
    Compared(
        "intel",
        "kernel_minimums",
        kernel_minimums,
        {
            "QAT through vfio-pci": [
                "QAT device plugin with vfio-pci (kernel >=5.9 needs vfio-pci.disable_denylist=1)"
            ],
            "SEV-SNP guest and host": ["SEV-SNP host (KVM)"],
        },
    ),
    Compared(
        "intel",
        "accelerators",
        accelerators,
        {"0x502d, 0x5041": ["0x502d", "0x5041", "0x5045", "0x5049", "0x504c"]},
    ),
    Compared("intel", "gpu_models", gpu_models),
    Compared("intel", "gaudi_devices", gaudi_devices, {"Goya (0x0001)": ["0x0001", "0x0030"]}),
    Compared(
        "intel",
        "gaudi_systems",
        gaudi_systems,
        {
            "1.11.0 on Ubuntu 22.04 and Amazon Linux 2": [
                "1.11.0 ubuntu 22.04",
                "1.11.0 amzn 2",
                "1.9.0 ubuntu 22.04",
                "1.7.0 ubuntu 18.04",
                "1.7.0 rhel 8.6",
            ]
        },
    ),
)
