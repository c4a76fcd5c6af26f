"""What the answer of an API server means: the bytes that were asked for, or an exception that says why there are none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from compatlang.diagnostics.render.plain import cut
from compatlang.integrations.kubernetes.errors import (
    ClusterError,
    ForbiddenError,
    GoneError,
    LostError,
    NotFoundError,
    NotServedError,
)
from compatlang.integrations.kubernetes.resources import Asked

AGAIN = frozenset({429, 500, 502, 503, 504})
"""The states that may be over when the same is asked again."""

RETRY_AFTER_SECONDS = 30.0
"""No server is waited for longer at a time, whatever it asks."""

_SAID_CHARACTERS = 400


class Answer(NamedTuple):
    """What came of a request."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class _Metadata(msgspec.Struct):
    continuation: str = msgspec.field(default="", name="continue")


class _Status(msgspec.Struct):
    """How an API server says that something went wrong."""

    kind: str = ""
    message: str = ""
    metadata: _Metadata = msgspec.field(default_factory=_Metadata)


_status = msgspec.json.Decoder(_Status)


def failure(answer: Answer, name: str, asked: Asked) -> ClusterError:
    """Why an answer is not what was asked for, as the exception that says it."""
    said = _said(answer)
    message = f"`{name}` answers {answer.status} to {asked}{': ' if said.message else ''}{said.message}"
    match answer.status:
        case 401:
            return ForbiddenError(f"{message}; the credentials are not valid there, or no longer: log in again")
        case 403:
            return ForbiddenError(
                f"`{name}` does not allow to {asked}{': ' if said.message else ''}{said.message}; "
                "docs/cluster.md says which role allows it"
            )
        case 404 if asked.name:
            return NotFoundError(f"`{name}` has no such object: {said.message or asked}")
        case 404:
            return NotServedError(f"`{name}` does not serve {asked.resource}: {_missing(asked)}")
        case 410:
            return GoneError(message, said.metadata.continuation)
        case status if status in AGAIN:
            return LostError(message, retry_after=_retry_after(answer))
        case status if 300 <= status < 400:
            where = cut(answer.headers.get("Location", ""), _SAID_CHARACTERS)
            return ClusterError(f"{message}: it redirects to `{where}`, which is not followed")
    return ClusterError(message)


def check_type(answer: Answer, name: str, asked: Asked) -> None:
    """Raises `ClusterError` where an answer is not JSON, such as the page of a proxy that wants somebody to log in."""
    found = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if found != "application/json":
        said = f"with `{cut(found, _SAID_CHARACTERS)}`" if found else "without saying what it is"
        raise ClusterError(f"`{name}` answers {said} to {asked}, not with JSON: is that an API server?")


def _said(answer: Answer) -> _Status:
    try:
        found = _status.decode(answer.body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return _Status()
    found.message = cut(found.message, _SAID_CHARACTERS)
    return found


def _missing(asked: Asked) -> str:
    return "Node Feature Discovery is not installed there" if "." in asked.resource else "is that an API server?"


def _retry_after(answer: Answer) -> float:
    """The seconds that an answer asks to wait, as far as they are granted. API servers give a number, never a date."""
    text = answer.headers.get("Retry-After", "").strip()
    return min(float(text[:9]), RETRY_AFTER_SECONDS) if text.isascii() and text.isdecimal() else 0.0
