"""The time that the work for one image may take, whatever a registry does.

A read that waits for a byte now and then never times out by itself. So the sockets of a session are known here, and when
the time is over they are shut down, which ends every read.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from types import TracebackType
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from compatlang.integrations.registry.errors import NoAnswerError

CONNECT_SECONDS = 5.0
"""How long a connection may take to be made."""

READ_SECONDS = 10.0
"""How long a registry may be silent."""


class Deadline:
    """So many seconds from when it is entered."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._end = time.monotonic() + self.seconds
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        for each in self._sockets:
            each.close()

    @property
    def left(self) -> float:
        """Seconds that are left, 0 where there are none."""
        return max(0.0, self._end - time.monotonic())

    def check(self, host: str) -> None:
        """Raises `NoAnswerError` where the time is over."""
        if not self.left:
            raise NoAnswerError(f"`{host}` has not answered in full within {self.seconds:g} s; --timeout gives it more")

    def timeouts(self) -> tuple[float, float]:
        """Those of the next request: seconds to connect, and seconds of silence."""
        return min(CONNECT_SECONDS, self.left) or 0.001, min(READ_SECONDS, self.left) or 0.001

    def wait(self, seconds: float) -> None:
        """Sleep, but not longer than the time that is left."""
        time.sleep(min(seconds, self.left))

    def watch(self, opened: socket.socket) -> None:
        """Know one more socket, by a duplicate, since TLS takes over the one that it is given."""
        self._sockets.append(opened.dup())
        if not self.left:
            self._shut()

    def adapter(self) -> HTTPAdapter:
        """Connections for a session of requests whose sockets are known here."""
        return _Adapter(self)

    def _shut(self) -> None:
        for each in list(self._sockets):
            with contextlib.suppress(OSError):  # it was closed already
                each.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """Makes connections that hand their sockets on as soon as they have one."""

    def __init__(self, deadline: Deadline) -> None:
        self._pools = _pools(deadline)
        super().__init__(max_retries=0)

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, **named)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
        """See `HTTPAdapter.proxy_manager_for`. Connections over SOCKS are of another kind, and not known here."""
        manager = super().proxy_manager_for(proxy, **named)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = self._pools
        return manager


def _pools(deadline: Deadline) -> dict[str, type[HTTPConnectionPool]]:
    class Watched(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            """Connect to the first address of the host that lets one. Each has its own time, and all of them the deadline's."""
            host, failed = self._dns_host, []
            for address in _addresses(host, self.port):
                self._dns_host, self.timeout = address, deadline.timeouts()[0]
                try:
                    opened = super()._new_conn()
                except (ConnectTimeoutError, NewConnectionError) as error:
                    failed.append(error)
                else:
                    deadline.watch(opened)
                    return opened
                finally:
                    self._dns_host = host
            raise failed[0]

    class Secure(Watched, HTTPSConnection):
        pass

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Watched

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _addresses(host: str, port: int | None) -> list[str]:
    """The addresses of a host, or the host itself where it has none, so that the error is that of connecting to it."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return [host]
    return list(dict.fromkeys(str(address[0]) for *_, address in found)) or [host]
