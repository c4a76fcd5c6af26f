"""USB devices: `usb.device`. After NFD `source/usb/utils.go`."""

from __future__ import annotations

from compatlang.integrations.host.found import Found
from compatlang.integrations.host.root import Root, Unreadable, has_no_value
from compatlang.integrations.host.text import trimmed

_FOLDER = "sys/bus/usb/devices"
_FILES = {"class": "bDeviceClass", "vendor": "idVendor", "device": "idProduct", "serial": "serial"}
_CLASS_OF_INTERFACES = "00"
"""What a device says whose interfaces have classes of their own."""


def discover(root: Root, found: Found) -> None:
    """Every device with a product number; the folder holds interfaces as well."""
    with found.trying("usb.device"):
        if root.exists(_FOLDER):
            devices = _folders_with(root, found, _FOLDER, "idProduct")
            found.instances["usb.device"] = [each for folder in devices for each in _instances(root, found, folder)]
        elif root.exists("sys/bus"):
            found.instances["usb.device"] = []
        else:
            raise Unreadable("sys/bus", "not there")


def _instances(root: Root, found: Found, folder: str) -> list[dict[str, str]]:
    values = {name: text for name, file in _FILES.items() if (text := _attribute(root, found, f"{folder}/{file}"))}
    if values.get("class") != _CLASS_OF_INTERFACES:
        return [values]
    try:
        interfaces = _folders_with(root, found, folder, "bInterfaceClass")
        classes = [trimmed(root.attribute(f"{interface}/bInterfaceClass")) for interface in interfaces]
    except OSError as error:
        found.incomplete("usb.device", error)
        return []
    return [{**values, "class": each} for each in classes]


def _folders_with(root: Root, found: Found, folder: str, file: str) -> list[str]:
    """The folders in a folder that list a file of that name, whatever it is, as NFD's glob finds them."""
    return [path for name in root.names(folder) if file in _names(root, found, path := f"{folder}/{name}")]


def _names(root: Root, found: Found, path: str) -> list[str]:
    try:
        return root.names(path)
    except OSError as error:
        if not has_no_value(error):
            found.incomplete("usb.device", error)
        return []


def _attribute(root: Root, found: Found, path: str) -> str:
    try:
        return trimmed(root.attribute(path))
    except OSError as error:
        if not has_no_value(error):
            found.incomplete("usb.device", error)
        return ""
