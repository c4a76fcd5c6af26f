"""Tables that fill themselves and never grow without bound."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

MOST_REMEMBERED = 1 << 16
"""Entries of one table."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(dict[K, V], Generic[K, V]):
    """A table that asks for what it does not have, and is emptied when it has `most` entries."""

    def __init__(self, ask: Callable[[K], V], most: int | None = None) -> None:
        self._ask = ask
        self._most = MOST_REMEMBERED if most is None else most

    def __missing__(self, key: K) -> V:
        value = self._ask(key)
        if len(self) >= self._most:
            self.clear()
        self[key] = value
        return value
