"""What tests need that run servers on loopback as processes of their own."""

from __future__ import annotations

import ctypes
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable

SECONDS = 30
"""How long a process may take to end."""
_SIGNAL_WHEN_THE_PARENT_ENDS = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def free_port() -> int:
    """A port that nobody listens on, yet."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port


def orphans_end() -> Callable[[], None] | None:
    """What `Popen` is to do in a new process, so that it ends when this one is killed and can end nothing any more.

    Linux tells the process when the thread that started it is gone, so only the main thread may say this.
    """
    if not sys.platform.startswith("linux") or threading.current_thread() is not threading.main_thread():
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_SIGNAL_WHEN_THE_PARENT_ENDS, signal.SIGKILL)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end and wait until it has; one that does not is killed."""
    process.terminate()
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
