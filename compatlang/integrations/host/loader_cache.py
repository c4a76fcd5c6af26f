"""The cache of glibc's dynamic loader, `/etc/ld.so.cache`: which file a soname means, by kind of library.

Both formats of glibc's `sysdeps/generic/dl-cache.h` are read, and the new one where it follows the old one in one file. A
damaged cache gives the entries that can be read; nothing is followed outside of its bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from compatlang.integrations.host.text import decode

_OLD_MAGIC, _NEW_MAGIC = b"ld.so-1.7.0\0", b"glibc-ld.so.cache1.1"
_OLD_HEADER, _OLD_ENTRY = 16, 12
_NEW_HEADER, _NEW_ENTRY = 48, 24
_EXTENSION_MAGIC = 0xEAA42174
_GENERATOR = 0
"""Tag of the section in which ldconfig says which glibc it comes from."""

_NAME_BYTES = 4096


class Library(NamedTuple):
    """One entry: `kind` is the number by which glibc knows the architecture, `path` where the library is."""

    kind: int
    soname: str
    path: str


class Cache(NamedTuple):
    """The entries in the loader's order, and what ldconfig said of itself, if it did."""

    libraries: tuple[Library, ...]
    generator: str = ""


def parse(data: bytes) -> Cache | None:
    """The content of a cache; None where the bytes are none."""
    if data.startswith(_OLD_MAGIC):
        count = _count(data, 12, _OLD_HEADER, _OLD_ENTRY)
        if count is None:
            return None
        end = _OLD_HEADER + count * _OLD_ENTRY
        new = -(-end // 8) * 8
        if data.startswith(_NEW_MAGIC, new):
            return _parse_new(data[new:])
        order = _order(data, 12)
        return Cache(tuple(_entries(data, order + "iII", _OLD_HEADER, _OLD_ENTRY, count, end)))
    return _parse_new(data) if data.startswith(_NEW_MAGIC) else None


def _parse_new(data: bytes) -> Cache | None:
    count = _count(data, 20, _NEW_HEADER, _NEW_ENTRY)
    if count is None:
        return None
    order = _order(data, 20)
    libraries = tuple(_entries(data, order + "iII", _NEW_HEADER, _NEW_ENTRY, count, 0))
    return Cache(libraries, _generator(data, order))


def _order(data: bytes, place: int) -> str:
    """The byte order in which a count is the smaller number: no cache has 2^24 entries."""
    little, big = (struct.unpack_from(f"{order}I", data, place)[0] for order in "<>")
    return "<" if little <= big else ">"


def _count(data: bytes, place: int, header: int, entry: int) -> int | None:
    """The number of entries; None where they would not fit."""
    if len(data) < header:
        return None
    (count,) = struct.unpack_from(f"{_order(data, place)}I", data, place)
    return int(count) if header + count * entry <= len(data) else None


def _entries(data: bytes, shape: str, header: int, size: int, count: int, strings: int) -> Iterator[Library]:
    for index in range(count):
        kind, soname, path = struct.unpack_from(shape, data, header + index * size)
        names = (_string(data, strings + soname), _string(data, strings + path))
        if all(names):
            yield Library(kind & 0xFFFF, *names)


def _string(data: bytes, place: int) -> str:
    """The text that ends with a NUL; empty where there is none."""
    end = data.find(b"\0", place, place + _NAME_BYTES)
    return decode(data[place:end]) if end >= 0 else ""


def _generator(data: bytes, order: str) -> str:
    """What the extension section of glibc 2.33 and later says of the program that wrote the cache."""
    (place,) = struct.unpack_from(f"{order}I", data, 32)
    if not 0 < place <= len(data) - 8:
        return ""
    magic, count = struct.unpack_from(f"{order}II", data, place)
    if magic != _EXTENSION_MAGIC:
        return ""
    for index in range(min(count, 64)):
        start = place + 8 + index * 16
        if start + 16 > len(data):
            break
        tag, _, offset, length = struct.unpack_from(f"{order}IIII", data, start)
        if tag == _GENERATOR and length <= _NAME_BYTES:
            return decode(data[offset : offset + length])
    return ""
