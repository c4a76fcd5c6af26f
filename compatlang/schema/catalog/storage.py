"""Block devices. Source: NFD `source/storage/storage.go`."""

from __future__ import annotations

from compatlang.schema.catalog.table import instances
from compatlang.schema.model import Element

DOMAINS = (
    instances(
        "storage.block",
        "v0.10",
        "block devices and the properties of their queues, from /sys/block",
        Element("name", "string", "name of the device, as in `nvme0n1`"),
        # The kernel writes these two as 0 and 1, and NFD passes them on: no bool, which is `true` or `false`.
        Element("dax", "int", "`1` where the device can be mapped into memory directly, otherwise `0`"),
        Element("rotational", "int", "`1` for a rotating disk, `0` for flash"),
        Element("nr_zones", "int", "number of zones; `0` for a device without"),
        Element("zoned", "string", "zone model: `none`, `host-aware` or `host-managed`"),
    ),
)
