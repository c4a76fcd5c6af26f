"""What compatlang needs of a place where images lie, be it a registry or a layout on disk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, Protocol, TypeAlias

from compatlang.integrations.registry.content import verify
from compatlang.integrations.registry.errors import UnsoundError
from compatlang.integrations.registry.model import Descriptor, Document

ReferrersMode: TypeAlias = Literal["auto", "api", "tag"]
"""How referrers are written: by the API of the registry, by the fallback tag, or as the registry has it."""


class Fetched(NamedTuple):
    """A manifest or an index that is what its digest says."""

    descriptor: Descriptor
    data: bytes
    document: Document


class Store(Protocol):
    """One repository, or one layout. Every method raises `RegistryError` where something is refused, missing or not sound."""

    @property
    def name(self) -> str:
        """What messages call it: the reference without tag and digest."""

    def fetch(self, wanted: str) -> Fetched:
        """The manifest or index with a tag or a digest."""

    def blob(self, descriptor: Descriptor, most: int) -> bytes:
        """A blob of at most so many bytes."""

    def referrers(self, subject: str, types: Iterable[str]) -> list[Descriptor]:
        """What says that it refers to the manifest with a digest, if it is of one of the types or does not say of which.

        These are claims; who uses one fetches it and looks whether it really refers to that manifest.
        """

    def expect_referrer(self, subject: str, mode: ReferrersMode) -> None:
        """Look, before anything is pushed, whether something that refers to a manifest can be listed."""

    def push_blob(self, data: bytes) -> None:
        """Store a blob, unless it is there."""

    def push_referrer(self, descriptor: Descriptor, data: bytes, subject: str, mode: ReferrersMode) -> None:
        """Store a manifest that refers to another, so that it is found among its referrers."""

    def remove_referrer(self, descriptor: Descriptor, subject: str) -> None:
        """Remove such a manifest, also from the index of the fallback tag."""


def fetch_described(store: Store, descriptor: Descriptor) -> Fetched:
    """The manifest or index that a descriptor is of, if it is as the descriptor says. Raises `RegistryError`."""
    found = store.fetch(descriptor.digest)
    what = f"{store.name}@{descriptor.digest}"
    if found.descriptor.mediaType != descriptor.mediaType:
        raise UnsoundError(
            f"{what} was announced as `{descriptor.mediaType}`, and is delivered as `{found.descriptor.mediaType}`"
        )
    verify(found.data, descriptor.digest, what, descriptor.size)
    return found
