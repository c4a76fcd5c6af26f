"""Network interfaces: `network.device` and `network.virtual`. After NFD `source/network/network.go`."""

from __future__ import annotations

from compatlang.integrations.host.found import Found
from compatlang.integrations.host.instances import attributes
from compatlang.integrations.host.root import Root

_FOLDER = "sys/class/net"
_VIRTUAL = ("operstate", "speed", "mtu")
_PHYSICAL = ("operstate", "speed", "device/sriov_numvfs", "device/sriov_totalvfs", "mtu")
_NO_INTERFACE = "bonding_masters"


def discover(root: Root, found: Found) -> None:
    """Interfaces that belong to a device, and those that do not."""
    with found.trying("network.device", "network.virtual"):
        devices, virtual = [], []
        for name in root.names(_FOLDER):
            folder = f"{_FOLDER}/{name}"
            if name == _NO_INTERFACE:
                continue
            if root.has(f"{folder}/device"):
                devices.append({"name": name, **attributes(root, found, "network.device", folder, _PHYSICAL)})
            else:
                virtual.append({"name": name, **attributes(root, found, "network.virtual", folder, _VIRTUAL)})
        found.instances["network.device"] = devices
        found.instances["network.virtual"] = virtual
