"""The operating system and the machine: every `system` feature. After NFD `source/system/system.go`."""

from __future__ import annotations

import re

from compatlang.integrations.host.found import Found
from compatlang.integrations.host.root import Root, has_no_value
from compatlang.integrations.host.text import lines, trimmed

_ASSIGNMENT = re.compile(r"([0-9A-Za-z_]+)=(.+)", re.DOTALL)
_VERSION = re.compile(r"([0-9]+)(?:\.([0-9]+))?(?:\..*)?", re.DOTALL)
_LINE_BYTES = 65_535
"""Where a line is longer, NFD's reading stops without a word."""

_DMI = "sys/devices/virtual/dmi/id"
_DMI_FILES = (
    *("bios_date", "bios_vendor", "bios_version"),
    *("board_asset_tag", "board_name", "board_vendor", "board_version"),
    *("chassis_asset_tag", "chassis_type", "chassis_vendor", "chassis_version"),
    *("product_family", "product_name", "product_sku", "product_version"),
    "sys_vendor",
)


def discover(root: Root, found: Found, node_name: str) -> None:
    """Every `system` feature; `node_name` is what NFD takes from the environment."""
    found.attributes["system.name"] = {"nodename": node_name}
    with found.trying("system.osrelease"):
        found.attributes["system.osrelease"] = os_release(root.text("etc/os-release"))
    _dmi(root, found)


def os_release(text: str) -> dict[str, str]:
    """Every assignment, quotes at both ends dropped and nothing else undone, and the first numbers of VERSION_ID."""
    values = {}
    for line in lines(text):
        if len(line.encode("utf-8", "surrogateescape")) > _LINE_BYTES:
            break
        match = _ASSIGNMENT.match(line.removesuffix("\r"))
        if match is not None:
            values[match[1]] = match[2].strip("\"'")
    version = _VERSION.fullmatch(values.get("VERSION_ID", ""))
    if version is not None:
        parts = {"VERSION_ID.major": version[1], "VERSION_ID.minor": version[2]}
        values |= {name: part for name, part in parts.items() if part}
    return values


def _dmi(root: Root, found: Found) -> None:
    """What the firmware says; without any of it the domain is unreported, as many virtual machines have none."""
    values = {}
    with found.trying("system.dmiid"):
        for name in _DMI_FILES if root.exists(_DMI) else ():
            try:
                values[name] = trimmed(root.attribute(f"{_DMI}/{name}"))
            except OSError as error:
                if not has_no_value(error):
                    found.incomplete("system.dmiid", error)
    if values:
        found.attributes["system.dmiid"] = values
