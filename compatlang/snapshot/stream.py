"""Files cut into pieces while they are read, so that the size of a file does not matter.

A file of JSON lines is cut at its lines. Other JSON is cut at lines that begin with `{`: one value a line, indented values
and a single `List` all come out whole. Inside a value such a line is rare, and what it begins is no value of its own, since
a `,` or a bracket must follow: so pieces are put together until something stands alone. YAML is read whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

import msgspec

from compatlang import limits
from compatlang.diagnostics import Code
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.errors import LoadError
from compatlang.snapshot.parse import LINE_ENDINGS, YAML_ENDINGS
from compatlang.snapshot.pieces import Piece, Refused
from compatlang.snapshot.text import require_text, too_large
from compatlang.source import Span

_MARK = b"\xef\xbb\xbf"
_SPACE = b" \t\r\n"
_raw = msgspec.json.Decoder(msgspec.Raw)


class _Line(NamedTuple):
    """A line with its end; `data` is None where it is too long."""

    start: int
    number: int
    data: bytes | None


def pieces(name: str, chunks: Iterable[bytes]) -> Iterator[Piece | Refused]:
    """The pieces of the file of that name, whose bytes are `chunks`, and what of it is not read."""
    start, chunks = _without_mark(chunks)
    lower = name.lower()
    try:
        if lower.endswith(LINE_ENDINGS):
            yield from _lines_alone(name, _lines(chunks, start, limits.JSON_LINE_BYTES))
        elif lower.endswith(YAML_ENDINGS):
            yield Piece(name, _whole(chunks), "text", start)
        else:
            yield from _values(_blocks(name, _lines(chunks, start, limits.SNAPSHOT_FILE_BYTES)))
    except LoadError as error:
        yield _refused(name, codes.CANNOT_READ, f"cannot read `{name}`: {error}")


def _without_mark(chunks: Iterable[bytes]) -> tuple[int, Iterator[bytes]]:
    """The chunks without a byte order mark, and the offset of the first of them."""
    rest = iter(chunks)
    head = b""
    while len(head) < len(_MARK):
        chunk = next(rest, None)
        if chunk is None:
            break
        head += chunk
    start = len(_MARK) if head.startswith(_MARK) else 0

    def again() -> Iterator[bytes]:
        require_text(head)
        yield head[start:]
        yield from rest

    return start, again()


def _whole(parts: Iterable[bytes]) -> bytes:
    held: list[bytes] = []
    size = 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size > limits.SNAPSHOT_FILE_BYTES:
            raise too_large()
    return b"".join(held)


def _lines(chunks: Iterable[bytes], start: int, limit: int) -> Iterator[_Line]:
    number = 1
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        at = 0
        while at < len(chunk):
            newline = chunk.find(b"\n", at)
            end = newline + 1 or len(chunk)
            size += end - at
            if size <= limit:
                held.append(chunk[at:end])
            else:
                held.clear()
            at = end
            if newline >= 0:
                yield _Line(start, number, b"".join(held) if size <= limit else None)
                held.clear()
                start, number, size = start + size, number + 1, 0
    if size:
        yield _Line(start, number, b"".join(held) if size <= limit else None)


def _lines_alone(name: str, lines: Iterable[_Line]) -> Iterator[Piece | Refused]:
    """The lines of a file of JSON lines."""
    empty = True
    for line in lines:
        if line.data is None:
            empty = False
            message = f"the line is longer than {limits.JSON_LINE_BYTES >> 20} MiB"
            yield _refused(name, codes.SNAPSHOT_LIMIT, message, line)
        elif not line.data.isspace():
            empty = False
            yield Piece(name, line.data, "line", line.start, line.number)
    if empty:
        yield Piece(name, b"")


def _values(blocks: Iterable[Piece]) -> Iterator[Piece]:
    """The blocks of a JSON file, put together where a value goes on in the next of them."""
    held: list[Piece] = []
    for block in blocks:
        if held and ((len(held) == 1 and _state(held[0]) != "cut short") or _state(block) == "whole"):
            yield _joined(held)
            held = []
        held.append(block)
    yield _joined(held)


def _joined(blocks: list[Piece]) -> Piece:
    return blocks[0]._replace(data=_whole(each.data for each in blocks)) if len(blocks) > 1 else blocks[0]


def _state(block: Piece) -> Literal["whole", "cut short", "wrong"]:
    """Whether a block is one JSON value, the beginning of one, or neither."""
    try:
        _raw.decode(block.data)
    except (msgspec.DecodeError, RecursionError) as error:
        return "cut short" if "truncated" in str(error) else "wrong"
    return "whole"


def _blocks(name: str, lines: Iterable[_Line]) -> Iterator[Piece]:
    """A file cut before each line that begins with `{`; not at all where it begins with something else."""
    held: list[bytes] = []
    first = _Line(0, 1, b"")
    size = 0
    begun = cut = False
    for line in lines:
        if line.data is None:
            raise too_large()
        if cut and line.data.startswith(b"{"):
            yield Piece(name, b"".join(held), "text", first.start, first.number)
            held, size = [], 0
        if not held:
            first = line
        if not begun and not line.data.isspace():
            begun, cut = True, line.data.lstrip(_SPACE).startswith(b"{")
        held.append(line.data)
        size += len(line.data)
        if size > limits.SNAPSHOT_FILE_BYTES:
            raise too_large()
    yield Piece(name, b"".join(held), "text", first.start, first.number)


def _refused(name: str, code: Code, message: str, line: _Line | None = None) -> Refused:
    start, number = (line.start, line.number) if line is not None else (0, 1)
    return Refused(name, start, number, code.at(Span(name, 0, 0), message))
