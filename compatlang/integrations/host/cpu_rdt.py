"""Intel Resource Director Technology: `cpu.rdt`. After NFD `source/cpu/rdt_linux_amd64.go`."""

from __future__ import annotations

from compatlang.integrations.host.cpuid import Processor
from compatlang.integrations.host.found import Found
from compatlang.integrations.host.hardware import MissingWord
from compatlang.integrations.host.proc_cpuinfo import Shown
from compatlang.integrations.host.root import Root
from compatlang.integrations.host.text import fields, integer, lines, trimmed

_RESCTRL = "sys/fs/resctrl"
_MONITORING, _ALLOCATION = 1 << 12, 1 << 15
"""Bits of EBX of leaf 7."""


def discover(root: Root, found: Found, processor: Processor | None, shown: Shown | None) -> None:
    """What the processor offers, from CPUID, otherwise from what the kernel shows of it."""
    try:
        if processor is None:
            raise MissingWord("CPUID could not be asked; the kernel hides what is turned off")
        values = _by_cpuid(processor)
    except MissingWord as error:
        if shown is None:
            return
        values = shown.rdt()
        found.incomplete("cpu.rdt", str(error))
    if "RDTL3CA" in values:
        classes = _classes(root)
        if classes is not None:
            values["RDTL3CA_NUM_CLOSID"] = str(classes)
    found.attributes["cpu.rdt"] = values


def _by_cpuid(processor: Processor) -> dict[str, str]:
    features = processor.ask(0x7).ebx
    # Both leaves are asked whatever the greatest one is, as NFD does.
    monitoring, level3, allocation = processor.ask(0xF).edx, processor.ask(0xF, 1).edx, processor.ask(0x10).ebx
    names = []
    if features & _MONITORING and monitoring >> 1 & 1:
        names.append("RDTMON")
        names += ["RDTCMT"] if level3 & 1 else []
        names += ["RDTMBM"] if level3 >> 1 & 3 == 3 else []
    if features & _ALLOCATION:
        names += [name for bit, name in ((1, "RDTL3CA"), (2, "RDTL2CA"), (3, "RDTMBA")) if allocation >> bit & 1]
    return dict.fromkeys(names, "true")


def _classes(root: Root) -> int | None:
    """Classes of service for the L3 cache without the default one; None where the file system of RDT is not mounted."""
    try:
        mounted = _mount_point(root)
        number = integer(trimmed(root.attribute(f"{mounted}/info/L3/num_closids"))) if mounted is not None else None
    except OSError:
        return None
    return None if number is None or number < 1 else number - 1


def _mount_point(root: Root) -> str | None:
    """Where the file system of RDT is mounted; the kernel makes the usual folder whether it is or not."""
    if not root.exists(_RESCTRL):
        return None
    if root.exists(f"{_RESCTRL}/info"):
        return _RESCTRL
    for line in lines(root.text("proc/self/mountinfo")):
        mount, dash, kind = line.partition(" - ")
        if dash and fields(kind)[:1] == ["resctrl"]:
            return fields(mount)[4].lstrip("/") if len(fields(mount)) > 4 else None
    return None
