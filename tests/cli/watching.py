"""The command as a process that goes on until somebody ends it."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 60.0
"""Seconds after which a line that has not come is missing; it comes at once where nothing is wrong."""


class Watching:
    """A process that runs a command line which watches something, and the lines that it writes."""

    def __init__(self, *argv: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "compatlang", *argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""},
            preexec_fn=_heed_interrupts,
        )
        self._lines: dict[str, queue.Queue[str]] = {"out": queue.Queue(), "err": queue.Queue()}
        streams = {"out": self.process.stdout, "err": self.process.stderr}
        self._readers = [
            threading.Thread(target=self._read, args=(stream, self._lines[name])) for name, stream in streams.items()
        ]
        for each in self._readers:
            each.start()

    @staticmethod
    def _read(stream: Any, lines: queue.Queue[str]) -> None:
        with stream:
            for line in stream:
                lines.put(line.rstrip("\n"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self._wait()

    def expect(self, begin: str, stream: str = "out") -> str:
        """The next line that begins so."""
        while True:
            line = self._lines[stream].get(timeout=DEADLINE)
            if line.startswith(begin):
                return line

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self._wait()

    def _wait(self) -> int:
        code = self.process.wait(DEADLINE)
        for each in self._readers:
            each.join(DEADLINE)
        return code

    def rest(self, stream: str) -> list[str]:
        lines = self._lines[stream]
        return [lines.get() for _ in range(lines.qsize())]


def _heed_interrupts() -> None:
    """A shell has what it runs in the background ignore Ctrl-C, and so would all that the tests start there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
