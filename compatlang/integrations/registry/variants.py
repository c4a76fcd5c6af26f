"""The variants of an image, among which a node has a choice: the manifests of its index, or the image itself."""

from __future__ import annotations

from typing import NamedTuple

from compatlang.integrations.registry import contents, lookup, platforms
from compatlang.integrations.registry.contents import Carried
from compatlang.integrations.registry.errors import NoArtifactError
from compatlang.integrations.registry.image import Image
from compatlang.integrations.registry.model import Descriptor, Index

ARCHITECTURE = "kubernetes.io/arch"
SYSTEM = "kubernetes.io/os"
"""Labels of a node whose values are those of Go, as in `platform` of a descriptor."""


class Variant(NamedTuple):
    """One manifest, what it is called, and what its artifact says; nothing where it has none."""

    name: str
    descriptor: Descriptor
    says: tuple[Carried, ...]

    def runs_on(self, labels: dict[str, str]) -> bool:
        """Whether it is for the platform that a node's labels name; where they do not, it may be."""
        there = self.descriptor.platform
        return there is None or all(
            not labels.get(key) or labels[key] == wanted
            for key, wanted in ((ARCHITECTURE, there.architecture), (SYSTEM, there.os))
        )


def variants(image: Image) -> list[Variant]:
    """All variants, in the order of the index. Only the index, manifests and artifacts are read. Raises `RegistryError`."""
    document = image.top.document
    listed = platforms.images(document) if isinstance(document, Index) else [image.top.descriptor]
    read: dict[str, tuple[Carried, ...]] = {}
    found: list[Variant] = []
    for each in listed:
        try:
            attached = lookup.of(image, each).attached
        except NoArtifactError:
            found.append(Variant(image.called(each), each, ()))
            continue
        digest = attached.descriptor.digest
        if digest not in read:
            read[digest] = tuple(contents.read(image.store, attached))
        found.append(Variant(image.called(each), each, read[digest]))
    return found
