"""Answers that are wrong as answers: late, broken, without end, led elsewhere."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from tests.integration.registry.fault import BRIEF, IMAGE, READING, SHORT, Fault, Place
from tests.integration.registry.faulty import MANIFEST, Answer, Raw, Request, Said

_TYPED = {"Content-Type": MANIFEST}


def _image(said: Said | Callable[[Place], Said]) -> Callable[[Place], None]:
    """The tag is resolved to this."""
    return lambda there: there.registry.replace(IMAGE, said(there) if callable(said) else said)


def _status(status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Callable[[Place], None]:
    return _image(Answer(status, headers or {}, body))


def _to(location: str) -> Callable[[Place], None]:
    return _status(307, {"Location": location})


def _raw(*pieces: bytes, torn: bool = False) -> Callable[[Place], None]:
    return _image(Raw(pieces, torn))


def _forever(start: bytes, piece: bytes) -> Callable[[Place], None]:
    """Bytes, and then others without end."""
    return lambda there: there.registry.replace(
        IMAGE, lambda request: Raw(chain([start], there.registry.endless(piece)))
    )


def _slowly(start: bytes, rest: bytes) -> Callable[[Place], None]:
    """Bytes, and then others one by one."""
    return lambda there: there.registry.replace(IMAGE, lambda request: Raw(chain([start], there.registry.slowly(rest))))


def _body(make: Callable[[Place], bytes | Iterable[bytes]], headers: Mapping[str, str] = {}) -> Callable[[Place], None]:
    return lambda there: there.registry.replace(IMAGE, lambda request: Answer(200, {**_TYPED, **headers}, make(there)))


def _manifest(there: Place) -> bytes:
    return there.registry.manifests[there.image].data


def _elsewhere(there: Place) -> None:
    """A loop of redirects between two of its own addresses."""

    def back(request: Request) -> Answer:
        other = "v1" if request.path.endswith("v2") else "v2"
        return Answer(302, {"Location": f"/v2/acme/train/manifests/{other}"})

    there.registry.replace(r"manifests/v[12]$", back)


_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.oci.image.manifest.v1+json\r\n"

FAULTS = [
    Fault(
        "slow drip of the body",
        READING,
        _slowly(_OK + b"Content-Length: 900\r\n\r\n", b" " * 900),
        "within 0.5 s",
        SHORT,
    ),
    Fault("slow drip of a body without length", ("check",), _slowly(_OK + b"\r\n", b" " * 900), "within 0.5 s", SHORT),
    Fault("slow drip of the headers", ("check", "attach"), _slowly(b"", _OK * 20), "within 0.5 s", SHORT),
    Fault(
        "slow drip of chunks",
        ("pull",),
        _slowly(_OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n" * 99),
        "within 0.5 s",
        SHORT,
    ),
    Fault(
        "silence",
        ("discover",),
        lambda there: there.registry.replace(IMAGE, lambda request: Raw(there.registry.slowly(b" ", 60))),
        "within 0.5 s",
        SHORT,
    ),
    Fault(
        "one interim answer after another",
        ("discover",),
        _forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        "within 0.5 s",
        SHORT,
    ),
    Fault(
        "trailers without end",
        ("discover",),
        _forever(_OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n"),
        "within 0.5 s",
        SHORT,
    ),
    Fault(
        "body without end", READING, _body(lambda there: there.registry.endless()), "sends more than the 4194304 bytes"
    ),
    Fault(
        "chunks without end",
        ("check",),
        _forever(_OK + b"Transfer-Encoding: chunked\r\n\r\n", b"100\r\n" + b" " * 256 + b"\r\n"),
        "sends more than the 4194304 bytes",
    ),
    Fault(
        "body of 4 MiB and a byte",
        ("check",),
        _body(lambda there: b" " * (4 * 2**20 + 1)),
        "sends more than the 4194304 bytes",
    ),
    Fault(
        "length of 10 GB",
        ("check",),
        _body(lambda there: there.registry.endless(), {"Content-Length": "10000000000"}),
        "sends more than the 4194304 bytes",
    ),
    Fault(
        "truncated body",
        READING,
        _body(_manifest, {"Content-Length": "9999"}),
        "broke: the answer ends too early",
        BRIEF,
    ),
    Fault(
        "truncated chunks",
        ("check",),
        _raw(_OK + b"Transfer-Encoding: chunked\r\n\r\n40\r\n{"),
        "broke: the answer ends too early",
        BRIEF,
    ),
    Fault(
        "chunks of no size",
        ("check",),
        _raw(_OK + b"Transfer-Encoding: chunked\r\n\r\nzzz\r\n{"),
        "broke: what it says is no HTTP",
        BRIEF,
    ),
    Fault("length that is too small", ("check",), _body(_manifest, {"Content-Length": "100"}), "cannot be read"),
    Fault(
        "length that is no number",
        ("check",),
        _body(_manifest, {"Content-Length": "-1", "Docker-Content-Digest": "sha256:" + "0" * 64}),
        "is not what was asked for",
    ),
    Fault(
        "length of 5,000 digits",
        ("check",),
        _raw(_OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n{}"),
        "cannot be read",
    ),
    Fault(
        "gzip that nobody asked for",
        ("check", "pull"),
        _body(
            lambda there: gzip.compress(_manifest(there)),
            {"Content-Encoding": "gzip", "Docker-Content-Digest": "sha256:" + "0" * 64},
        ),
        "is not what was asked for",
    ),
    Fault("connection torn down at once", READING, _raw(torn=True), "broke: connection reset by peer", BRIEF),
    Fault(
        "connection torn down in the body",
        ("pull",),
        _raw(_OK + b"Content-Length: 900\r\n\r\n{", torn=True),
        "broke",
        BRIEF,
    ),
    Fault("connection closed without an answer", ("check",), _raw(), "broke", BRIEF),
    Fault("no HTTP", ("check",), _raw(b"SSH-2.0-server\r\n"), "broke: what it says is no HTTP", BRIEF),
    Fault("header of 100 KiB", ("check",), _raw(_OK + b"Link: " + b"<" * 100_000 + b"\r\n\r\n"), "broke", BRIEF),
    Fault(
        "header of 60 KiB",
        ("check",),
        _raw(_OK + b"Link: " + b"<" * 60_000 + b"\r\n\r\n"),
        "a header of 60000 characters",
    ),
    Fault("200 headers", ("check",), _raw(_OK + b"X: y\r\n" * 200 + b"\r\n"), "broke", BRIEF),
    Fault("headers without end", ("check",), _forever(_OK, b"X: y\r\n" * 99), "broke", BRIEF),
    Fault("500 forever", READING, _status(500), "answers 500"),
    Fault(
        "500 with a body without end",
        ("check",),
        lambda there: there.registry.replace(IMAGE, lambda request: Answer(500, {}, there.registry.endless())),
        "answers 500",
    ),
    Fault(
        "500 with a message",
        ("check",),
        _status(500, {}, b'{"errors":[{"code":"UNKNOWN","message":"disk full\\u001b[2J"}]}'),
        "answers 500, disk full\\x1b[2J",
    ),
    Fault("502 forever", ("check",), _status(502), "answers 502", BRIEF),
    Fault("503 forever", ("discover",), _status(503), "answers 503", BRIEF),
    Fault("429 forever", ("pull",), _status(429), "answers 429", BRIEF),
    Fault("Retry-After of an hour", READING, _status(429, {"Retry-After": "3600"}), "asks to wait 3600 s"),
    Fault(
        "Retry-After until next year",
        ("check",),
        _status(503, {"Retry-After": "Fri, 31 Dec 2100 23:59:59 GMT", "Date": "Sat, 31 Jan 2026 12:00:00 GMT"}),
        "asks to wait",
    ),
    Fault("Retry-After of 5,000 digits", ("check",), _status(503, {"Retry-After": "9" * 5000}), "asks to wait"),
    Fault("Retry-After that is none", ("check",), _status(503, {"Retry-After": "soon"}), "answers 503", BRIEF),
    Fault("403", ("check", "attach"), _status(403), "answers 403"),
    Fault("404 for the image", READING, _status(404), "acme/train:v1 is not there"),
    Fault("204 for the image", ("check",), _status(204), "answers 204"),
    Fault("206 for the image", ("check",), _status(206, _TYPED, b"{}"), "answers 206"),
    Fault("status 999", ("check",), _status(999), "answers 999"),
    Fault(
        "redirect to another host",
        READING,
        _to("http://127.0.0.2:9/v2/acme/train/manifests/v1"),
        "redirects to another host, `127.0.0.2:9`",
    ),
    Fault("redirect to no address", ("check",), _to("http://[bad"), "which is no address"),
    Fault("redirect to a port that is none", ("check",), _to("http://127.0.0.1:99999/"), "which is no address"),
    Fault("redirect to no host", ("check",), _to("http://a..b/"), "redirects to another host, `a..b`"),
    Fault("redirect to a file", ("check",), _to("file:///etc/passwd"), "which is no address"),
    Fault("redirect with a password", ("check",), _to("http://user:secret@127.0.0.1/"), "which is no address"),
    Fault("redirect to nowhere", ("check",), _status(302), "one redirect after another"),
    Fault(
        "redirect with a body without end",
        ("check",),
        lambda there: there.registry.replace(
            IMAGE, lambda request: Answer(307, {"Location": "/v2/"}, there.registry.endless())
        ),
        "sends more than the 4194304 bytes",
    ),
    Fault("redirect in a circle", ("check",), _elsewhere, "one redirect after another"),
]
