"""PCI devices: `pci.device`. After NFD `source/pci/utils.go`."""

from __future__ import annotations

from compatlang.integrations.host.found import Found
from compatlang.integrations.host.root import ATTRIBUTE_BYTES, Root, has_no_value
from compatlang.integrations.host.text import decode, encode, trimmed

_FOLDER = "sys/bus/pci/devices"
_REQUIRED = ("class", "vendor", "device", "subsystem_vendor", "subsystem_device")
_OPTIONAL = ("sriov_totalvfs", "iommu_group/type", "iommu/intel-iommu/version")


def discover(root: Root, found: Found) -> None:
    """Every device that says what it is: bridges, for one, often have no subsystem and are left out."""
    with found.trying("pci.device"):
        devices = (_device(root, found, f"{_FOLDER}/{name}") for name in root.names(_FOLDER))
        found.instances["pci.device"] = [device for device in devices if device is not None]


def _device(root: Root, found: Found, folder: str) -> dict[str, str] | None:
    values = {}
    for name in (*_REQUIRED, *_OPTIONAL):
        try:
            values[name] = _attribute(root, folder, name)
        except OSError as error:
            if not has_no_value(error):
                found.incomplete("pci.device", error)
            if name in _REQUIRED:
                return None
    return values


def _attribute(root: Root, folder: str, name: str) -> str:
    data = root.read(f"{folder}/{name}", ATTRIBUTE_BYTES)
    text = trimmed(decode(data.removeprefix(b"0x")))
    # The class without the programming interface, which is its last byte.
    return decode(encode(text)[:4]) if name == "class" else text
