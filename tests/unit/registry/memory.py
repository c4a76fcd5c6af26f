"""A place in memory where images lie, for tests of what is found in one."""

from __future__ import annotations

from collections.abc import Iterable

from compatlang.integrations.registry.content import digest_of, verify
from compatlang.integrations.registry.errors import NotFoundError
from compatlang.integrations.registry.model import OCI_MANIFEST, Descriptor, read_document
from compatlang.integrations.registry.store import Fetched, ReferrersMode


class Memory:
    """A `Store`. What it lists as referrers is whatever a test puts into `listed`."""

    name = "registry.example/app"

    def __init__(self) -> None:
        self.manifests: dict[str, tuple[str, bytes]] = {}
        self.blobs: dict[str, bytes] = {}
        self.listed: list[Descriptor] = []

    def put(self, data: bytes, media_type: str = OCI_MANIFEST, tag: str = "") -> Descriptor:
        """Store a manifest, also under a tag if there is one."""
        digest = digest_of(data)
        self.manifests[digest] = (media_type, data)
        if tag:
            self.manifests[tag] = (media_type, data)
        return Descriptor(mediaType=media_type, digest=digest, size=len(data))

    def fetch(self, wanted: str) -> Fetched:
        if wanted not in self.manifests:
            raise NotFoundError(f"{wanted} is not there")
        media_type, data = self.manifests[wanted]
        descriptor = Descriptor(mediaType=media_type, digest=digest_of(data), size=len(data))
        return Fetched(descriptor, data, read_document(data, media_type, wanted))

    def blob(self, descriptor: Descriptor, most: int) -> bytes:
        if descriptor.digest not in self.blobs:
            raise NotFoundError(f"{descriptor.digest} is not there")
        return verify(self.blobs[descriptor.digest], descriptor.digest, "the blob", descriptor.size)

    def referrers(self, subject: str, types: Iterable[str]) -> list[Descriptor]:
        return self.listed

    def expect_referrer(self, subject: str, mode: ReferrersMode) -> None:
        pass

    def push_blob(self, data: bytes) -> None:
        self.blobs[digest_of(data)] = data

    def push_referrer(self, descriptor: Descriptor, data: bytes, subject: str, mode: ReferrersMode) -> None:
        self.put(data)
        self.listed.append(descriptor)

    def remove_referrer(self, descriptor: Descriptor, subject: str) -> None:
        self.listed.remove(descriptor)
