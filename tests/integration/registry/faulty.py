"""A small registry on loopback that is sound until a test says otherwise, and remembers what it was asked.

It keeps to the OCI distribution specification 1.1 as far as compatlang asks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from tests.integration.faulty_server import Answer, FaultyServer, Raw, Request, Said
from tests.integration.registry.certificate import Certificate

__all__ = ["INDEX", "MANIFEST", "Answer", "Raw", "Registry", "Request", "Said", "digest_of", "listing"]

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"


class Stored(NamedTuple):
    """A manifest or an index, as it was pushed."""

    media_type: str
    data: bytes


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


class Registry(FaultyServer):
    """One registry with one repository of any name."""

    def __init__(self, *, api: bool = True, certificate: Certificate | None = None) -> None:
        super().__init__(certificate.path if certificate else None)
        self.api = api
        """Whether it has the API of referrers."""
        self.manifests: dict[str, Stored] = {}
        self.tags: dict[str, str] = {}
        self.blobs: dict[str, bytes] = {}

    @property
    def writes(self) -> list[str]:
        """The requests that change something."""
        return [str(each) for each in self.requests if each.method not in ("GET", "HEAD")]

    def push_manifest(self, data: bytes, media_type: str = MANIFEST, tag: str = "") -> str:
        """Store a manifest as somebody else would, and return its digest."""
        digest = digest_of(data)
        self.manifests[digest] = Stored(media_type, data)
        if tag:
            self.tags[tag] = digest
        return digest

    def push_blob(self, data: bytes) -> str:
        digest = digest_of(data)
        self.blobs[digest] = data
        return digest

    def descriptor(self, digest: str) -> dict[str, Any]:
        """What is said of a stored manifest where it is listed."""
        stored = self.manifests[digest]
        value = json.loads(stored.data)
        said = {"mediaType": stored.media_type, "digest": digest, "size": len(stored.data)}
        kind = value.get("artifactType") or value.get("config", {}).get("mediaType")
        return said | ({"artifactType": kind} if kind else {})

    def sound(self, request: Request) -> Said:
        url = urlsplit(request.path)
        for pattern, respond in _ROUTES:
            found = pattern.fullmatch(f"{request.method} {url.path}")
            if found:
                return respond(self, request, found["name"])
        return _error(404, "NAME_UNKNOWN")

    def _get_manifest(self, request: Request, name: str) -> Said:
        stored = self.manifests.get(self.tags.get(name, name))
        if stored is None:
            return _error(404, "MANIFEST_UNKNOWN")
        headers = {"Content-Type": stored.media_type, "Docker-Content-Digest": digest_of(stored.data)}
        return Answer(200, headers, stored.data)

    def _put_manifest(self, request: Request, name: str) -> Said:
        tag = "" if name.startswith("sha256:") else name
        digest = self.push_manifest(request.body, request.headers["Content-Type"], tag)
        subject = json.loads(request.body).get("subject", {}).get("digest", "")
        return Answer(201, {"Location": f"/v2/{digest}"} | ({"OCI-Subject": subject} if self.api and subject else {}))

    def _delete_manifest(self, request: Request, name: str) -> Said:
        if self.tags.pop(name, None) is None and self.manifests.pop(name, None) is None:
            return _error(404, "MANIFEST_UNKNOWN")
        return Answer(202)

    def _get_blob(self, request: Request, name: str) -> Said:
        if name not in self.blobs:
            return _error(404, "BLOB_UNKNOWN")
        return Answer(200, {"Content-Type": "application/octet-stream"}, self.blobs[name])

    def _start_upload(self, request: Request, name: str) -> Said:
        return Answer(202, {"Location": f"{request.path}session"})

    def _finish_upload(self, request: Request, name: str) -> Said:
        (wanted,) = parse_qs(urlsplit(request.path).query)["digest"]
        return Answer(201) if self.push_blob(request.body) == wanted else _error(400, "DIGEST_INVALID")

    def _referrers(self, request: Request, name: str) -> Said:
        if not self.api:
            return _error(404, "UNSUPPORTED")
        listed = [
            self.descriptor(digest)
            for digest, stored in self.manifests.items()
            if json.loads(stored.data).get("subject", {}).get("digest") == name
        ]
        return listing(listed)


_ROUTES: list[tuple[re.Pattern[str], Callable[[Registry, Request, str], Said]]] = [
    (re.compile(r"(?:GET|HEAD) /v2/.+/manifests/(?P<name>[^/]+)"), Registry._get_manifest),
    (re.compile(r"PUT /v2/.+/manifests/(?P<name>[^/]+)"), Registry._put_manifest),
    (re.compile(r"DELETE /v2/.+/manifests/(?P<name>[^/]+)"), Registry._delete_manifest),
    (re.compile(r"(?:GET|HEAD) /v2/.+/blobs/(?P<name>[^/]+)"), Registry._get_blob),
    (re.compile(r"POST /v2/.+/blobs/uploads/(?P<name>)"), Registry._start_upload),
    (re.compile(r"PUT /v2/.+/blobs/uploads/(?P<name>[^/]+)"), Registry._finish_upload),
    (re.compile(r"GET /v2/.+/referrers/(?P<name>[^/]+)"), Registry._referrers),
]


def listing(listed: list[dict[str, Any]], headers: Mapping[str, str] | None = None) -> Answer:
    """An index of these descriptors, as the API of referrers gives it."""
    data = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": listed}).encode()
    return Answer(200, {"Content-Type": INDEX, **(headers or {})}, data)


def _error(status: int, code: str) -> Answer:
    body = json.dumps({"errors": [{"code": code, "message": code.replace("_", " ").lower()}]}).encode()
    return Answer(status, {"Content-Type": "application/json"}, body)
