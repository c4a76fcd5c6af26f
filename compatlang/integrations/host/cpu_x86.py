"""Flags and model of an x86-64 processor: from CPUID, and where that cannot be asked, from what the kernel shows.

After NFD `source/cpu/cpu.go` and `cpuid_amd64.go`. What the kernel shows settles what is there; the domains are partial then.
"""

from __future__ import annotations

from compatlang.integrations.host import cpu_frequency, cpu_rdt, cpu_security
from compatlang.integrations.host.cpu_topology import is_threaded
from compatlang.integrations.host.cpuid import UNKNOWN_VENDOR, Processor, vendor
from compatlang.integrations.host.found import Found
from compatlang.integrations.host.hardware import Hardware, MissingWord
from compatlang.integrations.host.proc_cpuinfo import Shown, first_processor
from compatlang.integrations.host.root import Root, Unreadable
from compatlang.integrations.host.text import underscored

_NO_CPUID = "CPUID could not be asked; /proc/cpuinfo does not show all of it"


def discover(root: Root, found: Found, hardware: Hardware) -> None:
    """Everything about the processor that is particular to x86-64."""
    processor = _processor(hardware)
    shown: Shown | None = None
    if processor is not None:
        _settled_by_cpuid(processor, found)
    else:
        with found.trying("cpu.cpuid", "cpu.model"):
            shown = _settled_by_kernel(root, found)
    cpu_frequency.discover(root, found, processor)
    cpu_rdt.discover(root, found, processor, shown)
    cpu_security.discover(root, found, processor, shown)


def _processor(hardware: Hardware) -> Processor | None:
    if hardware.cpuid is None or hardware.xgetbv is None:
        return None
    try:
        return Processor(hardware.cpuid, hardware.xgetbv)
    except MissingWord:
        return None


def _settled_by_cpuid(processor: Processor, found: Found) -> None:
    found.flags["cpu.cpuid"] = processor.flags
    version = processor.avx10_version()
    found.attributes["cpu.cpuid"] = {"AVX10_VERSION": str(version)} if version else {}
    found.attributes["cpu.model"] = model = {
        "vendor_id": processor.vendor,
        "family": str(processor.family),
        "id": str(processor.model),
    }
    try:
        model["hypervisor"] = _hypervisor(processor)
    except MissingWord as error:
        found.incomplete("cpu.model", str(error))


def _hypervisor(processor: Processor) -> str:
    if "HYPERVISOR" not in processor.flags:
        return "none"
    name = processor.hypervisor()
    known = vendor(name)
    return (underscored(name, runs=True) or "unknown") if known == UNKNOWN_VENDOR else known.lower()


def _settled_by_kernel(root: Root, found: Found) -> Shown:
    shown = first_processor(root)
    if not shown.words:
        raise Unreadable("proc/cpuinfo", "shows no flags of an x86 processor")
    flags = shown.flags(is_threaded(root))
    found.flags["cpu.cpuid"] = flags
    found.attributes["cpu.cpuid"] = {}
    found.incomplete("cpu.cpuid", _NO_CPUID)
    family, model = shown.number("cpu family"), shown.number("model")
    known = {"vendor_id": shown.vendor, "family": family, "id": model}
    found.attributes["cpu.model"] = values = {key: str(each) for key, each in known.items() if each is not None}
    if "HYPERVISOR" not in flags:
        values["hypervisor"] = "none"
    if len(values) < len(known) + 1:
        found.incomplete("cpu.model", _NO_CPUID)
    return shown
