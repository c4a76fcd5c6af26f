"""Registries that run as processes of their own, on loopback."""

from __future__ import annotations

import os
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.processes import end, free_port

PORTS = 5
"""How many ports are tried: between finding a free one and listening on it somebody else may take it."""
SECONDS = 30
"""How long a registry may take to answer for the first time."""


@contextmanager
def serving(command: Callable[[str], Sequence[str]], folder: Path, ca_file: str = "") -> Iterator[str]:
    """Run a registry in a folder until the end, and yield its host with its port. `command` is told where to listen."""
    host, process = _started(command, folder, ca_file)
    try:
        yield host
    finally:
        end(process)


def _started(
    command: Callable[[str], Sequence[str]], folder: Path, ca_file: str
) -> tuple[str, subprocess.Popen[bytes]]:
    log = folder / "log.txt"
    for _ in range(PORTS):
        host = f"127.0.0.1:{free_port()}"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command(host), cwd=folder, env={"PATH": os.environ["PATH"]}, stdout=output, stderr=output
            )
        if _answers(process, host, ca_file):
            return host, process
        end(process)
    raise AssertionError(f"the registry does not start:\n{log.read_text('utf-8', 'replace')}")


def _answers(process: subprocess.Popen[bytes], host: str, ca_file: str) -> bool:
    """Wait until the registry says that it is one, be it with a challenge. One that ends never will."""
    context = ssl.create_default_context(cafile=ca_file) if ca_file else None
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), *([urllib.request.HTTPSHandler(context=context)] if context else [])
    )
    end = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            opener.open(f"{'https' if ca_file else 'http'}://{host}/v2/", timeout=SECONDS).close()
        except urllib.error.HTTPError as error:
            error.close()
            return error.code == 401
        except OSError:
            time.sleep(0.02)
        else:
            return True
    return False
