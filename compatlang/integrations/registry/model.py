"""Manifests, indexes and descriptors, as the OCI image specification 1.1 has them; what is ambiguous is refused.

Only what compatlang looks at is described; the rest is left alone. A manifest is told from an index by the media type
that it gives itself, which must be the one that it was delivered as, and by its shape: a document that could be read as
both is refused, since two readers would see two images (CVE-2021-41190). For the same reason no key may stand twice.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from compatlang.integrations.registry.errors import UnsoundError
from compatlang.integrations.registry.reference import is_digest

OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json"
MANIFESTS = (OCI_MANIFEST, DOCKER_MANIFEST)
INDEXES = (OCI_INDEX, DOCKER_INDEX)
ACCEPTED = (*INDEXES, *MANIFESTS)

EMPTY = "application/vnd.oci.empty.v1+json"
CREATED = "org.opencontainers.image.created"
TITLE = "org.opencontainers.image.title"

_MOST_DIGITS = 20

Read = TypeVar("Read", bound="_Part")


class _Part(BaseModel):
    """A part of a document: frozen. Fields that are not described here are kept, since indexes are written again."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)


class Platform(_Part):
    """What an image runs on, as `platform` of a descriptor says it."""

    architecture: str
    os: str
    variant: str = ""
    os_version: str = Field("", alias="os.version")

    def __str__(self) -> str:
        version = f":{self.os_version}" if self.os_version else ""
        return "/".join(filter(None, (self.os, self.architecture, self.variant))) + version


class Descriptor(_Part):
    """What is said of a blob or a manifest before it is fetched."""

    mediaType: str  # noqa: N815 - the specification's names, here and below
    digest: str
    size: int = Field(ge=0)
    artifactType: str = ""  # noqa: N815
    annotations: dict[str, str] | None = None
    platform: Platform | None = None

    @property
    def is_index(self) -> bool:
        """Whether it says that it is an index."""
        return self.mediaType in INDEXES


class Manifest(_Part):
    """A manifest of an image or of an artifact."""

    schemaVersion: Literal[2]  # noqa: N815
    mediaType: str = ""  # noqa: N815
    artifactType: str = ""  # noqa: N815
    config: Descriptor
    layers: list[Descriptor]
    subject: Descriptor | None = None
    annotations: dict[str, str] | None = None

    @property
    def type(self) -> str:
        """What kind of artifact it is; before version 1.1 the config's media type said so."""
        return self.artifactType or self.config.mediaType

    def refers_to(self, digest: str) -> bool:
        """Whether its subject is the manifest with a digest."""
        return self.subject is not None and self.subject.digest == digest


def _listed(value: object) -> object:
    """An empty list may be null, which is what Go makes of one that nothing was put in."""
    return [] if value is None else value


class Index(_Part):
    """A list of manifests, one for each platform or each referrer."""

    schemaVersion: Literal[2]  # noqa: N815
    mediaType: str = ""  # noqa: N815
    artifactType: str = ""  # noqa: N815
    manifests: Annotated[list[Descriptor], BeforeValidator(_listed)]
    subject: Descriptor | None = None
    annotations: dict[str, str] | None = None


Document: TypeAlias = Manifest | Index


def read_document(data: bytes, delivered_as: str, what: str) -> Document:
    """A manifest or an index, delivered under a media type; `what` begins the messages. Raises `UnsoundError`."""
    if delivered_as not in ACCEPTED:
        raise UnsoundError(f"{what} has the media type `{delivered_as}`, which is neither a manifest nor an index")
    _check_json(data, what)
    probe = _read(_Probe, data, what)
    lists = "manifests" in probe.model_fields_set
    if lists and (probe.layers is not None or probe.config is not None):
        raise UnsoundError(f"{what} is a manifest and an index at once, which no two tools read alike")
    if probe.mediaType and probe.mediaType != delivered_as:
        raise UnsoundError(
            f"{what} was delivered as `{delivered_as}`, and says of itself that it is `{probe.mediaType}`"
        )
    if lists is not (delivered_as in INDEXES):
        is_, needs = ("an index", "a manifest") if lists else ("no index", "one")
        raise UnsoundError(f"{what} is {is_}, where `{delivered_as}` needs {needs}")
    document: Document = _read(Index, data, what) if delivered_as in INDEXES else _read(Manifest, data, what)
    for each in descriptors(document):
        if not is_digest(each.digest):
            raise UnsoundError(f"{what} has the digest `{each.digest}`, which is none of SHA-256 or SHA-512")
    return document


def descriptors(document: Document) -> list[Descriptor]:
    """Everything that a document refers to."""
    own = document.manifests if isinstance(document, Index) else [document.config, *document.layers]
    return [*own, *([document.subject] if document.subject is not None else [])]


class _Probe(_Part):
    """What tells a manifest from an index."""

    mediaType: str = ""  # noqa: N815
    manifests: list[object] | None = None
    layers: list[object] | None = None
    config: object | None = None


def _check_json(data: bytes, what: str) -> None:
    """JSON that all readers read alike: in UTF-8, no key twice in an object, and only numbers that JSON has."""
    try:
        json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_no_number, parse_int=_short_number)
    except json.JSONDecodeError as error:
        raise UnsoundError(f"{what} cannot be read: it is no JSON from character {error.pos} on") from None
    except UnicodeDecodeError:
        raise UnsoundError(f"{what} cannot be read: it is not UTF-8") from None
    except RecursionError:
        raise UnsoundError(f"{what} cannot be read: it is nested too deeply") from None
    except ValueError as error:
        raise UnsoundError(f"{what} cannot be read: {error}") from None


def _once(pairs: list[tuple[str, object]]) -> None:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise ValueError(f"`{key}` stands twice in one object")
        seen.add(key)


def _no_number(text: str) -> None:
    raise ValueError(f"`{text}` is no number")


def _short_number(text: str) -> None:
    if len(text) > _MOST_DIGITS:
        raise ValueError(f"a number of {len(text)} digits is none that anybody means")


def _read(model: type[Read], data: bytes, what: str) -> Read:
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise UnsoundError(
            f"{what} cannot be read" + (f" at `{where}`" if where else "") + f": {first['msg'].lower()}"
        ) from None
