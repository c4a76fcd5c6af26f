"""Places where images lie, and images there: how clients are told of them."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.integration.registry.real import layouts
from tests.integration.registry.real.oras import Oras

_numbers = itertools.count(1)


class Place(NamedTuple):
    """One registry, or a folder for layouts, and how clients are told to speak to it."""

    name: str
    host: str
    """The host and its port, empty where images are layouts."""
    folder: Path
    """Where layouts are put."""
    oras: Oras
    has_api: bool = False
    """Whether it has the API of referrers."""
    ca_file: str = ""
    """Its certificate, if it speaks TLS. It then wants a name and a password, which oras has been told."""

    @property
    def is_layout(self) -> bool:
        return not self.host

    @property
    def flags(self) -> tuple[str, ...]:
        """What commands of compatlang are told."""
        if self.is_layout:
            return ()
        return ("--ca-file", self.ca_file) if self.ca_file else ("--plain-http",)

    def oras_flags(self, prefix: str = "") -> tuple[str, ...]:
        """What oras is told; of two places in one command each has flags with a prefix."""
        if self.is_layout:
            return (f"--{prefix}oci-layout",)
        return (f"--{prefix}ca-file", self.ca_file) if self.ca_file else (f"--{prefix}plain-http",)

    def reference(self, name: str = "", tag: str = layouts.TAG) -> str:
        """How an image here is called. Without a name its repository is a new one."""
        name = name or f"acme/train-{next(_numbers)}"
        return f"oci:{self.folder / name}:{tag}" if self.is_layout else f"{self.host}/{name}:{tag}"

    def push(self, layout: Path, reference: str) -> None:
        """Bring an image here from a layout, in which it has the same tag."""
        repository, _, tag = reference.rpartition(":")
        if self.is_layout:
            shutil.copytree(layout, repository.removeprefix("oci:"), dirs_exist_ok=True)
        else:
            self.oras.run("cp", "--from-oci-layout", f"{layout}:{tag}", *self.oras_flags("to-"), reference)


class Image(NamedTuple):
    """An image at a place."""

    place: Place
    reference: str
    digests: Mapping[str, str]
    """That of each platform's manifest and, under "", that of the image itself."""

    @property
    def repository(self) -> str:
        return self.reference.rpartition(":")[0]

    @property
    def argv(self) -> tuple[str, ...]:
        """How commands of compatlang are told of it."""
        return (self.reference, *self.place.flags)

    def oras_argv(self, platform: str = "") -> tuple[str, ...]:
        """How oras is told of it, or of one of its manifests."""
        name = self.repository.removeprefix("oci:")
        return (*self.place.oras_flags(), f"{name}@{self.digests[platform]}")

    def stored(self) -> dict[str, bytes]:
        """What somebody else finds of the image under its tag and its digests."""
        fetch = ("manifest", "fetch")
        by_tag = (*self.place.oras_flags(), self.reference.removeprefix("oci:"))
        found = {platform: self.place.oras.run(*fetch, *self.oras_argv(platform)) for platform in self.digests}
        return {**found, "tag": self.place.oras.run(*fetch, *by_tag)}
