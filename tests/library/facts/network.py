"""Adapters for RDMA, and Amazon's EFA."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.library.facts.fact import Compared, Fact, confident, read

FEATURES = {
    "dmabuf MR": "DMA-BUF",
    "NeuronLink RDMA": "NeuronLink RDMA",
    "RDMA write": "RDMA write",
    "NVIDIA GDR via P2P on up-to-date kernels": "GPUDirect by P2P",
    "kernel verbs": "kernel verbs",
    "P2P with NVIDIA 580 drivers": "P2P with NVIDIA R580",
}
"""What the driver can do, as the facts and as the table `driver_feature` name it."""


def mlx5() -> Iterator[Fact]:
    """Adapters by PCI id."""
    for row in read("rdma/mlx5_pci_ids.yaml")["rows"]:
        yield Fact({"device": f"0x{row['device']}"}, {"name": row["name"]})


def efa_milestones() -> Iterator[tuple[str, str]]:
    """Each thing that a release of EFA's driver brought."""
    for row in read("rdma/efa.yaml")["driver_milestones"]:
        for what in re.split(r"[,;] ", row["feature"]):
            yield what, row["driver"]


def efa_adapter() -> Iterator[Fact]:
    """Devices of EFA, with the driver's release where the facts have it."""
    drivers = {what.split()[0]: driver for what, driver in efa_milestones() if what.endswith("device support")}
    for row in read("rdma/efa.yaml")["pci"]:
        device = f"0x{row['device']}"
        yield Fact({"device": device}, {"driver": f">= {drivers[device]}"} if device in drivers else {})


def efa_driver_feature() -> Iterator[Fact]:
    """What the driver can do."""
    for what, driver in efa_milestones():
        if not what.endswith("device support"):
            yield Fact({"feature": FEATURES.get(what, what)}, {"driver": f">= {driver}"})


def efa_installer() -> Iterator[Fact]:
    """Installers and their drivers, `efa-2.1.1g` or `2.15.3`; the facts do not have all drivers."""
    for row in confident(read("rdma/efa.yaml")["rows"]):
        if row.get("efa_driver"):
            found = re.match(r"(?:efa-)?([\d.]+)", row["efa_driver"])
            assert found
            driver = found[1] if found[1].count(".") == 2 else f"{found[1]}.0"
            yield Fact({"installer": row["installer"]}, {"driver": f">= {driver}"})


MLX4 = """0x1002 0x1003 0x1004 0x1007 0x6340 0x634a 0x6368 0x6372 0x6732 0x673c 0x6746 0x6750 0x675a 0x6764 0x676e 0x6778"""

TABLES = (
    Compared(
        "rdma",
        "mlx5",
        mlx5,
        {
            "PCI ids of mlx4": MLX4.split(),
            "0x0262, 0x0263": ["0x0262", "0x0263", "0x1028", "0x2300", "0xa2d9", "0xcaf1"],
        },
    ),
    Compared("efa", "adapter", efa_adapter),
    Compared(
        "efa",
        "driver_feature",
        efa_driver_feature,
        {
            "Driver milestones about building it": [
                "kernel 6.11 adjust",
                "drops backports for kernels <4.14",
                "MR registration for 6.17+",
                "RHEL10 RPM fix",
            ]
        },
    ),
    Compared("efa", "installer", efa_installer),
)
