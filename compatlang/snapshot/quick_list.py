"""The items of a JSON `List`, as `kubectl get -o json` prints and the API server sends it, each cut out as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from msgspec import Raw

from compatlang.snapshot.classify import API
from compatlang.snapshot.pieces import Piece
from compatlang.snapshot.quick_sections import UnsureError, decoded
from compatlang.snapshot.shape import Shape, holds_only

_KEY = re.compile(rb'[ \t\r\n,]*"([^"\\]*)"[ \t\r\n]*:[ \t\r\n]*')
_BETWEEN = re.compile(rb"[ \t\r\n,]*")


class _List(msgspec.Struct, gc=False):
    kind: str
    apiVersion: str  # noqa: N815 - the key
    items: list[Raw]
    metadata: Raw = Raw()


_list = msgspec.json.Decoder(_List)


def items(data: bytes, piece: Piece) -> Iterator[Piece]:
    """The items of the `List` that is `data`, the text of a piece without space around it. Raises `UnsureError`."""
    found = decoded(_list, data)
    head: dict[str, Shape] = {"kind": found.kind, "apiVersion": found.apiVersion, "metadata": found.metadata}
    if API.get(found.kind) != found.apiVersion or not holds_only(data, (*head.items(), ("items", found.items))):
        raise UnsureError
    return _cut(data, piece, found.kind, found.items, _items_begin(data, found))


def _items_begin(data: bytes, found: _List) -> int:
    """The offset behind the bracket that opens the items: a step for each key before them."""
    values = {b"kind": f'"{found.kind}"'.encode(), b"apiVersion": f'"{found.apiVersion}"'.encode()}
    values[b"metadata"] = bytes(found.metadata)
    at = 1
    while True:
        key = _KEY.match(data, at)
        if key is None:
            raise UnsureError
        at = key.end()
        if key.group(1) == b"items":
            return at + 1
        value = values.get(key.group(1), b"")
        if not value or not data.startswith(value, at):
            raise UnsureError
        at += len(value)


def _cut(data: bytes, piece: Piece, kind: str, raws: list[Raw], at: int) -> Iterator[Piece]:
    """The items one after the other, each with the space that indents it; between them stand only spaces and commas."""
    before = piece.data.find(data)
    line = piece.line + piece.data.count(b"\n", 0, before) + data.count(b"\n", 0, at)
    for raw in raws:
        between = _BETWEEN.match(data, at)
        begin = between.end() if between else at
        line += data.count(b"\n", at, begin)
        start = data.rfind(b"\n", at, begin) + 1 or begin
        at = begin + len(raw)
        yield Piece(piece.name, data[start:at], "item", piece.start + before + start, line, kind)
        line += data.count(b"\n", begin, at)
