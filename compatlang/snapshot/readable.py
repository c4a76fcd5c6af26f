"""What nodes are read from: files, a cluster, or several of them. All is read once, and what somebody asks about once more."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from compatlang.errors import LoadError
from compatlang.snapshot.again import snapshot_again
from compatlang.snapshot.gather import Gatherer
from compatlang.snapshot.pieces import Origin, Piece, Refused
from compatlang.snapshot.read import Reading


class Reached(NamedTuple):
    """How far reading has come: `done` of `total` of what is counted."""

    done: int
    total: int
    what: str


class Readable(Protocol):
    """Something that nodes are read from."""

    def pieces(self) -> Iterator[Piece | Refused]:
        """All that there is, in any order, to be asked for once."""

    def read_again(self, origin: Origin) -> bytes:
        """The bytes of a piece that was read before. Raises `LoadError` where they cannot be had."""

    def reached(self) -> Reached | None:
        """How far `pieces` has come; None where it is not known how much there is."""


class Several:
    """Several things that nodes are read from, as one. A piece is read again from the first that knows it."""

    def __init__(self, parts: Sequence[Readable]) -> None:
        self._parts = tuple(parts)
        self._now = self._parts[0]

    def pieces(self) -> Iterator[Piece | Refused]:
        """See `Readable.pieces`."""
        for each in self._parts:
            self._now = each
            yield from each.pieces()

    def read_again(self, origin: Origin) -> bytes:
        """See `Readable.read_again`."""
        *others, last = self._parts
        for each in others:
            try:
                return each.read_again(origin)
            except LoadError:
                continue
        return last.read_again(origin)

    def reached(self) -> Reached | None:
        """See `Readable.reached`: how far that has come which is read now."""
        return self._now.reached()


class Ahead:
    """Something of which the first pieces are read ahead, to see whether there is more than so many bytes of it."""

    def __init__(self, readable: Readable, size: int) -> None:
        self._readable = readable
        self._rest = readable.pieces()
        self._ahead: deque[Piece | Refused] = deque()
        read = 0
        while read <= size and (found := next(self._rest, None)) is not None:
            self._ahead.append(found)
            read += len(found.data) if isinstance(found, Piece) else 0
        self.more = read > size
        """Whether there is more."""

    def pieces(self) -> Iterator[Piece | Refused]:
        """See `Readable.pieces`."""
        while self._ahead:
            yield self._ahead.popleft()
        yield from self._rest

    def read_again(self, origin: Origin) -> bytes:
        """See `Readable.read_again`."""
        return self._readable.read_again(origin)

    def reached(self) -> Reached | None:
        """See `Readable.reached`."""
        return self._readable.reached()


def explain(readable: Readable, gatherer: Gatherer, node: str) -> Reading:
    """One node with all its sections, documents and lines; no snapshot where the node is not known.

    Raises `LoadError` where what was read is gone or has changed.
    """
    parts = [(each, readable.read_again(each.origin)) for each in gatherer.objects(node)]
    return snapshot_again(parts, gatherer.wanted, gatherer.nfd_namespace) if parts else Reading((), (), {})
