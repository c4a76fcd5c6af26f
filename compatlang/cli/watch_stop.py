"""Waiting that Ctrl-C and SIGTERM end, and nothing else of theirs: what is under way is finished first."""

from __future__ import annotations

import contextlib
import select
import signal
import socket
from collections.abc import Callable, Iterator
from types import FrameType

from compatlang.cli.usage import WrongUsage

_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_LONGEST = 24 * 60 * 60.0
"""Seconds between two looks; systems differ in how long they can wait."""


def require_interval(seconds: float) -> None:
    """Raises `WrongUsage` where nobody can wait so long between two looks."""
    if not 0 < seconds <= _LONGEST:
        raise WrongUsage(f"--interval must be greater than 0 and at most {_LONGEST:.0f} seconds")


@contextlib.contextmanager
def stoppable() -> Iterator[Callable[[float], bool]]:
    """Something that waits so many seconds and returns whether it was asked to stop, before or meanwhile.

    A second signal does what it always does.
    """
    before = {each: signal.getsignal(each) for each in _SIGNALS if signal.getsignal(each) is not signal.SIG_IGN}
    with contextlib.ExitStack() as stack:
        # A handler that only set a variable would not wake a sleeper, one that raised could do so anywhere.
        asked, ask = (stack.enter_context(each) for each in socket.socketpair())

        def stop(number: int, _: FrameType | None) -> None:
            signal.signal(number, before[signal.Signals(number)])
            ask.send(b"!")

        for each, handler in before.items():
            signal.signal(each, stop)
            stack.callback(signal.signal, each, handler)
        yield lambda seconds: bool(select.select([asked], [], [], seconds)[0])
