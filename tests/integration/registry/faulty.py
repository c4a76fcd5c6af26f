"""A small registry on loopback that is sound until a test says otherwise, and remembers what it was asked.

It keeps to the OCI distribution specification 1.1 as far as compatlang asks. A test replaces the answer of some of its
routes, by one that is wrong (`Answer`), or by bytes that are no answer at all (`Raw`).
"""

from __future__ import annotations

import hashlib
import json
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qs, urlsplit

from tests.integration.registry.certificate import Certificate

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"


class Request(NamedTuple):
    """What somebody asked."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Answer(NamedTuple):
    """An answer. A body that comes in pieces has no length and ends with the connection, unless the headers say otherwise."""

    status: int = 200
    headers: Mapping[str, str] = {}
    body: bytes | Iterable[bytes] = b""


class Raw(NamedTuple):
    """Bytes that are sent as they are, after which the connection is closed, or torn down."""

    pieces: Iterable[bytes]
    torn: bool = False


Said: TypeAlias = Answer | Raw
Script: TypeAlias = Callable[[Request], Said]


class Stored(NamedTuple):
    """A manifest or an index, as it was pushed."""

    media_type: str
    data: bytes


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


class Registry:
    """One registry with one repository of any name; entered, it listens."""

    def __init__(self, *, api: bool = True, certificate: Certificate | None = None) -> None:
        self.api = api
        """Whether it has the API of referrers."""
        self.manifests: dict[str, Stored] = {}
        self.tags: dict[str, str] = {}
        self.blobs: dict[str, bytes] = {}
        self.requests: list[Request] = []
        self.guard: Callable[[Request], Said | None] = lambda request: None
        """Looks at each request first; what it gives is the answer."""
        self._scripts: list[tuple[re.Pattern[str], Script]] = []
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.path)
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
            self.scheme = "https"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host}"

    def __enter__(self) -> Registry:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def replace(self, route: str, said: Said | Script) -> None:
        """Answer requests whose method and path match a pattern in another way; what was replaced last is asked first."""
        script: Script = said if callable(said) else lambda request: said
        self._scripts.insert(0, (re.compile(route), script))

    def slowly(self, data: bytes, seconds: float = 0.1) -> Iterator[bytes]:
        """The bytes one by one, each after a while."""
        for each in data:
            if self._closing.wait(seconds):
                return
            yield bytes([each])

    def endless(self, piece: bytes = b" " * 65536) -> Iterator[bytes]:
        """The same bytes again and again."""
        while not self._closing.is_set():
            yield piece

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

    def answer(self, request: Request) -> Said:
        self.requests.append(request)
        guarded = self.guard(request)
        if guarded is not None:
            return guarded
        for pattern, script in self._scripts:
            if pattern.search(str(request)):
                return script(request)
        return self.sound(request)

    def sound(self, request: Request) -> Said:
        """What a sound registry answers."""
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


class _Server(ThreadingHTTPServer):
    """Tells nobody that a client went away, which is what tests of faults make it do."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        pass


def _handler(registry: Registry) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            said = registry.answer(Request(self.command, self.path, dict(self.headers.items()), body))
            if isinstance(said, Raw):
                self._raw(said)
            else:
                self._answer(said)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = _handle  # noqa: N815 - the names of http.server

        def _answer(self, said: Answer) -> None:
            self.send_response_only(said.status)
            headers = dict(said.headers)
            if isinstance(said.body, bytes):
                headers.setdefault("Content-Length", str(len(said.body)))
            if not isinstance(said.body, bytes) or headers.get("Content-Length") != str(len(said.body)):
                headers["Connection"] = "close"
                self.close_connection = True
            for key, value in headers.items():
                self.send_header(key, value)
            self.end_headers()
            if self.command != "HEAD":
                self._send([said.body] if isinstance(said.body, bytes) else said.body)

        def _raw(self, said: Raw) -> None:
            self.close_connection = True
            self._send(said.pieces)
            if said.torn:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()

        def _send(self, pieces: Iterable[bytes]) -> None:
            for each in pieces:
                self.wfile.write(each)
                self.wfile.flush()

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name of http.server
            pass

    return Handler
