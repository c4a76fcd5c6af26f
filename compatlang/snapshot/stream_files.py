"""Snapshot files of any size, read piece by piece into a `Gatherer`, and read again where somebody asks."""

from __future__ import annotations

import io
import stat
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, BinaryIO, Self

from compatlang.diagnostics import Diagnostic
from compatlang.errors import LoadError
from compatlang.loader import shown_path
from compatlang.snapshot.again import CHANGED
from compatlang.snapshot.collected import Collected
from compatlang.snapshot.files import STDIN_NAME, find_files, unreadable
from compatlang.snapshot.gather import Gatherer
from compatlang.snapshot.pieces import Origin, Piece, Refused
from compatlang.snapshot.read import NFD_NAMESPACE
from compatlang.snapshot.stream import pieces
from compatlang.snapshot.wanted import Wanted

_CHUNK = 1 << 20
_IN_MEMORY = 16 << 20
"""Of what comes through a pipe so much is kept in memory, and more on disk."""


class SnapshotFiles:
    """Files and folders of snapshots. Nothing of them is kept but where they are; pipes are copied, to be read again."""

    def __init__(self, paths: Sequence[str], stdin: BinaryIO) -> None:
        self._paths = tuple(dict.fromkeys(paths)) if paths.count("-") > 1 else tuple(paths)
        self._stdin = stdin
        self._copies: dict[str, IO[bytes]] = {}
        self._odd: dict[str, Path] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Throw the copies of pipes away; what came through them cannot be read again then."""
        for copy in self._copies.values():
            copy.close()

    def gather(self, wanted: Wanted | None, collected: Collected, *, nfd_namespace: str = NFD_NAMESPACE) -> Gatherer:
        """Read everything, and return what was wanted of it."""
        gatherer = Gatherer(wanted, nfd_namespace=nfd_namespace, read_again=self.read_again)
        for piece in self.pieces():
            if isinstance(piece, Refused):
                collected.add_refused(piece)
            else:
                gatherer.feed(piece, collected)
        return gatherer

    def pieces(self) -> Iterator[Piece | Refused]:
        """The pieces of all files, in the order of the paths; a folder's files are sorted by name."""
        for path in self._paths:
            if path == "-":
                yield from self._copied(STDIN_NAME, self._stdin)
                continue
            for found in find_files(path):
                if isinstance(found, Diagnostic):
                    yield Refused(found.span.file, 0, 1, found)
                else:
                    yield from self.pieces_of(found)

    def pieces_of(self, path: Path) -> Iterator[Piece | Refused]:
        """The pieces of one file."""
        name = shown_path(path.as_posix())
        if name != path.as_posix():
            self._odd[name] = path
        try:
            with path.open("rb") as stream:
                if stat.S_ISREG(path.stat().st_mode):
                    yield from pieces(name, _chunks(stream))
                else:
                    yield from self._copied(name, stream)
        except OSError as error:
            yield Refused(name, 0, 1, unreadable(name, error))

    def read_again(self, origin: Origin) -> bytes:
        """The bytes that an origin names. Raises `LoadError`."""
        copy = self._copies.get(origin.file)
        try:
            if copy is not None:
                return _slice(copy, origin)
            with self._odd.get(origin.file, Path(origin.file)).open("rb") as stream:
                return _slice(stream, origin)
        except FileNotFoundError as error:
            raise LoadError("no such file") from error
        except (OSError, ValueError) as error:
            raise LoadError("it cannot be read again") from error

    def reached(self) -> None:
        """Nothing: how much files hold shows only once they are read."""

    def _copied(self, name: str, stream: BinaryIO) -> Iterator[Piece | Refused]:
        try:
            copy = self._copies[name] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
            yield from pieces(name, _copying(stream, copy))
        except (OSError, ValueError) as error:
            yield Refused(name, 0, 1, unreadable(name, error))


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: stream.read(_CHUNK), b"")


def _copying(stream: IO[bytes], copy: IO[bytes]) -> Iterator[bytes]:
    for chunk in _chunks(stream):
        # Something may have been read again in between.
        copy.seek(0, io.SEEK_END)
        copy.write(chunk)
        yield chunk


def _slice(stream: IO[bytes], origin: Origin) -> bytes:
    stream.seek(origin.start, io.SEEK_SET)
    data = stream.read(origin.size)
    if len(data) != origin.size:
        raise LoadError(CHANGED)
    return data
