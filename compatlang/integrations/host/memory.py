"""Memory: every `memory` feature. After NFD `source/memory/memory.go`."""

from __future__ import annotations

from compatlang.integrations.host.found import Found
from compatlang.integrations.host.instances import attributes
from compatlang.integrations.host.root import Root, Unreadable
from compatlang.integrations.host.text import boolean, integer, lines, trimmed

_NVDIMM = "sys/bus/nd/devices"
_HUGEPAGES = "sys/kernel/mm/hugepages"
_UNITS = ("Ki", "Mi", "Gi", "Ti", "Pi", "Ei")


def discover(root: Root, found: Found) -> None:
    """Every `memory` feature."""
    with found.trying("memory.numa"):
        nodes = len(root.names("sys/bus/node/devices"))
        found.attributes["memory.numa"] = {"is_numa": boolean(nodes > 1), "node_count": str(nodes)}
    with found.trying("memory.swap"):
        # The first line is a header.
        areas = [line for line in lines(root.text("proc/swaps")) if trimmed(line)]
        found.attributes["memory.swap"] = {"enabled": boolean(len(areas) > 1)}
    with found.trying("memory.nv"):
        found.instances["memory.nv"] = _nvdimms(root, found)
    with found.trying("memory.hugepages"):
        found.attributes["memory.hugepages"] = _hugepages(root, found)


def _nvdimms(root: Root, found: Found) -> list[dict[str, str]]:
    if not root.exists(_NVDIMM):
        if not root.exists("sys/bus"):
            raise Unreadable("sys/bus", "not there")
        return []
    return [
        {"name": name, **attributes(root, found, "memory.nv", f"{_NVDIMM}/{name}", ("devtype", "mode"))}
        for name in root.names(_NVDIMM)
    ]


def _hugepages(root: Root, found: Found) -> dict[str, str]:
    if not root.exists(_HUGEPAGES):
        if not root.exists("sys/kernel"):
            raise Unreadable("sys/kernel", "not there")
        return {"enabled": "false"}
    counts: dict[str, str] = {}
    enabled = unreadable = False
    for name in root.names(_HUGEPAGES):
        # A name without a number is one of 0 to NFD's parser of quantities.
        size = integer(name.removeprefix("hugepages-").rstrip("kB") or "0")
        if size is None or size < 0 or not root.is_folder(f"{_HUGEPAGES}/{name}"):
            continue
        count = _count(root, found, name)
        counts[f"hugepages-{quantity(size)}"] = count or ""
        enabled = enabled or (integer(count or "") or 0) > 0
        unreadable = unreadable or count is None
    # Where a number could not be read, NFD says that none are enabled; that would be no more than a guess.
    return counts if unreadable and not enabled else {"enabled": boolean(enabled), **counts}


def _count(root: Root, found: Found, name: str) -> str | None:
    """The number of pages; None where it cannot be read, of which NFD makes an empty text."""
    try:
        return trimmed(root.attribute(f"{_HUGEPAGES}/{name}/nr_hugepages"))
    except OSError as error:
        found.incomplete("memory.hugepages", error)
        return None


def quantity(kibibytes: int) -> str:
    """A number of KiB as Kubernetes writes it: in the largest unit of which it is a whole number."""
    if kibibytes == 0:
        return "0"
    unit = 0
    while kibibytes % 1024 == 0 and unit < len(_UNITS) - 1:
        kibibytes, unit = kibibytes // 1024, unit + 1
    return f"{kibibytes}{_UNITS[unit]}"
