"""How much there is to read: small inputs are read whole and explained node by node, large ones as a fleet."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from compatlang.diagnostics import Diagnostic
from compatlang.snapshot.files import find_files, load_files
from compatlang.snapshot.merge import Facts
from compatlang.snapshot.read import NFD_NAMESPACE, Reading, merged, read_file
from compatlang.source import SourceFile

if TYPE_CHECKING:
    from compatlang.snapshot.readable import Ahead, Readable

WHOLE_BYTES = 8 << 20
"""Snapshots of so much together are read whole: some hundred nodes with all that NFD reports of them."""


class Inputs(NamedTuple):
    """Paths of snapshots, standard input and a cluster, of which nothing is lost by looking how much there is."""

    paths: tuple[str, ...]
    stdin: BinaryIO
    large: bool
    nfd_namespace: str = NFD_NAMESPACE
    cluster: Ahead | None = None

    def whole(self) -> Reading:
        """The snapshots, with everything that they hold. Diagnostics about files come first."""
        files, unreadable = load_files(self.paths, self.stdin)
        sources = {each.name: each for each in files}
        of_files = chain.from_iterable(map(read_file, files))
        reading = merged(chain(of_files, self._of_cluster(sources)), sources, nfd_namespace=self.nfd_namespace)
        return Reading(reading.snapshots, (*unreadable, *reading.diagnostics), reading.files)

    @contextmanager
    def readable(self) -> Iterator[Readable]:
        """The same, to be read piece by piece."""
        from compatlang.snapshot.readable import Several
        from compatlang.snapshot.stream_files import SnapshotFiles

        with SnapshotFiles(self.paths, self.stdin) as files:
            yield files if self.cluster is None else Several((self.cluster, files))

    def _of_cluster(self, sources: dict[str, SourceFile]) -> Iterator[Facts | Diagnostic]:
        if self.cluster is not None:
            from compatlang.snapshot.slow import read_pieces

            yield from read_pieces(self.cluster.pieces(), sources)


def inputs(paths: Sequence[str], nfd_namespace: str = NFD_NAMESPACE, cluster: Readable | None = None) -> Inputs:
    """Look how much there is. The sizes of named pipes are not known and count for nothing."""
    size = sum(_size(found) for path in paths if path != "-" for found in find_files(path) if isinstance(found, Path))
    stdin: BinaryIO = io.BytesIO() if sys.stdin is None else sys.stdin.buffer
    if "-" in paths:
        head = _head(stdin)
        size += len(head)
        stdin = io.BufferedReader(_Rejoined(head, stdin))
    if cluster is None:
        return Inputs(tuple(paths), stdin, size > WHOLE_BYTES, nfd_namespace)
    from compatlang.snapshot.readable import Ahead

    ahead = Ahead(cluster, WHOLE_BYTES)
    return Inputs(tuple(paths), stdin, size > WHOLE_BYTES or ahead.more, nfd_namespace, ahead)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # it is reported when it is read


def _head(stream: BinaryIO) -> bytes:
    try:
        return stream.read(WHOLE_BYTES + 1)
    except (OSError, ValueError):
        return b""  # as above


class _Rejoined(io.RawIOBase):
    """What was read of a stream, and then what is left of it."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head = io.BytesIO(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._head.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
