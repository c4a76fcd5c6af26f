"""Timing: samples of several things in turn, and their medians.

What is compared is timed in turn, run by run, so that a machine that grows busy or warm slows all of it alike.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
Sample = Callable[[], float]
"""Does something once and says how many seconds it took, by its own measure."""

SHORTEST = 0.02
"""A sample of something short repeats it until it takes so many seconds, so that the clock's steps do not matter."""


def medians(samples: Mapping[K, Sample], runs: int) -> dict[K, float]:
    """The median of each sample, in seconds."""
    taken: dict[K, list[float]] = {key: [] for key in samples}
    for _ in range(runs):
        for key, sample in samples.items():
            taken[key].append(sample())
    return {key: statistics.median(each) for key, each in taken.items()}


def seconds(action: Callable[[], object]) -> float:
    """How long an action takes, without collections of garbage that others left behind."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        action()
        return time.perf_counter() - start
    finally:
        gc.enable()


def repeated(action: Callable[[], object]) -> Sample:
    """A sample of one call of a short action. How often it is repeated is found out now, which warms it up as well."""
    count = 1
    while (taken := _repeat(action, count)) < SHORTEST:
        count = max(count * 2, int(count * SHORTEST / max(taken, 1e-9)))
    return lambda: _repeat(action, count) / count


def _repeat(action: Callable[[], object], count: int) -> float:
    def often() -> None:
        for _ in range(count):
            action()

    return seconds(often)
