"""One cluster that is asked: every answer bounded in bytes and time, and asked for again where that may help.

- 429, 500, 502, 503, 504 and connections that break are tried again, after as long as `Retry-After` says or longer each time.
- 401 is tried once more with credentials that are read anew: a token may have been rotated.
- Redirects are not followed, so that no token goes to another host.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from compatlang import limits
from compatlang.integrations.kubernetes import answers, kubeconfig, target
from compatlang.integrations.kubernetes.access import Access
from compatlang.integrations.kubernetes.answers import Answer
from compatlang.integrations.kubernetes.errors import LostError, SlowError
from compatlang.integrations.kubernetes.resources import asked
from compatlang.integrations.kubernetes.transport import Opened, Transport

PAUSES = (0.25, 0.5, 1.0, 2.0)
"""Seconds before each further try."""

MOST_SECONDS = 60.0
"""How long after the first try another is made."""

ERROR_BYTES = 64 << 10

WATCH_SECONDS = 300.0
"""How long a watch without `timeoutSeconds` may be silent."""


class Clock(NamedTuple):
    """What time it is, and how to wait; tests have one that does not."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


REAL = Clock()


@contextlib.contextmanager
def connected(access: Access, clock: Clock = REAL) -> Iterator[Connection]:
    """A connection to the cluster that is meant, of which nothing is asked yet. Raises `ClusterError` where none is."""
    with kubeconfig.no_files_left():
        connection = Connection(access, clock)
        try:
            yield connection
        finally:
            connection.close()


class Connection:
    """Asks one cluster. Two threads may do so at once."""

    def __init__(self, access: Access, clock: Clock = REAL) -> None:
        self._access = access
        self._clock = clock
        self._renewing = threading.Lock()
        self._transport = self._fresh()
        self.name = self._transport.name

    def get(self, path: str, query: Mapping[str, str] = {}) -> bytes:
        """The body of an answer, all of it. Raises `ClusterError`."""
        begun = self._clock.now()
        for pause in PAUSES:
            try:
                return self._once(path, query)
            except SlowError:
                raise
            except LostError as error:
                wait = max(pause, error.retry_after)
                if self._clock.now() + wait - begun > MOST_SECONDS:
                    raise
            self._clock.sleep(wait)
        return self._once(path, query)

    @contextlib.contextmanager
    def follow(self, path: str, query: Mapping[str, str]) -> Iterator[Iterator[bytes]]:
        """The lines of a watch as they come. Nothing is tried again. Raises `ClusterError`, and so do the lines."""
        silence = float(query.get("timeoutSeconds", WATCH_SECONDS)) + self._access.timeout
        with self._opened(path, query, silence) as opened:
            yield opened.lines(limits.JSON_LINE_BYTES)

    def close(self) -> None:
        """Close the connections that are open; what another thread still reads breaks off."""
        self._transport.end()

    def _once(self, path: str, query: Mapping[str, str]) -> bytes:
        with self._opened(path, query) as opened:
            return opened.answer(limits.CLUSTER_PAGE_BYTES).body

    @contextlib.contextmanager
    def _opened(self, path: str, query: Mapping[str, str], silence: float | None = None) -> Iterator[Opened]:
        """A successful answer that has begun. Raises `ClusterError`."""
        address = f"{path}?{urlencode(query)}" if query else path
        transport = self._transport
        with transport.opened(address, silence) as opened:
            if opened.status != 401:
                yield self._successful(opened, path, query)
                return
        with self._renewed(transport).opened(address, silence) as opened:
            yield self._successful(opened, path, query)

    def _successful(self, opened: Opened, path: str, query: Mapping[str, str]) -> Opened:
        if opened.status != 200:
            raise answers.failure(opened.answer(ERROR_BYTES), self.name, asked(path, query))
        answers.check_type(Answer(opened.status, opened.headers), self.name, asked(path, query))
        return opened

    def _renewed(self, refused: Transport) -> Transport:
        """A transport with other credentials than one had that was refused. Another thread may have made it already."""
        with self._renewing:
            if self._transport is refused:
                self._transport = self._fresh()
                refused.close()
            return self._transport

    def _fresh(self) -> Transport:
        """A transport with the credentials as they are now."""
        return Transport(target.find(self._access), self._access.timeout)
