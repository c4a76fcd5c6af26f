"""Memory. Source: NFD `source/memory/memory.go`."""

from __future__ import annotations

from compatlang.schema.catalog.table import attributes, instances
from compatlang.schema.model import Element

DOMAINS = (
    attributes(
        "memory.numa",
        "v0.10",
        "NUMA topology, from /sys/bus/node/devices",
        Element("is_numa", "bool", "whether there is more than one NUMA node"),
        Element("node_count", "int", "number of NUMA nodes"),
    ),
    attributes(
        "memory.swap",
        "v0.16",
        "swap space, from /proc/swaps",
        Element("enabled", "bool", "whether any swap area is in use"),
    ),
    attributes(
        "memory.hugepages",
        "v0.18",
        "huge pages set aside, by page size as Kubernetes writes it, from /sys/kernel/mm/hugepages",
        Element("enabled", "bool", "whether huge pages of any size are set aside"),
        Element("hugepages-2Mi", "int", "number of huge pages of 2 MiB"),
        Element("hugepages-1Gi", "int", "number of huge pages of 1 GiB"),
        others="int",
    ),
    instances(
        "memory.nv",
        "v0.10",
        "non-volatile memory devices, from /sys/bus/nd/devices",
        Element("name", "string", "name of the device, as in `namespace0.0`"),
        Element("devtype", "string", "type of the device, as in `nd_dax` or `nd_namespace_io`"),
        Element("mode", "string", "mode of a namespace: `raw`, `sector`, `memory` or `dax`"),
    ),
)
