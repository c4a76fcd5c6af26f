"""One request to an API server and its answer, bounded in bytes and time, over the connections that the client sets up.

The client knows how: certificates, proxies of the environment and of a kubeconfig, names for TLS. Redirects are not followed.
"""

from __future__ import annotations

import contextlib
import io
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from http.client import HTTPException
from typing import Any

import urllib3
from kubernetes.client.rest import RESTClientObject
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    InsecureRequestWarning,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
)

from compatlang import __version__
from compatlang.integrations.causes import causes, words
from compatlang.integrations.kubernetes.answers import Answer
from compatlang.integrations.kubernetes.deadline import POOLS, Deadline
from compatlang.integrations.kubernetes.errors import ClusterError, LostError, SlowError
from compatlang.integrations.kubernetes.gzipped import GZIP, unpacked
from compatlang.integrations.kubernetes.target import Target

CONNECT_SECONDS = 5.0
"""How long a connection may take to be made."""

_CHUNK = 1 << 18
_FAILURES = (HTTPError, HTTPException, OSError, ValueError)
"""What a request raises: a ValueError where an address or a header is none."""


class Transport:
    """Asks one API server."""

    def __init__(self, target: Target, seconds: float) -> None:
        self.name = target.name
        self._configuration = target.configuration
        self._seconds = seconds
        self._pool = _pool(target)
        self._under_way: set[Deadline] = set()

    def close(self) -> None:
        """Close the connections that nobody uses."""
        self._pool.clear()

    def end(self) -> None:
        """Close all connections. What another thread still reads breaks off, as a watch that waits for its next event."""
        for each in list(self._under_way):
            each.shut()
        self.close()

    @contextlib.contextmanager
    def opened(self, target: str, silence: float | None = None) -> Iterator[Opened]:
        """The answer to a request for a path with its query, as soon as it begins. Raises `ClusterError`.

        It has to be complete in time, or, with `silence`, to go on: it may then last, and be silent for so many seconds.
        """
        with Deadline(self._seconds) as deadline:
            self._under_way.add(deadline)
            try:
                with _failing(self.name, deadline):
                    response = self._request(target, silence)
                with contextlib.closing(response):
                    if silence is not None:
                        deadline.cancel()
                    yield Opened(self.name, response, deadline)
            finally:
                self._under_way.discard(deadline)

    def _request(self, target: str, silence: float | None) -> BaseHTTPResponse:
        response: BaseHTTPResponse = self._pool.request(
            "GET",
            self._configuration.host + target,
            headers={**self._headers(), "Accept-Encoding": GZIP if silence is None else "identity"},
            timeout=urllib3.Timeout(
                connect=min(CONNECT_SECONDS, self._seconds), read=self._seconds if silence is None else silence
            ),
            preload_content=False,
            redirect=False,
            retries=False,
        )
        return response

    def _headers(self) -> dict[str, str]:
        headers = {"User-Agent": f"compatlang/{__version__}", "Accept": "application/json"}
        for each in self._authorization():
            value = (each["value"] or "").strip()
            if not (value.isascii() and value.isprintable()):
                raise ClusterError(f"the token for `{self.name}` is none: it has characters that no token has")
            headers[each["key"]] = value
        return headers

    def _authorization(self) -> Iterable[Any]:
        """What the client has to say who asks, after it has renewed what has expired."""
        try:
            settings: Any = self._configuration.auth_settings()
        except Exception as error:  # it reads files and asks other servers, and raises whatever these make it raise
            raise ClusterError(
                f"the credentials for `{self.name}` cannot be renewed ({type(error).__name__})"
            ) from error
        found: Iterable[Any] = settings.values()
        return found


