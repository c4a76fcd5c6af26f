"""Which arm64 processor it is, from MIDR_EL1, as klauspost/cpuid v2.4.0 reads it (`detect_arm64.go`).

The register is read by instruction only where the kernel says that it emulates that (the flag CPUID); otherwise NFD knows
neither vendor nor model. Here it comes from sysfs or `/proc/cpuinfo`, which hold the same value for the first processor.
NFD reads that of the processor it happens to run on; the two differ on machines whose cores differ.
"""

from __future__ import annotations

from collections.abc import Collection

from compatlang.integrations.host.cpuid import UNKNOWN_VENDOR
from compatlang.integrations.host.proc_cpuinfo import Shown, first_processor
from compatlang.integrations.host.root import Root, Unreadable
from compatlang.integrations.host.text import trimmed

IMPLEMENTERS = {
    0x41: "ARM",
    0x42: "Broadcom",
    0x43: "Cavium",
    0x44: "DEC",
    0x46: "Fujitsu",
    0x49: "Infineon",
    0x4D: "Motorola",
    0x4E: "NVIDIA",
    0x50: "AMCC",
    0x51: "Qualcomm",
    0x56: "Marvell",
    0x69: "Intel",
    0xC0: "Ampere",
}
"""Vendors by the code in MIDR_EL1. Others, such as HiSilicon (0x48) and Apple (0x61), NFD does not know."""

_MIDR_FILE = "sys/devices/system/cpu/cpu0/regs/identification/midr_el1"
_ARCHITECTURE_BY_ID_REGISTERS = 0xF
"""What the architecture field of MIDR_EL1 holds in every 64-bit processor; `/proc/cpuinfo` shows 8 instead."""


def model(root: Root, flags: Collection[str]) -> dict[str, str]:
    """Vendor, family and model in NFD's terms: the family is variant and architecture, the model part and revision."""
    if "CPUID" not in flags:
        return {"vendor_id": UNKNOWN_VENDOR, "family": "0", "id": "0"}
    midr = _midr(root)
    return {
        "vendor_id": IMPLEMENTERS.get(midr >> 24 & 0xFF, UNKNOWN_VENDOR),
        "family": str(midr >> 16 & 0xFF),
        "id": str(midr & 0xFFFF),
    }


def _midr(root: Root) -> int:
    try:
        return _number(trimmed(root.attribute(_MIDR_FILE)), _MIDR_FILE)
    except OSError:
        return _midr_of(first_processor(root))


def _midr_of(shown: Shown) -> int:
    implementer, variant, part, revision = (
        _number(shown.values.get(f"CPU {name}", ""), "proc/cpuinfo")
        for name in ("implementer", "variant", "part", "revision")
    )
    architecture = _ARCHITECTURE_BY_ID_REGISTERS
    return implementer << 24 | (variant & 0xF) << 20 | architecture << 16 | (part & 0xFFF) << 4 | revision & 0xF


def _number(text: str, path: str) -> int:
    try:
        return int(text[:32], 0)
    except ValueError as error:
        raise Unreadable(path, "does not say which processor it is") from error
