"""Network interfaces. Source: NFD `source/network/network.go`."""

from __future__ import annotations

from compatlang.schema.catalog.table import instances
from compatlang.schema.model import Element

_NAME = Element("name", "string", "name of the interface, as in `eth0`")
_OPERSTATE = Element(
    "operstate", "string", "`up`, `down`, `unknown`, `lowerlayerdown`, `dormant`, `notpresent`, `testing`"
)
_SPEED = Element("speed", "int", "link speed in Mbit/s; `-1` where unknown, absent where the driver does not tell")
_MTU = Element("mtu", "int", "largest packet in bytes, as in `1500` or `9000`", "v0.18")

DOMAINS = (
    instances(
        "network.device",
        "v0.10",
        "network interfaces that belong to a device, from /sys/class/net",
        _NAME,
        _OPERSTATE,
        _SPEED,
        _MTU,
        Element("sriov_numvfs", "int", "number of SR-IOV virtual functions in use"),
        Element("sriov_totalvfs", "int", "number of SR-IOV virtual functions the device can have"),
    ),
    instances(
        "network.virtual",
        "v0.15",
        "network interfaces without a device, such as bridges, bonds and `lo`, from /sys/class/net",
        _NAME,
        _OPERSTATE,
        _SPEED,
        _MTU,
    ),
)
