"""Answers that come compressed. An API server compresses those of more than 128 KiB, of NodeFeatures to a seventh."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from compatlang.integrations.kubernetes.errors import LostError

GZIP = "gzip"

_WITH_HEADER = 16 + zlib.MAX_WBITS
_CHUNK = 1 << 18


def unpacked(pieces: Iterable[bytes], name: str) -> Iterator[bytes]:
    """What was compressed, in pieces of bounded size, however well it could be. Raises `LostError` where it is cut off."""
    unpack = zlib.decompressobj(_WITH_HEADER)
    try:
        for piece in pieces:
            rest = piece
            while rest:
                if unpack.eof:
                    raise LostError(f"the answer of `{name}` cannot be unpacked: it goes on after its end")
                yield unpack.decompress(rest, _CHUNK)
                rest = unpack.unconsumed_tail or unpack.unused_data
        yield unpack.flush()
    except zlib.error as error:
        raise LostError(f"the answer of `{name}` cannot be unpacked: {error}") from error
    if not unpack.eof:
        raise LostError(f"the connection to `{name}` broke: the answer ends too early")
