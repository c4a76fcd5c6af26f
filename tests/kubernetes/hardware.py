"""The hardware that `nodes` makes nodes of: what NFD finds in four kinds of machines. No such machine exists."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


class Processor(NamedTuple):
    """A processor, as NFD tells it."""

    vendor: str
    family: str
    model: str
    threads: int
    """Of all processors of the machine."""
    flags: tuple[str, ...]
    """The flags that policies ask for, before those that every processor of the vendor has."""


class Gpu(NamedTuple):
    """The GPUs of a machine, as NFD and NVIDIA's GPU Feature Discovery tell them."""

    product: str
    family: str
    compute: str
    memory: int
    """In MiB, of one of them."""
    device: str
    subsystem: str
    per_node: int
    drivers: tuple[str, ...]
    """Machines of the kind have these drivers in turn."""


class Kind(NamedTuple):
    """A kind of machines."""

    name: str
    processor: Processor
    memory: int
    """In GiB."""
    kernel: str
    release: tuple[str, str]
    """Name and version of the operating system."""
    gpu: Gpu | None = None
    infiniband: int = 0
    """How many adapters for InfiniBand it has."""


class Device(NamedTuple):
    """A PCI device."""

    class_: str
    vendor: str
    device: str
    subsystem: str
    """The vendor and the device of its subsystem."""


SAPPHIRE_RAPIDS = Processor(
    "Intel", "6", "143", 192, ("AMXBF16", "AMXTILE", "AVX512BF16", "AVX512BW", "AVX512F", "AVX512VL", "AVX512VNNI")
)
MILAN = Processor("AMD", "25", "1", 128, ("INVLPGB", "SEV", "SEV_ES", "SME", "SSE4A", "VAES"))
CASCADE_LAKE = Processor("Intel", "6", "85", 48, ("AVX512BW", "AVX512F", "AVX512VL", "AVX512VNNI"))

H100 = Gpu("NVIDIA-H100-80GB-HBM3", "hopper", "9.0", 81559, "2330", "10de:16c1", 8, ("550.54.15", "570.133.20"))
A100 = Gpu("NVIDIA-A100-SXM4-40GB", "ampere", "8.0", 40960, "20b0", "10de:134f", 8, ("535.104.05", "550.90.07"))
T4 = Gpu("Tesla-T4", "turing", "7.5", 15360, "1eb8", "10de:12a2", 2, ("470.223.02", "535.104.05", "550.54.15"))

UBUNTU_22, UBUNTU_24, ROCKY = ("ubuntu", "22.04"), ("ubuntu", "24.04"), ("rocky", "9.4")

KINDS = (
    Kind("h100", SAPPHIRE_RAPIDS, 2048, "6.8.0-1024-nvidia", UBUNTU_24, H100, infiniband=8),
    Kind("a100", MILAN, 1024, "5.15.0-91-generic", UBUNTU_22, A100),
    Kind("t4", CASCADE_LAKE, 192, "5.15.0-1051-aws", UBUNTU_22, T4),
    Kind("cpu", MILAN, 512, "5.14.0-427.13.1.el9_4.x86_64", ROCKY),
)

BASIC_FLAGS = _words(
    "ADX AESNI AVX AVX2 CETSS CMPXCHG8 FMA3 FXSR FXSROPT IBPB IBRS LAHF MOVBE OSXSAVE SHA STIBP SYSCALL SYSEE VPCLMULQDQ "
    "WBNOINVD X86_64_V3 X87 XGETBV1 XSAVE XSAVEC XSAVEOPT XSAVES"
)
"""Flags of every processor here that become labels, too."""
FLAGS_WITHOUT_LABEL = _words(
    "BMI1 BMI2 CLMUL CMOV CX16 ERMS F16C HTT LZCNT MMX MMXEXT NX POPCNT RDRAND RDSEED RDTSCP SSE SSE2 SSE3 SSE4 SSE42 "
    "SSSE3"
)
"""Flags of every processor here that NFD makes no label of, unless it is told to."""

