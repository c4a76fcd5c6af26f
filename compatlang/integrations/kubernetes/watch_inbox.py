"""What watches have told and nobody has taken yet: of each object its last state, and no more bytes than there is room for."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import NamedTuple

from compatlang.integrations.kubernetes.errors import ClusterError
from compatlang.integrations.kubernetes.watching import Back, Change, Complete, Lost

ROOM = 32 << 20
"""Bytes of objects that may wait (32 MiB). Whoever brings more waits, and so does the API server then."""


class Taken(NamedTuple):
    """What was told since this was asked last, and what is so now."""

    changes: Mapping[str, Change]
    """The last state of each object that is another now, by name."""
    complete: frozenset[str]
    """The kinds of which all that there was at first has been told."""
    lost: Mapping[str, ClusterError]
    """The kinds of which it is not known for the time being what becomes of them, and why."""


class Inbox:
    """Takes what several watches tell at the same time, and gives it to one reader."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._condition = threading.Condition()
        self._changes: dict[str, Change] = {}
        self._bytes = 0
        self._complete: set[str] = set()
        self._lost: dict[str, ClusterError] = {}
        self._broken: BaseException | None = None
        self._news = False
        self._closed = False

    def put(self, kind: str, told: Change | Complete | Lost | Back) -> bool:
        """Take what a watch of a kind tells, once there is room for it; False where nobody wants it any more."""
        with self._condition:
            if isinstance(told, Change):
                self._condition.wait_for(lambda: self._bytes < self._room or self._closed)
                self._put(told)
            elif isinstance(told, Complete):
                self._complete.add(kind)
            elif isinstance(told, Lost):
                self._lost[kind] = told.error
            else:
                self._lost.pop(kind, None)
            self._news = True
            self._condition.notify_all()
            return not self._closed

    def take(self, seconds: float) -> Taken:
        """What there is, once there is something, or after so many seconds nothing."""
        with self._condition:
            self._condition.wait_for(lambda: self._news, seconds)
            if self._broken is not None:
                raise self._broken
            taken = Taken(self._changes, frozenset(self._complete), dict(self._lost))
            self._changes, self._bytes, self._news = {}, 0, False
            self._condition.notify_all()
            return taken

    def pause(self, seconds: float) -> bool:
        """Wait so long, but not longer than somebody wants what there is; False where nobody does."""
        with self._condition:
            return not self._condition.wait_for(lambda: self._closed, seconds)

    def fail(self, error: BaseException) -> None:
        """A watch has ended that must not; the reader will raise this."""
        with self._condition:
            self._broken, self._news = error, True
            self._condition.notify_all()

    def close(self) -> None:
        """Nobody will take anything any more."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()

    def _put(self, change: Change) -> None:
        earlier = self._changes.get(change.name)
        self._bytes += _size(change) - (0 if earlier is None else _size(earlier))
        self._changes[change.name] = change


def _size(change: Change) -> int:
    return len(change.name) + (0 if change.piece is None else len(change.piece.data))
