"""The artifact that counts for an image: on the manifest for a platform where one is asked for, else on the image itself.

Where the manifest for a platform has none, what its index has counts for it too.
"""

from __future__ import annotations

from typing import NamedTuple

from compatlang.integrations.registry import artifacts
from compatlang.integrations.registry.artifacts import Attached
from compatlang.integrations.registry.errors import NoArtifactError
from compatlang.integrations.registry.image import Image
from compatlang.integrations.registry.model import Descriptor


class Used(NamedTuple):
    """The artifact that counts, the manifest that it is attached to, and how many others there are."""

    attached: Attached
    target: Descriptor
    others: int
    refused: tuple[str, ...]


def used(image: Image, platform: str = "", digest: str = "") -> Used:
    """The artifact that counts for an image. Raises `NoArtifactError` where there is none, `RegistryError` for all else."""
    return of(image, image.target(platform), digest)


def of(image: Image, target: Descriptor, digest: str = "") -> Used:
    """The same for one of the manifests of an image."""
    places = dict.fromkeys([target.digest, image.top.descriptor.digest])
    descriptors = {target.digest: target, image.top.descriptor.digest: image.top.descriptor}
    missing: NoArtifactError | None = None
    for place in places:
        found = image.found(descriptors[place])
        try:
            chosen = artifacts.choose(found, image.called(target), digest)
        except NoArtifactError as error:
            missing = missing or error
            continue
        return Used(chosen, descriptors[place], len(found.attached) - 1, found.refused)
    assert missing is not None, "there is a place at least"
    raise missing
