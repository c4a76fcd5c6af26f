"""Which image of which registry a container runs, from what its Pod asks for and what the kubelet reports.

The repository that the Pod names counts before the one that is reported: where the same image was pulled from several, a
runtime reports any of them.

What a kubelet reports as `imageID` depends on the container runtime: `REGISTRY/REPOSITORY@DIGEST`, perhaps behind
`docker-pullable://`, where the image came from a registry; or the digest of its configuration alone, which no registry can be
asked for; or nothing as long as the image is not there.
"""

from __future__ import annotations

import re
from typing import NamedTuple, TypeAlias

from compatlang.integrations.kubernetes.pods import Container
from compatlang.integrations.registry.errors import BadReferenceError
from compatlang.integrations.registry.reference import Reference, is_digest, parse

_BARE = re.compile(r"[0-9a-f]{64}")
"""A digest as some runtimes write it."""


class Running(NamedTuple):
    """The image of a container, at the digest that runs; where nothing runs yet, as the Pod names it."""

    reference: Reference
    whole: str = ""
    """The tag or digest that the Pod asks for, if it may be that of an index which the digest that runs is listed in."""
    configuration: str = ""
    """The digest of the configuration of what runs, where only that is known: the tag has to mean the same still."""

    def __str__(self) -> str:
        return str(self.reference)


class UnknownImage(NamedTuple):
    """An image that no registry can be asked for, and why not."""

    text: str
    why: str

    def __str__(self) -> str:
        return self.text


Image: TypeAlias = Running | UnknownImage


def image_of(container: Container) -> Image:
    """The image of a container, where it is certain which one that is."""
    asked = _parsed(container.image)
    name, digest = _reported(container.image_id)
    if digest and not is_digest(digest):
        return UnknownImage(container.image, f"the kubelet reports `{container.image_id}`, which is no digest")
    if isinstance(asked, Reference):
        if name:
            return Running(asked._replace(digest=digest), asked.wanted if asked.wanted != digest else "")
        return Running(asked, configuration="" if asked.digest else digest)
    found = _parsed(f"{name}@{digest}") if name else asked
    if not isinstance(found, Reference):
        return UnknownImage(container.image, found)
    # A Pod that names no registry means what the runtime was set up to take for it, which is what the kubelet reports.
    tag = _short_tag(container.image, found.name)
    return Running(found._replace(tag=tag), tag)


def _reported(image_id: str) -> tuple[str, str]:
    """The repository and the digest of an `imageID`, as far as it has them."""
    name, _, digest = image_id.rpartition("://")[2].rpartition("@")
    return name, f"sha256:{digest}" if _BARE.fullmatch(digest) else digest


def _short_tag(image: str, name: str) -> str:
    """The tag of an image that is asked for without its registry, where that is the end of the name that it has."""
    rest, at, _ = image.partition("@")
    repository, _, tag = rest.partition(":")
    return (tag or ("" if at else "latest")) if f"/{name}".endswith(f"/{repository}") else ""


def _parsed(text: str) -> Reference | str:
    """A reference to an image of a registry, or why it is none. Layouts are folders of this machine: no Pod runs them."""
    try:
        reference = parse(text)
    except BadReferenceError as error:
        return str(error)
    return f"`{text}` is a folder, and no image of a registry" if reference.is_layout else reference
