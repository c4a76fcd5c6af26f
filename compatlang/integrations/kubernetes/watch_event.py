"""A line of a watch: something that happened to an object, a bookmark, or why the watch ends."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

import msgspec
from msgspec import Raw

from compatlang.integrations.kubernetes.errors import GoneError, LostError
from compatlang.integrations.kubernetes.listing import Item, item

_GONE = 410

What: TypeAlias = Literal["ADDED", "MODIFIED", "DELETED", "BOOKMARK"]


class Event(NamedTuple):
    """What happened to an object. Of the object of a bookmark only the version means something: nothing before is missing."""

    what: What
    item: Item


class _Line(msgspec.Struct):
    type: What | Literal["ERROR"]
    object: Raw


class _Status(msgspec.Struct):
    code: int = 0
    message: str = ""


_line = msgspec.json.Decoder(_Line)
_status = msgspec.json.Decoder(_Status)


def read_event(line: bytes, name: str) -> Event:
    """What a line says, of a watch of the cluster of this name.

    Raises `GoneError` where it says that the watch is too old, and `LostError` where it says something else or nothing.
    """
    try:
        found = _line.decode(line)
        if found.type == "ERROR":
            raise _error(_status.decode(found.object), name)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise LostError(f"`{name}` sends a line in a watch that is no event") from error
    about = item(found.object)
    if not about.version:
        raise LostError(f"`{name}` sends an event without a version of its object")
    return Event(found.type, about)


def _error(status: _Status, name: str) -> GoneError | LostError:
    message = f"`{name}` ends a watch with {status.code}{': ' if status.message else ''}{status.message}"
    return GoneError(message) if status.code == _GONE else LostError(message)
