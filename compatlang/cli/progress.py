"""How far long work is: one line on a terminal, nothing anywhere else."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self, TextIO

_EVERY = 0.1
"""Seconds between two states of the line."""

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

    def show(self, doing: str, count: int, what: str) -> None:
        """Say `reading … 12,345 nodes`, unless that was said just now."""
        if self._stream is None:
            return
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _EVERY
            self._stream.write(f"{_CLEAR}{doing} … {count:,} {what}")
            self._stream.flush()
