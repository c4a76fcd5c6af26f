"""Operating systems as vendors write them, and as nodes report them."""

from __future__ import annotations

import re
from collections.abc import Iterator

NAMES = {
    "Ubuntu": "ubuntu",
    "RHEL": "rhel",
    "SLES": "sles",
    "Debian": "debian",
    "Oracle Linux": "ol",
    "Oracle": "ol",
    "Rocky": "rocky",
    "CentOS": "centos",
    "Azure Linux": "azurelinux",
    "Amazon Linux": "amzn",
    "TencentOS": "tencentos",
    "OpenCloudOS": "opencloudos",
}
"""The `ID` of each system's os-release file."""

MAJOR_ONLY = ("centos", "debian")
"""Systems that report no point releases."""


def systems(text: str) -> Iterator[tuple[str, str]]:
    """The ids and versions of `RHEL 9.6,9.4`, `SLES 15 SP7,SP6` or `Ubuntu 22.04.5`; words in brackets are of no account."""
    found = re.fullmatch(r"(\D+?) ([\d.]+(?: SP\d)?(?:,(?:SP)?[\d.]+)*)(?:\.x|\(\.1\))?(?: \(.+\))?", text)
    assert found, text
    name, major = NAMES[found[1]], found[2].partition(" ")[0]
    for version in found[2].split(","):
        yield name, _reported(name, f"{major} {version}" if version.startswith("SP") else version)


def system(text: str) -> tuple[str, str]:
    """The one system that a text names."""
    [only] = systems(text)
    return only


def _reported(name: str, version: str) -> str:
    version = version.replace(" SP", ".").rstrip(".")
    if name == "ubuntu":
        return ".".join(version.split(".")[:2])
    return version.partition(".")[0] if name in MAJOR_ONLY else version