class Opened:
    """An answer that has begun."""

    def __init__(self, name: str, response: BaseHTTPResponse, deadline: Deadline) -> None:
        self._name = name
        self._response = response
        self._deadline = deadline
        self.status = response.status
        self.headers: Mapping[str, str] = response.headers

    def answer(self, most: int) -> Answer:
        """All of it, if its body has at most so many bytes; of a longer one that is no success, the beginning."""
        body = io.BytesIO()  # which gives what it has without a copy
        for piece in self._pieces(self._read):
            body.write(piece)
            if body.tell() > most and self.status != 200:
                break
            if body.tell() > most:
                raise ClusterError(f"`{self._name}` answers with more than the {most} bytes that are taken at a time")
        return Answer(self.status, self.headers, body.getvalue())

    def lines(self, most: int) -> Iterator[bytes]:
        """Its lines as they come, each of at most so many bytes. Raises `LostError` where it ends within one."""
        rest = bytearray()  # a long line may come in many short pieces
        for piece in self._pieces(self._read_some):
            *ends, begins = piece.split(b"\n")
            for each in ends:
                yield bytes(rest + each)
                rest.clear()
            rest += begins
            if len(rest) > most:
                raise ClusterError(f"`{self._name}` sends a line of more than the {most} bytes that are taken")
        if rest:
            raise LostError(f"the connection to `{self._name}` broke: the answer ends within a line")

    def _pieces(self, read: Callable[[], bytes]) -> Iterator[bytes]:
        """The body in pieces of bounded size."""
        encoding = self.headers.get("Content-Encoding", "identity").lower()
        if encoding not in (GZIP, "identity"):
            raise ClusterError(f"`{self._name}` sends an answer as `{encoding}`, which it was not asked for")
        pieces = iter(read, b"")
        return unpacked(pieces, self._name) if encoding == GZIP else pieces

    def _read(self) -> bytes:
        """As much as a piece has, waited for: an API server sends what it compresses in chunks of a kilobyte."""
        with _failing(self._name, self._deadline):
            return self._response.read(_CHUNK, decode_content=False)

    def _read_some(self) -> bytes:
        """What has come."""
        with _failing(self._name, self._deadline):
            return self._response.read1(_CHUNK, decode_content=False)


@contextlib.contextmanager
def _failing(name: str, deadline: Deadline) -> Iterator[None]:
    """What fails is said in words, and as a matter of time where that is what it is."""
    error: BaseException | None = None
    try:
        yield
    except _FAILURES as raised:
        error = raised
    if deadline.over or (isinstance(error, ReadTimeoutError) and not deadline.cancelled):
        raise SlowError(
            f"`{name}` took longer than {deadline.seconds:g} s to answer; --timeout gives it more"
        ) from error
    if error is not None:
        raise _failure(name, error) from error


def _failure(name: str, error: BaseException) -> ClusterError:
    made_of = causes(error)
    last = words(made_of[-1])
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in made_of):
        return ClusterError(
            f"the certificate of `{name}` is not trusted: {last}; "
            "`certificate-authority` of the kubeconfig names who signs those that are"
        )
    if any(isinstance(each, ProxyError) for each in made_of):
        return LostError(f"`{name}` cannot be reached through its proxy: {last}; `NO_PROXY` names hosts that need none")
    if any(isinstance(each, NewConnectionError | ConnectTimeoutError) for each in made_of):
        return LostError(f"`{name}` cannot be reached: {last}")
    if any(isinstance(each, ReadTimeoutError) for each in made_of):
        return LostError(f"`{name}` fell silent")
    if any(isinstance(each, ssl.SSLError) and not isinstance(each, ssl.SSLEOFError) for each in made_of):
        return ClusterError(
            f"`{name}` cannot be spoken to with TLS: {last}; "
            "look at the address and the certificates that the kubeconfig has"
        )
    return LostError(f"the connection to `{name}` broke: {last}")


def _pool(target: Target) -> Any:
    """The client's pool of connections, with connections that a deadline can end; those over SOCKS are of their own kind."""
    if not target.configuration.verify_ssl:
        urllib3.disable_warnings(InsecureRequestWarning)  # the kubeconfig wants it so
    try:
        pool = RESTClientObject(target.configuration).pool_manager
    except (HTTPError, ImportError, ValueError) as error:  # of the proxy, since nothing is opened yet
        raise ClusterError(f"the proxy for `{target.name}` cannot be used: {words(error)}") from error
    if type(pool) in (urllib3.PoolManager, urllib3.ProxyManager):
        pool.pool_classes_by_scheme = POOLS
    return pool
