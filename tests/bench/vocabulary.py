"""The names that nodes report and policies ask for: as many as a mixed fleet has, and always the same ones."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from compatlang.schema.catalog import BASE

FLAGS = tuple(sorted(BASE.domains["cpu.cpuid"].flags))


def _joined(first: str, second: str) -> tuple[str, ...]:
    return tuple(f"{a}_{b}" for a, b in product(first.split(), second.split()))


MODULES = _joined(
    "acpi crypto dm drm i2c ib intel ip6 ipmi kvm mlx5 nf nft nvidia nvme rdma scsi snd usb vfio",
    "cm common core fs gpio hash helper iommu log mad nat net pci peermem power queue sched sysfs user verbs",
)
"""Modules that can be loaded: 400."""

BUILTIN = _joined(
    "ata blk block char clk cpufreq dma edac ext4 fuse gpio hid hwmon input iosf jbd2 loop md mfd net nls pcie",
    "acpi algo bridge bus cache chip class codec control core debug driver event filter generic hash host hub irq map"
    " mem mgr mod node notify ops phy plat policy poll port proxy queue rate region reset ring scale sched seq slot"
    " smi stat sync table timer trace unit vector",
)
"""Modules that are part of the kernel: more than a thousand, which only make documents as long as real ones are."""

OPTIONS = _joined(
    "ACPI BLK BPF BRIDGE CGROUP CPU CRYPTO DEBUG DMA EXT4 HID HUGETLB INET IOMMU IP6 KVM MEMORY NETFILTER NF NUMA NVME"
    " PCI RDMA SCSI XFS",
    "ACCT BOOT CACHE CLASS CORE DEFAULT DRIVER EVENTS FILTER HASH HOTPLUG JIT LOG MQ NET POLICY PROFILE QUOTA SCHED"
    " STATS SYSCALL TABLES TRACE USER",
)
"""Options of a kernel's build: 600."""

OPTION_VALUES = (*["y"] * 12, "m", "m", "256", "4096")
"""Values to choose from; what stands more often is more frequent. So it is with labels, too."""

VENDORS = (0x10DE, 0x1002, 0x15B3, 0x8086, 0x1022, 0x14E4, 0x1D0F, 0x144D, 0x1C5C, 0x1000, 0x1A03, 0x1B21)
CLASSES = (0x0302, 0x0300, 0x0200, 0x0207, 0x0108, 0x0107, 0x0604, 0x0C03, 0x0880, 0x1101, 0x0B40, 0x0580)
DEVICES = tuple(product(VENDORS, CLASSES))
"""Vendor and class of PCI devices; the common ones stand first."""

COMMON_DEVICES = 20


class Release(NamedTuple):
    """A version as a node writes it, and its numbers."""

    text: str
    numbers: tuple[int, int, int]


def _release(text: str) -> Release:
    major, minor, patch = text.partition("-")[0].split(".")
    return Release(text, (int(major), int(minor), int(patch)))


KERNELS = tuple(
    _release(each)
    for each in (
        "5.4.0-196-generic",
        "5.10.226-214.880.amzn2.x86_64",
        "5.14.0-362.8.1.el9_3.x86_64",
        "5.14.0-427.42.1.el9_4.x86_64",
        "5.15.0-91-generic",
        "5.15.0-122-generic",
        "6.1.112-122.189.amzn2023.x86_64",
        "6.2.0-39-generic",
        "6.5.0-1025-azure",
        "6.6.56-flatcar",
        "6.8.0-48-generic",
        "6.11.4-301.fc41.x86_64",
    )
)
"""No pre-releases, so that integers made of the numbers order them as the language does."""

DRIVERS = tuple(
    _release(each)
    for each in (
        "450.80.2",
        "470.57.2",
        "515.65.1",
        "525.60.13",
        "535.104.5",
        "535.183.1",
        "545.23.8",
        "550.54.15",
        "555.42.2",
        "560.35.3",
    )
)

DRIVER_LABEL = "nvidia.com/cuda.driver-version.full"
LABELS = {
    f"{prefix}/{first}-{second}": (*[f"{second}-0"] * 12, *(f"{second}-{number}" for number in range(1, 8)))
    for prefix, (first, second) in product(
        ("acme.example", "nvidia.com", "feature.node.kubernetes.io"),
        product(("compute", "storage", "fabric", "rack"), ("pool", "class", "tier", "zone")),
    )
}
"""Keys of labels and the values that each can have: 48."""
