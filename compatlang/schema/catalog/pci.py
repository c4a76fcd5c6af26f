"""PCI devices. Source: NFD `source/pci/utils.go`."""

from __future__ import annotations

from compatlang.schema.catalog.table import instances
from compatlang.schema.model import Element

DOMAINS = (
    instances(
        "pci.device",
        "v0.10",
        "PCI devices, from /sys/bus/pci/devices",
        Element("class", "id", "class and subclass, as in `0x0302` (3D controller) or `0x0200` (Ethernet)", width=4),
        Element("vendor", "id", "vendor, as in `0x10de` (NVIDIA) or `0x8086` (Intel)", width=4),
        Element("device", "id", "device of that vendor, as in `0x2330`", width=4),
        Element("subsystem_vendor", "id", "vendor of the board", width=4),
        Element("subsystem_device", "id", "board of that vendor", width=4),
        Element("sriov_totalvfs", "int", "number of SR-IOV virtual functions the device can have"),
        Element("iommu_group/type", "string", "type of the IOMMU group: `DMA`, `DMA-FQ`, `identity` and others"),
        Element(
            "iommu/intel-iommu/version", "string", "version of the Intel VT-d unit in front of it, as in `1:0`", "v0.11"
        ),
    ),
)
