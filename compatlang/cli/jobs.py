"""The same work for many things, in several processes; the results come in the order of the things."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(work: Callable[[Thing], Result], things: Sequence[Thing], jobs: int) -> Iterator[Result]:
    """What the work makes of each thing. With one job nothing leaves this process."""
    if jobs <= 1 or len(things) <= 1:
        yield from map(work, things)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Not forked: whoever calls the command line as a function may have threads.
    context = multiprocessing.get_context("spawn")
    interrupted = False
    pool = ProcessPoolExecutor(min(jobs, len(things)), context, initializer=_end_quietly)
    try:
        yield from pool.map(work, things)
    except KeyboardInterrupt:
        interrupted = True  # and raised again once nothing holds the pool any more, as the exception does
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        # What the processes shared is given back now: the command line ends without looking for what is left over.
        del pool
        gc.collect()
    if interrupted:
        raise KeyboardInterrupt


def _end_quietly() -> None:
    """Ctrl-C reaches every process; the one that was started by a person says so."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
