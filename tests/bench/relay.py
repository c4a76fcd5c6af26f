"""Passes on what two sides of a TCP connection say to each other, and counts it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

CHUNK = 1 << 16


class Relay:
    """Listens on loopback for whatever wants to speak to a port there. `received` counts what came back, in bytes."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.received = 0

    def serve(self) -> None:
        """Take connections until the relay is closed."""
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                threading.Thread(target=self._pass, args=(client, server, False), daemon=True).start()
                threading.Thread(target=self._pass, args=(server, client, True), daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _pass(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                target.sendall(data)
                if counts:
                    with self._lock:
                        self.received += len(data)
            target.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def relayed(port: int) -> Iterator[Relay]:
    """A relay to a port of loopback, for a while."""
    relay = Relay(port)
    thread = threading.Thread(target=relay.serve, daemon=True)
    thread.start()
    try:
        yield relay
    finally:
        relay.close()
        thread.join()
