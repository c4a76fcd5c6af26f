"""How much there is to read: small inputs are read whole and explained node by node, large ones as a fleet."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from compatlang.snapshot.files import find_files, load_files
from compatlang.snapshot.read import Reading, read

WHOLE_BYTES = 8 << 20
"""Snapshots of so much together are read whole: some hundred nodes with all that NFD reports of them."""


class Inputs(NamedTuple):
    """Paths of snapshots, and standard input, of which nothing is lost by looking how long it is."""

    paths: tuple[str, ...]
    stdin: BinaryIO
    large: bool

    def whole(self) -> Reading:
        """The snapshots, with everything that they hold. Diagnostics about files come first."""
        files, unreadable = load_files(self.paths, self.stdin)
        reading = read(files)
        return Reading(reading.snapshots, (*unreadable, *reading.diagnostics), reading.files)


def inputs(paths: Sequence[str]) -> Inputs:
    """Look how much there is. The sizes of named pipes are not known and count for nothing."""
    size = sum(_size(found) for path in paths if path != "-" for found in find_files(path) if isinstance(found, Path))
    stdin: BinaryIO = io.BytesIO() if sys.stdin is None else sys.stdin.buffer
    if "-" in paths:
        head = _head(stdin)
        size += len(head)
        stdin = io.BufferedReader(_Rejoined(head, stdin))
    return Inputs(tuple(paths), stdin, size > WHOLE_BYTES)


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
