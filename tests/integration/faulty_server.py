"""A server on loopback that is sound until a test says otherwise, and remembers what it was asked.

What is sound its subclass says. A test replaces the answer to some requests, by one that is wrong (`Answer`), or by bytes
that are no answer at all (`Raw`).
"""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, TypeAlias
from urllib.parse import parse_qsl, urlsplit


class Request(NamedTuple):
    """What somebody asked."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))

    def matches(self, route: str) -> bool:
        """Whether its method and path have a pattern in them."""
        return re.search(route, str(self)) is not None


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
Script: TypeAlias = Callable[[Request], Said | None]
"""Gives the answer to a request, or nothing to leave it to who is asked next."""


def script_of(said: Said | Script | None) -> Script:
    """What gives the same answer to every request, unless it is a script already."""
    return said if callable(said) else lambda request: said


class FaultyServer(ABC):
    """One server; entered, it listens. With the files of a certificate and its key, which may be one, it speaks TLS."""

    def __init__(self, certificate: Path | None = None, key: Path | None = None) -> None:
        self.requests: list[Request] = []
        self.guard: Script = lambda request: None
        """Looks at each request first; what it gives is the answer."""
        self._scripts: list[tuple[str, Script]] = []
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
            self.scheme = "https"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @abstractmethod
    def sound(self, request: Request) -> Said:
        """What a sound server answers."""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host}"

    def __enter__(self) -> Self:
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
        self._scripts.insert(0, (route, script_of(said)))

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

    def answer(self, request: Request) -> Said:
        self.note(request)
        guarded = self.guard(request)
        if guarded is not None:
            return guarded
        for route, script in self._scripts:
            said = script(request) if request.matches(route) else None
            if said is not None:
                return said
        return self.sound(request)

    def note(self, request: Request) -> None:
        """Remember a request."""
        self.requests.append(request)


class _Server(ThreadingHTTPServer):
    """Tells nobody that a client went away, which is what tests of faults make it do."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        pass


def _handler(server: FaultyServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            said = server.answer(Request(self.command, self.path, dict(self.headers.items()), body))
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
