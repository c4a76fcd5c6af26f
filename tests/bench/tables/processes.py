"""Running whole processes, as a shell would, and what they used."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[3]
CHECK = (sys.executable, "-m", "compatlang", "check")


class Finished(NamedTuple):
    """A process that ended: its exit status, what it took and what it wrote."""

    status: int
    seconds: float
    peak: int
    """The most memory that it held at once, in bytes."""
    err: str
    processor: float
    """Seconds of the processor."""


def run(
    command: Sequence[str], folder: Path, environ: Mapping[str, str] | None = None, stdin: str = os.devnull
) -> Finished:
    """Run a command to its end. Its output is thrown away, unless it is about errors. `stdin` is a file of the folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(environ or {})}
    errors = folder / "stderr"
    with errors.open("wb") as err:
        start = time.perf_counter()
        with (folder / stdin).open("rb") as given:
            process = subprocess.Popen(
                command, cwd=folder, env=environment, stdin=given, stdout=subprocess.DEVNULL, stderr=err
            )
        _, status, used = os.wait4(process.pid, 0)
        taken = time.perf_counter() - start
    processor = used.ru_utime + used.ru_stime
    process.returncode = os.waitstatus_to_exitcode(status)
    said = errors.read_text("utf-8", "replace")
    return Finished(process.returncode, taken, used.ru_maxrss * 1024, said, processor)
