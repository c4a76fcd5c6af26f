"""A proxy in front of the API server that passes everything on until a test says otherwise, and remembers the requests.

    with FaultyApi(cluster) as api:
        api.replace(listing("nodes"), times(2, throttled(1)))  # the first two pages of nodes are 429, then all is well
        api.replace(watching("nodefeatures"), api.cut_line(after=1))  # one event, and half of the next
        config = access.kubeconfig(cluster, folder / "config", server=api.origin)
        ...
        assert [each.query for each in api.asked(listing("nodes"))] == ...

What `replace` takes is an answer (`throttled`, `failed`, `expired`, `redirected`, `garbage`, `torn`, `events`), or a function
of the request that gives one, or nothing to leave the request to the rule before or to the API server (`times`,
`after`, and the methods of the proxy, which spoil what the API server really answers). The rule that came last is asked
first. Tokens are passed on and not remembered; certificates of users end at the proxy.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlencode, urlsplit

import urllib3

from tests.integration.faulty_server import Answer, FaultyServer, Raw, Request, Said, Script, script_of
from tests.kubernetes.cluster import Cluster

Lines: TypeAlias = Callable[[Iterator[bytes]], Iterable[bytes]]
"""What becomes of the lines of a watch, each with its newline; a line may come in pieces."""

IDLE_SECONDS = 300.0
"""How long nothing may come from the API server, as in a watch where nothing happens."""
JSON = {"Content-Type": "application/json"}
LAST_CHUNK = b"0\r\n\r\n"
NOT_PASSED_ON = frozenset({"connection", "content-length", "host", "keep-alive", "transfer-encoding"})
"""Headers that are about one connection, of which there are two."""


def listing(resource: str) -> str:
    """The route of all pages of a list of all objects of a kind, such as `nodes`; pages after the first have `continue=`."""
    return rf"^GET /apis?/([^?]*/)?{resource}(\?(?!.*\bwatch=)|$)"


def later_pages(resource: str) -> str:
    """The route of the pages after the first."""
    return rf"^GET /apis?/([^?]*/)?{resource}\?(?!.*\bwatch=).*\bcontinue=[^&]"


def watching(resource: str) -> str:
    """The route of watches of a kind."""
    return rf"^GET /apis?/([^?]*/)?{resource}\?.*\bwatch=(1|true)\b"


class FaultyApi(FaultyServer):
    """The proxy in front of a cluster, with the certificate of its API server, or without TLS."""

    def __init__(self, cluster: Cluster, *, plain: bool = False) -> None:
        own = cluster.certificate
        super().__init__(*(() if plain else (own.certificate, own.key)))
        self._cluster = cluster
        self._upstream = urllib3.PoolManager(maxsize=8, ca_certs=str(cluster.ca))

    def sound(self, request: Request) -> Said:
        """What the API server answers. If it does not run, the connection ends."""
        try:
            answer = self._upstream_answer(request)
            if answer.status == 200 and "watch" in request.query:
                return self._watch(answer, lambda lines: lines)
            return Answer(answer.status, _passed_on(answer.headers), answer.read(decode_content=False))
        except urllib3.exceptions.HTTPError:
            return torn()

    def note(self, request: Request) -> None:
        headers = {key: value for key, value in request.headers.items() if key.lower() != "authorization"}
        super().note(request._replace(headers=headers))

    def asked(self, route: str = "") -> list[Request]:
        """The requests so far whose method and path match a pattern."""
        return [each for each in self.requests if each.matches(route)]

    def cut(self, share: float = 0.5) -> Script:
        """The body ends too early, after a share of it."""

        def script(request: Request) -> Said:
            status, headers, body = self._whole(request)
            return Answer(status, {**headers, "Content-Length": str(len(body))}, body[: int(len(body) * share)])

        return script

    def changed(self, change: Callable[[Any], Any]) -> Script:
        """The JSON value of the answer is another one."""

        def script(request: Request) -> Said:
            status, headers, body = self._whole(request)
            return Answer(status, headers, json.dumps(change(json.loads(body))).encode())

        return script

    def never_ending(self) -> Script:
        """Every page is the first one, and says that there is another."""

        def script(request: Request) -> Said | None:
            return self.changed(_with_another)(_without_continue(request))

        return script

    def late(self, seconds: float, said: Said | Script | None = None) -> Script:
        """The answer, or what the API server answers, comes after a while; the end of the test ends the wait."""

        def script(request: Request) -> Said | None:
            self._closing.wait(seconds)
            return script_of(said)(request)

        return script

    def endless_list(self) -> Answer:
        """A list that begins well and has no end."""
        return Answer(200, JSON, self._endless_items())

    def lines(self, change: Lines) -> Script:
        """The lines of a watch become others. One that leaves some unread is cut after those it has given."""
        return lambda request: self._watch(self._upstream_answer(request), change)

    def cut_line(self, after: int = 0) -> Script:
        """A watch is cut in the middle of a line, after some that are whole."""

        def change(lines: Iterator[bytes]) -> Iterator[bytes]:
            for number, line in enumerate(lines):
                if number == after:
                    yield line[: len(line) // 2]
                    return
                yield line

        return self.lines(change)

    def without_bookmarks(self) -> Script:
        """A watch without its bookmarks."""
        return self.lines(lambda lines: (each for each in lines if json.loads(each)["type"] != "BOOKMARK"))

    def _endless_items(self) -> Iterator[bytes]:
        yield b'{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[{}'
        yield from self.endless(b',{"metadata":{"name":"again"}}' * 1000)

    def _watch(self, answer: urllib3.BaseHTTPResponse, change: Lines) -> Answer:
        headers = {**_passed_on(answer.headers), "Transfer-Encoding": "chunked"}
        return Answer(answer.status, headers, _chunks(answer, change))

    def _whole(self, request: Request) -> tuple[int, Mapping[str, str], bytes]:
        """What the API server answers, without compression."""
        headers = {key: value for key, value in request.headers.items() if key.lower() != "accept-encoding"}
        answer = self._upstream_answer(request._replace(headers=headers))
        return answer.status, _passed_on(answer.headers), answer.read()

    def _upstream_answer(self, request: Request) -> urllib3.BaseHTTPResponse:
        return self._upstream.request(
            request.method,
            self._cluster.url + request.path,
            body=request.body or None,
            headers=_passed_on(request.headers),
            preload_content=False,
            redirect=False,
            retries=False,
            timeout=IDLE_SECONDS,
        )


def failed(
    status: int, reason: str, message: str = "", headers: Mapping[str, str] | None = None, token: str = ""
) -> Answer:
    """A failure, as the API server tells it; with a token to go on with, where it gives one."""
    return Answer(status, {**JSON, **(headers or {})}, json.dumps(_failure(status, reason, message, token)).encode())


def throttled(seconds: int | str = 1) -> Answer:
    """Too many requests, with what `Retry-After` says."""
    return failed(429, "TooManyRequests", "too many requests, please try again later", {"Retry-After": str(seconds)})


def expired(token: str = "") -> Answer:
    """The revision is gone; the API server may give a token for the rest of the list as it is now."""
    return failed(410, "Expired", "the provided continue parameter is too old", token=token)


def redirected(url: str, status: int = 307) -> Answer:
    return Answer(status, {"Location": url})


def garbage(body: bytes = b'{"kind": "List", "items": [{"metadata": {"name": nobody}}]}') -> Answer:
    """A body that is no JSON, or another one."""
    return Answer(200, JSON, body)


def torn(*pieces: bytes) -> Raw:
    """The connection is torn down, after some bytes if there are any."""
    return Raw(pieces, torn=True)


def closed(*pieces: bytes) -> Raw:
    """The connection is closed, after some bytes if there are any."""
    return Raw(pieces)


def events(*values: Mapping[str, Any]) -> Answer:
    """A watch that has these events and ends."""
    lines = [_chunk(json.dumps(each).encode() + b"\n") for each in values]
    return Answer(200, {**JSON, "Transfer-Encoding": "chunked"}, [*lines, LAST_CHUNK])


def error_event(
    status: int = 410, reason: str = "Expired", message: str = "too old resource version"
) -> Mapping[str, Any]:
    """The event by which a watch says that it has failed."""
    return {"type": "ERROR", "object": _failure(status, reason, message)}


def bookmark(version: str, kind: str, revision: str) -> Mapping[str, Any]:
    """The event by which a watch says how far it has come."""
    value = {"kind": kind, "apiVersion": version, "metadata": {"resourceVersion": revision, "creationTimestamp": None}}
    return {"type": "BOOKMARK", "object": value}


def times(count: int, said: Said | Script) -> Script:
    """The first requests are answered like this, and no others."""
    return _counted(lambda number: number < count, script_of(said))


def after(count: int, said: Said | Script) -> Script:
    """All requests but the first are answered like this."""
    return _counted(lambda number: number >= count, script_of(said))


def _counted(wanted: Callable[[int], bool], script: Script) -> Script:
    numbers = itertools.count()
    lock = threading.Lock()

    def counted(request: Request) -> Said | None:
        with lock:
            number = next(numbers)
        return script(request) if wanted(number) else None

    return counted


def _failure(status: int, reason: str, message: str, token: str = "") -> Mapping[str, Any]:
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {"continue": token} if token else {},
        "status": "Failure",
        "message": message or reason,
        "reason": reason,
        "code": status,
    }


def _with_another(page: Any) -> Any:
    return {**page, "metadata": {**page["metadata"], "continue": "again"}}


def _without_continue(request: Request) -> Request:
    query = {key: value for key, value in request.query.items() if key != "continue"}
    return request._replace(path=f"{urlsplit(request.path).path}?{urlencode(query)}")


def _passed_on(headers: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in headers.items() if key.lower() not in NOT_PASSED_ON}


def _chunks(answer: urllib3.BaseHTTPResponse, change: Lines) -> Iterator[bytes]:
    """A watch as it is sent. The last chunk is left out where the watch has not come to its end."""
    lines = _Lines(answer)
    for each in change(lines.read()):
        yield _chunk(each)
    if lines.ended:
        yield LAST_CHUNK


class _Lines:
    """The lines of a watch."""

    def __init__(self, answer: urllib3.BaseHTTPResponse) -> None:
        self.ended = False
        self._answer = answer

    def read(self) -> Iterator[bytes]:
        rest = b""
        for piece in self._answer.stream(decode_content=True):
            *lines, rest = (rest + piece).split(b"\n")
            yield from (line + b"\n" for line in lines)
        self.ended = True


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)
