"""How far long work is: one line on a terminal, nothing anywhere else."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self, TextIO

_EVERY = 0.1
"""Seconds between two states of the line."""

_CELLS = 20
"""The width of a bar."""

_CLEAR = "\r\x1b[K"


class Progress:
    """A line that is written over until the work is done or interrupted, and then is gone."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream if stream.isatty() else None
        self._next = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._stream is not None:
            self._stream.write(_CLEAR)
            self._stream.flush()

    def show(self, doing: str, count: int, what: str, total: int = 0) -> None:
        """Say `reading … 12,345 nodes`, unless that was said just now; with a bar where it is known how many there are."""
        if self._stream is None:
            return
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _EVERY
            self._stream.write(f"{_CLEAR}{doing} {_bar(count, total)} {what}")
            self._stream.flush()


def _bar(count: int, total: int) -> str:
    if not total:
        return f"… {count:,}"
    full = _CELLS * min(count, total) // total
    return f"[{'#' * full}{'-' * (_CELLS - full)}] {count:,} of {total:,}"
