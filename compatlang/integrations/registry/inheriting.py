"""Base images: what an image is built from, as `org.opencontainers.image.base.name` and `.digest` say it.

The keys stand in the annotations of the manifest or of its index, else among the labels of the image's configuration. The
base is taken at its digest. Where that is one manifest of an index which the name still means, what is attached to the
index counts too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from compatlang import limits
from compatlang.integrations.registry import lookup, reference
from compatlang.integrations.registry.configuration import labels
from compatlang.integrations.registry.errors import NoArtifactError, NotFoundError, RegistryError
from compatlang.integrations.registry.image import Image, opened
from compatlang.integrations.registry.lookup import Used
from compatlang.integrations.registry.model import Descriptor, Index, Manifest
from compatlang.integrations.registry.transport import Options

BASE_NAME = "org.opencontainers.image.base.name"
BASE_DIGEST = "org.opencontainers.image.base.digest"


class Base(NamedTuple):
    """What an image says of its base: a reference, which may be empty, and a digest, which may be empty too."""

    name: str
    digest: str

    @property
    def text(self) -> str:
        """The reference to open."""
        plain = self.name.partition("@")[0]
        if not self.digest:
            return self.name
        named = reference.parse(plain)
        return f"{named.name}@{self.digest}"


class Inherited(NamedTuple):
    """A base image, what it is called, and the artifact that counts for it, None where it has none."""

    name: str
    image: Image
    used: Used | None


def bases(image: Image, target: Descriptor, options: Options) -> Iterator[Inherited]:
    """The base of an image, the base of that, and so on. Raises `RegistryError`.

    Each is open until the next is asked for. All of them have the time of the image.
    """
    seen = {target.digest, image.top.descriptor.digest}
    said = base_of(image, target)
    for _ in range(limits.BASE_IMAGES):
        if said is None:
            return
        with opened(_text(said, image), options, image.deadline) as base:
            descriptor = base.top.descriptor
            if descriptor.digest in seen:
                raise RegistryError(f"{base} is a base image of itself")
            seen.add(descriptor.digest)
            yield Inherited(said.name or str(base), base, _used(base, said, options))
            image, said = base, base_of(base, descriptor)
    if said is not None:
        raise RegistryError(f"the chain of base images has more than {limits.BASE_IMAGES}")


def base_of(image: Image, target: Descriptor) -> Base | None:
    """What one of the manifests of an image says of its base, None where it says nothing."""
    documents = [image.top.document]
    if target.digest != image.top.descriptor.digest:
        documents.insert(0, image.fetched(target).document)
    places: list[Mapping[str, str]] = [each.annotations or {} for each in documents]
    places += [labels(image, each) for each in documents if isinstance(each, Manifest)]
    for each in places:
        if each.get(BASE_NAME) or each.get(BASE_DIGEST):
            return Base(each.get(BASE_NAME, ""), each.get(BASE_DIGEST, ""))
    return None


def _text(said: Base, image: Image) -> str:
    """A base without a name lies where the image does. No image names a folder of the machine that looks at it."""
    if said.name.startswith(reference.LAYOUT_PREFIX):
        raise RegistryError(f"{image} says that its base image is `{said.name}`, which is in no registry")
    return said.text if said.name else f"{image.reference.name}@{said.digest}"


def _used(base: Image, said: Base, options: Options) -> Used | None:
    try:
        return lookup.of(base, base.top.descriptor)
    except NoArtifactError:
        return _of_index(base, said, options)


def _of_index(base: Image, said: Base, options: Options) -> Used | None:
    """What is attached to the index that the name means now, if it lists the base."""
    if not said.name or not said.digest:
        return None
    try:
        with opened(said.name, options, base.deadline) as named:
            document = named.top.document
            listed = isinstance(document, Index) and any(each.digest == said.digest for each in document.manifests)
            return lookup.of(named, named.top.descriptor) if listed else None
    except (NoArtifactError, NotFoundError):
        return None
