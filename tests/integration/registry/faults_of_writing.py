"""Registries that do not take what they are given: here something has been sent before they fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.integration.registry.fault import SHORT, Fault, Place
from tests.integration.registry.faulty import Answer, Raw, Request

_START = r"^POST /v2/acme/train/blobs/uploads/"
_FINISH = r"^PUT /v2/acme/train/blobs/uploads/"
_MANIFEST = r"^PUT /v2/acme/train/manifests/"
_DELETE = r"^DELETE /v2/acme/train/manifests/"
_EXISTS = r"^HEAD /v2/acme/train/blobs/"


def _at(
    route: str, status: int, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> Callable[[Place], None]:
    return lambda there: there.registry.replace(route, Answer(status, headers or {}, body))


def _never_settled(there: Place) -> None:
    """Somebody else writes the fallback tag again and again."""
    before = dict(there.registry.tags)

    def forget(request: Request) -> Answer:
        there.registry.tags.update(before)
        return Answer(201)

    there.registry.replace(r"^PUT /v2/acme/train/manifests/sha256-", forget)


def _slow(there: Place) -> None:
    there.registry.replace(_FINISH, lambda request: Raw(there.registry.slowly(b"HTTP/1.1 201 Created\r\n" * 99)))


FAULTS = [
    Fault("500 for whether a blob exists", ("attach",), _at(_EXISTS, 500), "answers 500"),
    Fault("500 for an upload", ("attach",), _at(_START, 500), "answers 500", writes=True),
    Fault(
        "403 for an upload",
        ("attach",),
        _at(_START, 403, {}, b'{"errors":[{"message":"read only"}]}'),
        "answers 403, read only",
        writes=True,
    ),
    Fault("upload to nowhere", ("attach",), _at(_START, 202), "starts no upload", writes=True),
    Fault(
        "upload to another host",
        ("attach",),
        _at(_START, 202, {"Location": "http://127.0.0.2:9/upload"}),
        "refers to another place, `http://127.0.0.2:9/",
        writes=True,
    ),
    Fault(
        "upload to no address",
        ("attach",),
        _at(_START, 202, {"Location": "http://[bad"}),
        "starts no upload",
        writes=True,
    ),
    Fault(
        "upload that is led elsewhere",
        ("attach",),
        _at(_START, 307, {"Location": "http://127.0.0.2:9/"}),
        "redirects what is sent to it",
        writes=True,
    ),
    Fault("upload that is refused", ("attach",), _at(_FINISH, 400), "answers 400", writes=True),
    Fault("slow drip after an upload", ("attach",), _slow, "within 0.5 s", SHORT, writes=True),
    Fault("manifest that is too large for it", ("attach",), _at(_MANIFEST, 413), "answers 413", writes=True),
    Fault(
        "manifest that is led elsewhere",
        ("attach",),
        _at(_MANIFEST, 307, {"Location": "http://127.0.0.2:9/"}),
        "redirects what is sent to it",
        writes=True,
    ),
    Fault(
        "no API for one who wants it",
        ("attach",),
        lambda there: None,
        "has no API of referrers",
        api=False,
        flags=("--referrers", "api"),
    ),
    Fault(
        "fallback tag that somebody else keeps writing",
        ("attach",),
        _never_settled,
        "somebody else keeps writing",
        api=False,
        writes=True,
    ),
    Fault("manifests that cannot be deleted", ("remove",), _at(_DELETE, 405), "does not delete manifests", writes=True),
    Fault("500 for a removal", ("remove",), _at(_DELETE, 500), "answers 500", writes=True),
]
