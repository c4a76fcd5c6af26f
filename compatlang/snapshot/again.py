"""A node's objects read again, whole and with lines, once somebody wants to know more than the verdict."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from compatlang.diagnostics import Diagnostic
from compatlang.errors import LoadError
from compatlang.snapshot.excerpt import Part, excerpt
from compatlang.snapshot.gathered import Gathered
from compatlang.snapshot.merge import Facts, merge
from compatlang.snapshot.pieces import Piece
from compatlang.snapshot.read import Reading
from compatlang.snapshot.remembered import Sections
from compatlang.snapshot.slow import gathered, read_piece, source_of
from compatlang.snapshot.wanted import Wanted
from compatlang.source import SourceFile, Span

CHANGED = "it has changed since it was read"
"""Why something that was read cannot be read again as it was."""


def snapshot_again(parts: Sequence[tuple[Gathered, bytes]], wanted: Wanted | None, nfd_namespace: str) -> Reading:
    """The snapshot of the node that all these objects speak of, from the bytes that their origins name.

    The files of the reading hold those bytes only, and know the lines that they are. Raises `LoadError` where the bytes
    say anything else than what was read before.
    """
    read = [(_piece(each, data), _again(each, data, wanted)) for each, data in parts]
    by_file: dict[str, list[Part]] = {}
    for piece, facts in read:
        by_file.setdefault(piece.name, []).append(_part(piece, facts))
    excerpts = {name: excerpt(name, each) for name, each in by_file.items()}
    objects = []
    for piece, facts in read:
        file, begins = excerpts[piece.name]
        objects.append(_moved(facts, file, begins[_part(piece, facts)]))
    return Reading(
        (merge(parts[0][0].node, objects, nfd_namespace),), (), {name: file for name, (file, _) in excerpts.items()}
    )


def _piece(known: Gathered, data: bytes) -> Piece:
    origin = known.origin
    return Piece(origin.file, data, "item" if origin.implied else "text", origin.start, origin.line, origin.implied)


def _part(piece: Piece, facts: Facts) -> Part:
    return Part(piece.start, piece.line, facts.document.file.text)


def _again(known: Gathered, data: bytes, wanted: Wanted | None) -> Facts:
    """What an object says, all of it. Raises `LoadError` where it is not what it was."""
    piece = _piece(known, data)
    source = source_of(piece)
    if isinstance(source, Diagnostic):
        raise LoadError(CHANGED)
    refused: Diagnostic | None = None
    for found in read_piece(piece, source, None):
        if isinstance(found, Diagnostic):
            refused = refused or found
        elif found.document.index == known.origin.index and _same(known, found, wanted):
            return found
    if refused is None:
        raise LoadError(CHANGED)
    # What nobody asked for may be at fault, which shows only now.
    raise LoadError(f"it cannot be read whole: {refused.message}")


def _same(known: Gathered, facts: Facts, wanted: Wanted | None) -> bool:
    made = gathered(facts, known.origin, Sections(wanted))
    return made.identity == known.identity and made.says_the_same(known)


def _moved(facts: Facts, file: SourceFile, by: int) -> Facts:
    """The facts of a document that stands so many characters further into another text."""
    document = facts.document
    moved = msgspec.structs.replace(document, file=file, start=document.start + by, end=document.end + by)
    span = Span(facts.span.file, facts.span.start + by, facts.span.end + by)
    return msgspec.structs.replace(facts, document=moved, span=span)
