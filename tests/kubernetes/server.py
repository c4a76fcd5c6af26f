"""A server that runs on loopback as a process of its own: started, waited for, and ended by the one who started it."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import urllib3

from tests.processes import end, orphans_end

SECONDS = 120.0
"""How long a server may take until it is ready."""
LOG_BYTES = 4000
"""How much of its log is shown where it does not start."""


class Server(NamedTuple):
    """A program with its arguments, and where it says that it is ready."""

    command: Sequence[str]
    folder: Path
    ready: str
    pool: urllib3.PoolManager

    def start(self) -> subprocess.Popen[bytes] | None:
        """A process that is ready; or nothing if it has ended before, or was not ready in time."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self.command, cwd=self.folder, env={}, stdout=log, stderr=log, preexec_fn=orphans_end()
            )
        try:
            if self._becomes_ready(process):
                return process
        except BaseException:
            end(process)
            raise
        end(process)
        return None

    @property
    def log(self) -> Path:
        return self.folder / f"{Path(self.command[0]).name}.log"

    def failure(self) -> str:
        """What it has said last."""
        said = self.log.read_bytes()[-LOG_BYTES:].decode("utf-8", "replace")
        return f"{Path(self.command[0]).name} does not start:\n{said}"

    def _becomes_ready(self, process: subprocess.Popen[bytes]) -> bool:
        stop = time.monotonic() + SECONDS
        while process.poll() is None and time.monotonic() < stop:
            if self._answers():
                return True
            time.sleep(0.05)
        return False

    def _answers(self) -> bool:
        try:
            answer = self.pool.request("GET", self.ready, timeout=SECONDS, retries=False)
        except urllib3.exceptions.HTTPError:
            return False
        return answer.status == 200
