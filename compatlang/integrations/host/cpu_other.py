"""Flags and model of processors other than x86-64: from the words of getauxval, and `/proc`.

After NFD `source/cpu/cpuid_linux_*.go` and the stubs beside them: what NFD reads on x86-64 only is reported there, empty.
"""

from __future__ import annotations

from compatlang.integrations.host import aarch64, cpu_security, hwcap, s390x
from compatlang.integrations.host.cpuid import UNKNOWN_VENDOR
from compatlang.integrations.host.found import Found
from compatlang.integrations.host.hardware import HWCAP, HWCAP2, Hardware, MissingWord
from compatlang.integrations.host.proc_cpuinfo import first_processor
from compatlang.integrations.host.root import Root, Unreadable


def discover(root: Root, found: Found, architecture: str, hardware: Hardware) -> None:
    """Everything about the processor but its topology."""
    flags: set[str] | None = None
    with found.trying("cpu.cpuid"):
        flags = _flags(root, architecture, hardware)
        found.flags["cpu.cpuid"] = flags
    with found.trying("cpu.model"):
        found.attributes["cpu.model"] = _model(root, found, architecture, flags)
    for name in ("cpu.cstate", "cpu.pstate", "cpu.rdt", "cpu.sst"):
        found.attributes[name] = {}
    if architecture == "s390x":
        cpu_security.discover_s390x(root, found)
    else:
        found.attributes["cpu.security"] = {}


def _flags(root: Root, architecture: str, hardware: Hardware) -> set[str]:
    if architecture not in hwcap.TABLES:
        raise Unreadable("", f"no flags are known for the architecture `{architecture}`")
    words = _words(architecture, hardware)
    if words is not None:
        return hwcap.flags(architecture, *words)
    if architecture != "arm64":
        raise Unreadable("", "getauxval could not be asked")
    return _shown_flags(root)


def _words(architecture: str, hardware: Hardware) -> tuple[int, int] | None:
    """The words that have names there; None where one cannot be asked."""
    if hardware.auxval is None:
        return None
    try:
        return hardware.auxval(HWCAP), hardware.auxval(HWCAP2) if hwcap.TABLES[architecture][1] else 0
    except MissingWord:
        return None


def _shown_flags(root: Root) -> set[str]:
    """The flags of an arm64 processor: the kernel shows every bit of both words by its name in lower case."""
    shown = first_processor(root).words
    if not shown:
        raise Unreadable("proc/cpuinfo", "shows no features of an arm64 processor")
    return {name for names in hwcap.TABLES["arm64"] for name in names if name.lower() in shown}


def _model(root: Root, found: Found, architecture: str, flags: set[str] | None) -> dict[str, str]:
    if architecture == "arm64":
        if flags is None:
            raise Unreadable("", "the flags of the processor could not be read")
        return {**aarch64.model(root, flags), "hypervisor": "none"}
    if architecture == "s390x":
        return s390x.model(root, found)
    if architecture not in hwcap.TABLES:
        raise Unreadable("", f"the architecture `{architecture}` is not known")
    return {"vendor_id": UNKNOWN_VENDOR, "family": "0", "id": "0", "hypervisor": "none"}
