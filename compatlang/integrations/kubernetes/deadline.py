"""The time that one answer may take, whatever a server does.

A read that gets a byte now and then never times out by itself. So the connections made here tell the deadline of their
thread which sockets they use, and when the time is over those are shut down, which ends every read.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from types import TracebackType
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Deadline:
    """So many seconds from when it is entered, for what its thread asks in the meantime."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.over = False
        self.cancelled = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self.shut)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        _threads.deadline = self
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        for each in self._sockets:
            each.close()

    def cancel(self) -> None:
        """Let what has begun take as long as it likes."""
        self.cancelled = True
        self._end()

    def watch(self, descriptor: int) -> None:
        """Know one more socket, by a duplicate, since its owner may close it."""
        self._sockets.append(socket.socket(fileno=os.dup(descriptor)))
        if self.over:
            self.shut()

    def shut(self) -> None:
        """End every read, before its time too."""
        self.over = True
        for each in list(self._sockets):
            with contextlib.suppress(OSError):  # the other side has gone already
                each.shutdown(socket.SHUT_RDWR)

    def _end(self) -> None:
        _threads.deadline = None
        self._timer.cancel()
        self._timer.join()  # so that it shuts nothing down that is used again


class _Threads(threading.local):
    deadline: Deadline | None = None


_threads = _Threads()


def _watch(descriptor: int) -> None:
    if _threads.deadline is not None:
        _threads.deadline.watch(descriptor)


class _Watched(HTTPConnection):
    """A connection is new for one request, and used again for the next, perhaps that of another thread."""

    def _new_conn(self) -> socket.socket:
        opened = super()._new_conn()
        _watch(opened.fileno())
        return opened

    def request(self, *arguments: Any, **named: Any) -> None:
        if self.sock is not None:
            _watch(self.sock.fileno())
        super().request(*arguments, **named)


class _Secure(_Watched, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


POOLS: dict[str, type[HTTPConnectionPool]] = {"http": _PlainPool, "https": _SecurePool}
"""For a pool manager, so that its connections are watched."""
