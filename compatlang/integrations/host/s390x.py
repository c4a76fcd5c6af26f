"""Which mainframe it is, from `/proc/cpuinfo` and `/proc/sysinfo`, as NFD `source/cpu/cpu.go` reads them."""

from __future__ import annotations

from compatlang.integrations.host.cpuid import UNKNOWN_VENDOR
from compatlang.integrations.host.found import Found
from compatlang.integrations.host.root import Root
from compatlang.integrations.host.text import lines, trimmed, underscored


def model(root: Root, found: Found) -> dict[str, str]:
    """Vendor, family and model in NFD's terms: the machine type is the model, the identification the family."""
    text = root.text("proc/cpuinfo", 16 << 20)
    pairs = [
        (trimmed(key), trimmed(value)) for key, colon, value in (each.partition(":") for each in lines(text)) if colon
    ]
    last = dict(pairs)
    family = next((value for key, value in pairs if key == "identification" and value != "0"), "") or "0"
    values = {
        "vendor_id": underscored(last.get("vendor_id", ""), runs=True) or UNKNOWN_VENDOR,
        "family": family,
        "id": last.get("machine") or "0",
    }
    try:
        values["hypervisor"] = _hypervisor(root)
    except OSError as error:
        found.incomplete("cpu.model", error)
    return values


def _hypervisor(root: Root) -> str:
    for line in lines(root.text("proc/sysinfo")):
        if "Control Program:" in line:
            name = trimmed(line.partition(":")[2])
            return underscored(name, runs=True) or "none"
    return "none"
