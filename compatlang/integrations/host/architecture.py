"""Which architecture a tree was taken from, as Go names it."""

from __future__ import annotations

from compatlang.integrations.host.proc_cpuinfo import first_processor
from compatlang.integrations.host.root import Root
from compatlang.integrations.host.text import trimmed

_BY_MACHINE = {"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm", "armv8l": "arm", "armv6l": "arm"}
_SHOWN = (("flags", "amd64"), ("CPU implementer", "arm64"), ("clock", "ppc64le"), ("bogomips per cpu", "s390x"))
"""Keys of `/proc/cpuinfo` that only one architecture has; 32-bit processors of ARM have the same as those of 64 bits."""

_OF_64_BITS = {"fp", "asimd"}
"""Features of which every 64-bit processor of ARM has one, and none of 32 bits."""


def architecture_of(root: Root, machine: str) -> str:
    """The architecture of a machine, or where that is empty, of the tree; empty where neither tells."""
    machine = machine or _recorded_machine(root)
    if machine:
        return _BY_MACHINE.get(machine, machine)
    try:
        shown = first_processor(root)
    except OSError:
        return ""
    found = next((name for key, name in _SHOWN if key in shown.values), "")
    return "arm" if found == "arm64" and not shown.words & _OF_64_BITS else found


def _recorded_machine(root: Root) -> str:
    """What `uname -m` said, which Linux 6.1 and later have in `/proc`."""
    try:
        return trimmed(root.attribute("proc/sys/kernel/arch"))
    except OSError:
        return ""
