"""Versions of the drivers that are loaded: `host.driver`, by the name of the kernel module. NFD has nothing like it.

A module that states a version has it in sysfs, and NVIDIA's also in `/proc`. Most modules of the kernel's own tree state
none: theirs is the version of the kernel.
"""

from __future__ import annotations

import re

from compatlang.integrations.host.found import Found
from compatlang.integrations.host.root import Root, is_missing
from compatlang.integrations.host.text import trimmed

_DOMAIN = "host.driver"
_MODULES = "sys/module"
_NVIDIA = "proc/driver/nvidia/version"
_NVIDIA_VERSION = re.compile(r"^NVRM version:.*?[ \t]([0-9]+(?:\.[0-9]+)+)(?:[ \t]|$)", re.MULTILINE)


def discover(root: Root, found: Found) -> None:
    """Every module that states a version."""
    with found.trying(_DOMAIN):
        versions = {}
        for name in root.names(_MODULES):
            version = _text(root, found, f"{_MODULES}/{name}/version")
            if version:
                versions[name] = version
        match = _NVIDIA_VERSION.search(_text(root, found, _NVIDIA))
        if match is not None:
            versions.setdefault("nvidia", match[1])
        found.attributes[_DOMAIN] = versions


def _text(root: Root, found: Found, path: str) -> str:
    try:
        return trimmed(root.attribute(path))
    except OSError as error:
        if not is_missing(error):
            found.incomplete(_DOMAIN, error)
        return ""
