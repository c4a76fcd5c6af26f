"""Platforms as people write them, `linux/arm64`, and which manifests of an index are for one."""

from __future__ import annotations

from typing import NamedTuple

from compatlang.integrations.registry.errors import RegistryError
from compatlang.integrations.registry.model import Descriptor, Index

ALL = "all"


class Wanted(NamedTuple):
    """A platform as far as it is said: what is empty may be anything."""

    os: str
    architecture: str = ""
    variant: str = ""
    os_version: str = ""

    def fits(self, descriptor: Descriptor) -> bool:
        """Whether a manifest is for that platform."""
        there = descriptor.platform
        return there is not None and all(
            not wanted or wanted == found
            for wanted, found in zip(self, (there.os, there.architecture, there.variant, there.os_version), strict=True)
        )


def parse(text: str) -> Wanted:
    """Read `os[/arch[/variant]][:os_version]`, as NFD's client takes it.

    >>> parse("linux/arm/v7")
    Wanted(os='linux', architecture='arm', variant='v7', os_version='')

    Raises `RegistryError`.
    """
    platform, colon, version = text.partition(":")
    parts = platform.split("/")
    if len(parts) > 3 or not all(parts) or (colon and not version):
        raise RegistryError(f"`{text}` is no platform: one is written as `linux/arm64` or `linux/arm/v7`")
    os, architecture, variant = (*parts, "", "")[:3]
    return Wanted(os, architecture, variant, version)


def images(index: Index) -> list[Descriptor]:
    """The manifests of an index that are images. Attestations are listed as of an unknown platform, and are none."""
    return [each for each in index.manifests if each.platform is None or each.platform.architecture != "unknown"]


def choose(index: Index, text: str, what: str) -> list[Descriptor]:
    """The manifests for a platform, `all` of them or one. Raises `RegistryError` where there is none, or more than one."""
    listed = images(index)
    if not listed:
        raise RegistryError(f"{what} is an index without any image")
    if text == ALL:
        return listed
    wanted = parse(text)
    found = list({each.digest: each for each in listed if wanted.fits(each)}.values())
    known = ", ".join(dict.fromkeys(str(each.platform) for each in listed if each.platform))
    if not found:
        raise RegistryError(f"{what} has no manifest for {text}; it has {known or 'none that says its platform'}")
    if len(found) > 1:
        digests = " and ".join(each.digest[:19] for each in found)
        raise RegistryError(f"{what} has {len(found)} manifests for {text}, {digests}: name one by its digest")
    return found
