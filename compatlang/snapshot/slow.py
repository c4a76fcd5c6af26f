"""Objects read by the full reader, one piece of a file at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.errors import LoadError
from compatlang.snapshot.gathered import Gathered
from compatlang.snapshot.merge import Facts
from compatlang.snapshot.model import Document
from compatlang.snapshot.parse import parse, parse_json
from compatlang.snapshot.pieces import Origin, Piece, Refused
from compatlang.snapshot.read import read_documents
from compatlang.snapshot.remembered import Sections
from compatlang.snapshot.text import text
from compatlang.snapshot.wanted import Wanted
from compatlang.source import SourceFile, Span


def source_of(piece: Piece) -> SourceFile | Diagnostic:
    """The text of a piece, or why it has none."""
    try:
        return SourceFile(piece.name, text(piece.data))
    except LoadError as error:
        return codes.CANNOT_READ.at(Span(piece.name, 0, 0), f"cannot read `{piece.name}`: {error}")


def read_piece(piece: Piece, source: SourceFile, wanted: Wanted | None) -> Iterator[Facts | Diagnostic]:
    """What the objects of a piece say, and findings; spans and documents are places in `source`."""
    documents = parse(source) if piece.form == "text" else parse_json(source, line=piece.form == "line")
    for found in read_documents(source, documents, wanted, piece.implied):
        if isinstance(found, Facts) and piece.implied:
            yield msgspec.structs.replace(
                found, document=msgspec.structs.replace(found.document, implied=piece.implied)
            )
        else:
            yield found


def read_pieces(pieces: Iterable[Piece | Refused], sources: dict[str, SourceFile]) -> Iterator[Facts | Diagnostic]:
    """All that pieces say, and findings, where each piece is all that there is under its name: it goes to `sources`."""
    for piece in pieces:
        if isinstance(piece, Refused):
            yield piece.diagnostic
            continue
        source = source_of(piece)
        if isinstance(source, Diagnostic):
            yield source
            continue
        sources[piece.name] = source
        yield from read_piece(piece, source, None)


class Origins:
    """The places in its file of a piece's documents, which come in the order of the text."""

    def __init__(self, piece: Piece, source: SourceFile) -> None:
        self._piece = piece
        self._text = source.text
        self._ascii = source.text.isascii()
        # A byte order mark is not part of the text.
        mark = 3 if piece.data.startswith(b"\xef\xbb\xbf") else 0
        self._last = Origin(piece.name, piece.start + mark, 0, -1, piece.line, piece.implied)
        self._from = self._to = 0

    def of(self, document: Document) -> Origin:
        """Where a document is to be found again."""
        if (document.start, document.end) != (self._from, self._to):
            # Counted from the document before, since counting from the beginning would be quadratic.
            start = self._last.start + self._bytes(self._from, document.start)
            line = self._last.line + self._text.count("\n", self._from, document.start)
            size = self._bytes(document.start, document.end)
            self._from, self._to = document.start, document.end
            self._last = msgspec.structs.replace(self._last, start=start, size=size, line=line)
        return msgspec.structs.replace(self._last, index=document.index)

    def _bytes(self, start: int, end: int) -> int:
        return end - start if self._ascii else len(self._text[start:end].encode())


def gathered(facts: Facts, origin: Origin, sections: Sections) -> Gathered:
    """What is kept of an object."""
    kept = {domain: sections.pruned(domain, each) for domain, each in facts.sections.items() if sections.has(domain)}
    asked = facts.labels if sections.has("node.label") else None
    return Gathered(
        facts.kind,
        facts.namespace,
        facts.name,
        facts.node,
        origin,
        *sections.row(kept),
        None if asked is None else sections.labels(asked),
        facts.partial,
        sections.left_open(facts.partial_domains),
    )
