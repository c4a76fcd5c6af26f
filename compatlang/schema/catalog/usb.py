"""USB devices. Source: NFD `source/usb/utils.go`."""

from __future__ import annotations

from compatlang.schema.catalog.table import instances
from compatlang.schema.model import Element

DOMAINS = (
    instances(
        "usb.device",
        "v0.10",
        "USB devices, one for each interface where the classes differ, from /sys/bus/usb/devices",
        Element(
            "class", "id", "class of the device or of the interface, as in `0x03` (input) or `0x09` (hub)", width=2
        ),
        Element("vendor", "id", "vendor, as in `0x1a6e`", width=4),
        Element("device", "id", "product of that vendor, as in `0x089a`", width=4),
        Element("serial", "string", "serial number of the device, where it has one"),
    ),
)