BASIC_MODULES = ("br_netfilter", "ext4", "ip_tables", "nf_conntrack", "overlay", "xfs")
GPU_MODULES = ("nvidia", "nvidia_modeset", "nvidia_uvm")
INFINIBAND_MODULES = (
    "ib_core",
    "ib_uverbs",
    "mlx5_core",
    "mlx5_ib",
    "nvidia_fs",
    "nvidia_peermem",
    "rdma_cm",
    "rdma_ucm",
)
MORE_MODULES = tuple(
    f"{family}_{part}"
    for family, part in product(
        ("crypto", "dm", "i2c", "intel_rapl", "ipmi", "nft", "nvme", "sch", "sunrpc", "tls", "usb", "xt"),
        ("common", "conntrack", "core", "generic", "helper", "mark", "msghandler", "multiport", "statistic"),
    )
)
"""Modules that nobody asks for, about as many as a real machine has loaded."""

BASIC_OPTIONS = {
    "BPF_JIT": "y",
    "BPF_SYSCALL": "y",
    "DEBUG_INFO_BTF": "y",
    "NO_HZ": "y",
    "NO_HZ_FULL": "y",
    "OVERLAY_FS": "m",
}
MORE_OPTIONS = {
    "_".join(parts): "m" if parts[1] == "DRIVER" else "y"
    for parts in product(
        _words(
            "ACPI BLK CRYPTO DM DRM HID HWMON I2C IIO INFINIBAND INPUT LEDS MFD MMC MTD NET NFT PCI SCSI SND USB WLAN"
        ),
        _words("BUS CLASS DEBUG DRIVER GENERIC HELPER VENDOR"),
        _words("AMD BROADCOM CISCO DELL INTEL LENOVO MARVELL MELLANOX QLOGIC REALTEK SAMSUNG"),
    )
}
"""Options that nobody asks for. Of the 10,000 of a real kernel these are as many as make an object of 60 kB."""

VGA = Device("0300", "1a03", "2000", "1a03:2000")
ETHERNET = Device("0200", "8086", "1592", "8086:0002")
NVME = Device("0108", "144d", "a824", "144d:a801")
CONNECT_X7 = Device("0207", "15b3", "1021", "15b3:0041")
BRIDGE = Device("0604", "1000", "c030", "1000:100b")


def devices(kind: Kind, *, full: bool) -> list[Device]:
    """The PCI devices of a machine. The small form has two of its GPUs and two adapters for InfiniBand at most."""
    gpus = [Device("0302", "10de", kind.gpu.device, kind.gpu.subsystem)] * kind.gpu.per_node if kind.gpu else []
    adapters = [CONNECT_X7] * kind.infiniband
    if not full:
        return [*gpus[:2], *adapters[:2], ETHERNET, VGA]
    return [*gpus, *adapters, *[ETHERNET] * 2, *[NVME] * 8, *[BRIDGE] * 24, VGA]


def modules(kind: Kind, *, full: bool) -> list[str]:
    """The kernel modules that a machine has loaded."""
    gpu = GPU_MODULES if kind.gpu else ()
    infiniband = INFINIBAND_MODULES if kind.infiniband else ()
    return sorted({*BASIC_MODULES, *gpu, *infiniband, *(MORE_MODULES if full else ())})


def flags(kind: Kind, *, full: bool) -> list[str]:
    """The CPUID flags of a machine."""
    basic = (*BASIC_FLAGS, *FLAGS_WITHOUT_LABEL) if full else ("AESNI", "AVX2", "FMA3", "SSE42", "X86_64_V3")
    return sorted({*kind.processor.flags, *basic})


def options(*, full: bool) -> dict[str, str]:
    """The options that a machine's kernel was built with."""
    return BASIC_OPTIONS | (MORE_OPTIONS if full else {})
