"""Compatibility artifacts: a manifest whose `subject` is the image, with files that say where the image runs.

`build` makes the bytes of one, the same each time for the same files, subject and time. `find` looks for those of an image and
believes none before its own bytes say what it refers to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from compatlang import limits
from compatlang.integrations.registry import media
from compatlang.integrations.registry.content import digest_of
from compatlang.integrations.registry.errors import NoArtifactError, NotFoundError, UnsoundError
from compatlang.integrations.registry.model import CREATED, EMPTY, OCI_MANIFEST, TITLE, Descriptor, Manifest
from compatlang.integrations.registry.store import Store, fetch_described

EMPTY_CONFIG = b"{}"

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
_NEVER = datetime.min.replace(tzinfo=UTC)


class File(NamedTuple):
    """One layer of an artifact. `name` is how a client that pulls it calls the file."""

    media_type: str
    name: str
    data: bytes
    annotations: Mapping[str, str] = {}


class Built(NamedTuple):
    """An artifact that is ready to be pushed: its descriptor, the bytes of its manifest, and its blobs."""

    descriptor: Descriptor
    manifest: bytes
    blobs: tuple[bytes, ...]


class Attached(NamedTuple):
    """An artifact of an image, looked at: its manifest is what its digest says, and refers to the image."""

    descriptor: Descriptor
    manifest: Manifest

    @property
    def type(self) -> str:
        """One of `media.TYPES`."""
        return self.manifest.type

    @property
    def kind(self) -> str:
        """What `--as` calls it: nfd or compat."""
        return "nfd" if self.type == media.NFD else "compat"

    @property
    def created(self) -> str:
        """When it was made, as its manifest says; perhaps empty."""
        return (self.manifest.annotations or {}).get(CREATED, "")

    @property
    def order(self) -> tuple[datetime, bool, str]:
        """The greatest is the one that counts: the newest, and of two that were made at once compatlang's own."""
        return (moment(self.created) or _NEVER, self.type == media.COMPAT, self.descriptor.digest)


class Found(NamedTuple):
    """The artifacts of an image, the one that counts first, and why others that claim to be some are none."""

    attached: tuple[Attached, ...]
    refused: tuple[str, ...] = ()


def build(
    type_: str, files: Sequence[File], subject: Descriptor, created: str, annotations: Mapping[str, str]
) -> Built:
    """An artifact of some type (`media.TYPES`) that refers to `subject`, made at a time in RFC 3339."""
    config = _described("", EMPTY, EMPTY_CONFIG)
    said = {CREATED: created, **annotations}
    document = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "artifactType": type_,
        "config": config,
        "layers": [_described(each.name, each.media_type, each.data, each.annotations) for each in files],
        "subject": {"mediaType": subject.mediaType, "digest": subject.digest, "size": subject.size},
        "annotations": dict(sorted(said.items())),
    }
    data = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    descriptor = Descriptor(
        mediaType=OCI_MANIFEST, digest=digest_of(data), size=len(data), artifactType=type_, annotations=said
    )
    return Built(descriptor, data, (EMPTY_CONFIG, *(each.data for each in files)))


def find(store: Store, subject: str) -> Found:
    """The compatibility artifacts of the manifest with a digest. Raises `RegistryError` where they cannot be looked for."""
    attached: list[Attached] = []
    refused: list[str] = []
    for each in store.referrers(subject, media.TYPES):
        try:
            looked_at = _look(store, each, subject)
        except (NotFoundError, UnsoundError) as error:
            refused.append(str(error))
            continue
        if looked_at is not None:
            attached.append(looked_at)
    return Found(tuple(sorted(attached, key=lambda each: each.order, reverse=True)), tuple(refused))


def choose(found: Found, image: str, digest: str = "") -> Attached:
    """The artifact that counts: the newest, or the one with a digest.

    Raises `NoArtifactError` where there is none, and `UnsoundError` where there would be one if it were sound.
    """
    for each in found.attached:
        if not digest or each.descriptor.digest == digest:
            return each
    refused = [each for each in found.refused if digest in each]  # each says of which digest it is
    if refused:
        raise UnsoundError(f"{image} has no compatibility artifact that can be used: {refused[0]}")
    if digest:
        there = f": it has {', '.join(each.descriptor.digest for each in found.attached)}" if found.attached else ""
        raise NoArtifactError(f"{image} has no compatibility artifact {digest}{there}")
    raise NoArtifactError(f"{image} has no compatibility artifact")


def files(store: Store, attached: Attached) -> list[File]:
    """The files of an artifact. Raises `RegistryError` where one is not what it must be, or all are too large together."""
    size = sum(each.size for each in attached.manifest.layers)
    if size > limits.ARTIFACT_BYTES:
        what = f"{store.name}@{attached.descriptor.digest}"
        raise UnsoundError(f"the files of {what} have {size} bytes; at most {limits.ARTIFACT_BYTES} are taken")
    return [
        File(each.mediaType, _name(each), store.blob(each, limits.BLOB_BYTES), each.annotations or {})
        for each in attached.manifest.layers
    ]


def named_files(store: Store, attached: Attached) -> list[File]:
    """The same, each with a name; what somebody has attached without one is called after its kind."""
    fallback = "compatibility.yaml" if attached.type == media.NFD else "policy"
    listed = files(store, attached)
    return [
        each if each.name else each._replace(name=fallback if len(listed) == 1 else f"{number}-{fallback}")
        for number, each in enumerate(listed, start=1)
    ]


def moment(text: str) -> datetime | None:
    """A time in RFC 3339, None where the text is none, does not say how far it is from UTC, or is in no year of UTC.

    >>> moment("2026-11-29T10:00:00Z")
    datetime.datetime(2026, 11, 29, 10, 0, tzinfo=datetime.timezone.utc)
    """
    if not _RFC_3339.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _name(descriptor: Descriptor) -> str:
    return (descriptor.annotations or {}).get(TITLE, "")


def _look(store: Store, claimed: Descriptor, subject: str) -> Attached | None:
    """An artifact, if what was claimed of it is so; None where it turns out to be of another type."""
    fetched = fetch_described(store, claimed)
    manifest, what = fetched.document, f"{store.name}@{claimed.digest}"
    if not isinstance(manifest, Manifest):
        raise UnsoundError(f"{what} is listed as an artifact, and is an index")
    if manifest.type not in media.TYPES:
        return None
    if not manifest.refers_to(subject):
        refers = "to nothing" if manifest.subject is None else f"to {manifest.subject.digest}"
        raise UnsoundError(f"{what} is listed for {subject}, and refers {refers}")
    return Attached(fetched.descriptor, manifest)


def _described(
    name: str, media_type: str, data: bytes, annotations: Mapping[str, str] | None = None
) -> dict[str, object]:
    said = {**({TITLE: name} if name else {}), **(annotations or {})}
    described: dict[str, object] = {"mediaType": media_type, "digest": digest_of(data), "size": len(data)}
    return described | ({"annotations": said} if said else {})
