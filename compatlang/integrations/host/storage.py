"""Block devices: `storage.block`. After NFD `source/storage/storage.go`."""

from __future__ import annotations

from compatlang.integrations.host.found import Found
from compatlang.integrations.host.instances import attributes
from compatlang.integrations.host.root import Root

_FOLDER = "sys/block"
_QUEUE = ("dax", "rotational", "nr_zones", "zoned")


def discover(root: Root, found: Found) -> None:
    """Every block device and the properties of its queue."""
    with found.trying("storage.block"):
        found.instances["storage.block"] = [
            {"name": name, **attributes(root, found, "storage.block", f"{_FOLDER}/{name}/queue", _QUEUE)}
            for name in root.names(_FOLDER)
        ]
