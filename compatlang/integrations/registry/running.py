"""What is attached to an image on whatever node it may run: to the image itself, or else to the manifests of its index.

Each manifest then counts on the nodes of its platform.
"""

from __future__ import annotations

from typing import NamedTuple

from compatlang.integrations.registry import artifacts, contents, lookup
from compatlang.integrations.registry.contents import Carried
from compatlang.integrations.registry.errors import NoArtifactError, RegistryError
from compatlang.integrations.registry.image import Image, opened
from compatlang.integrations.registry.lookup import Used
from compatlang.integrations.registry.model import Descriptor, Index, Platform
from compatlang.integrations.registry.reference import Reference
from compatlang.integrations.registry.transport import Options


class Part(NamedTuple):
    """What counts on nodes of one platform, or on all nodes. Nothing is used where there is no artifact for that platform."""

    platform: Platform | None
    used: Used | None
    says: tuple[Carried, ...]


class Said(NamedTuple):
    """An image, resolved, and what is attached to it; no parts where that is nothing."""

    image: Image
    parts: tuple[Part, ...]

    @property
    def is_index(self) -> bool:
        """Whether it has a manifest for each platform."""
        return isinstance(self.image.top.document, Index)


def read(reference: Reference, options: Options, *, configuration: str = "", listing: str = "") -> Said:
    """What is attached to an image. With `configuration`, the reference has to mean an image that has it.

    With `listing` it is only asked what is attached to an index which lists the manifest with that digest.
    All of it has `options.timeout` seconds. Raises `RegistryError`.
    """
    with opened(str(reference), options) as image:
        if listing and listing not in [each.digest for each in image.all()[1:]]:
            return Said(image, ())
        if configuration and configuration not in _configurations(image):
            raise RegistryError(f"{image} is another image by now than the one that runs")
        try:
            used = lookup.of(image, image.top.descriptor)
        except NoArtifactError:
            return Said(image, _by_platform(image))
        return Said(image, (Part(None, used, tuple(contents.read(image.store, used.attached))),))


def _by_platform(image: Image) -> tuple[Part, ...]:
    """What counts for each manifest of an index; nothing where nothing is attached to any of them."""
    parts = [_part(image, each) for each in image.all()[1:]]
    return tuple(parts) if any(each.used for each in parts) else ()


def _part(image: Image, manifest: Descriptor) -> Part:
    found = image.found(manifest)
    try:
        attached = artifacts.choose(found, image.called(manifest))
    except NoArtifactError:
        return Part(manifest.platform, None, ())
    used = Used(attached, manifest, len(found.attached) - 1, found.refused)
    return Part(manifest.platform, used, tuple(contents.read(image.store, attached)))


def _configurations(image: Image) -> list[str]:
    """The digests of the configurations of all its manifests."""
    documents = [image.fetched(each).document for each in image.all()]
    return [each.config.digest for each in documents if not isinstance(each, Index)]
