"""Sockets and threads: `cpu.topology`. After NFD `source/cpu/cpu.go`."""

from __future__ import annotations

from compatlang.integrations.host.found import Found
from compatlang.integrations.host.root import Root
from compatlang.integrations.host.text import boolean, trimmed

_DEVICES = "sys/bus/cpu/devices"


def discover(root: Root, found: Found) -> None:
    """Whether some core runs several threads, and how many sockets there are."""
    try:
        found.attributes["cpu.topology"] = _read(root)
    except OSError as error:
        # NFD reports the domain all the same, and nothing in it: an offline processor is enough.
        found.attributes["cpu.topology"] = {}
        found.incomplete("cpu.topology", error)


def _read(root: Root) -> dict[str, str]:
    threaded = False
    packages = set()
    for name in root.names(_DEVICES):
        siblings = root.attribute(f"{_DEVICES}/{name}/topology/thread_siblings_list")
        threaded = threaded or "," in siblings or "-" in siblings
        packages.add(trimmed(root.attribute(f"{_DEVICES}/{name}/topology/physical_package_id")))
    return {"hardware_multithreading": boolean(threaded), "socket_count": str(len(packages))}


def is_threaded(root: Root) -> bool:
    """Whether some core certainly runs several threads."""
    try:
        return _read(root)["hardware_multithreading"] == "true"
    except OSError:
        return False
