"""What is found while a fleet is read. Files are not kept for it, only the lines that findings point at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from compatlang import limits
from compatlang.diagnostics import Diagnostic, Label, sort_diagnostics
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.snapshot.excerpt import Part, excerpt
from compatlang.snapshot.pieces import Origin, Piece, Refused
from compatlang.snapshot.read import READ_FIRST
from compatlang.source import SourceFile, Span


class _Place(NamedTuple):
    """A span by the lines that are kept for it: from so many characters into the first to so many into the last."""

    file: str
    first: Part
    start: int
    last: Part
    end: int


class _Finding(NamedTuple):
    diagnostic: Diagnostic
    places: tuple[_Place, ...]
    """The places of the diagnostic itself and of its labels."""


class Collected:
    """Collects diagnostics, each about one piece of a file; at most so many, and with so much text, as `limits` says."""

    def __init__(self) -> None:
        self._findings: list[_Finding] = []
        self._parts: dict[tuple[str, int, int], Part] = {}
        self._left = limits.QUOTED_CHARACTERS
        self._more = {"error": 0, "warning": 0}

    def add(self, piece: Piece, source: SourceFile, found: Diagnostic, earlier: Origin | None = None) -> None:
        """A diagnostic about a piece, whose text is `source`. It gets a label at `earlier`, where an object was read first."""
        if not self._has_room(found):
            return
        places = [self._place(piece, source, span) for span in (found.span, *(label.span for label in found.labels))]
        if earlier is not None:
            found = msgspec.structs.replace(found, labels=(*found.labels, Label(found.span, READ_FIRST)))
            places.append(self._begin(earlier.file, earlier.start, earlier.line))
        self._findings.append(_Finding(found, tuple(places)))

    def add_refused(self, refused: Refused) -> None:
        """A diagnostic about a part of a file that was not read."""
        if self._has_room(refused.diagnostic):
            place = self._begin(refused.name, refused.start, refused.line)
            self._findings.append(_Finding(refused.diagnostic, (place,)))

    def join(self, other: Collected, told: frozenset[tuple[str, str]]) -> None:
        """Take over what another one has collected, as far as there is room, but nothing of these codes and messages."""
        found = [each for each in other._findings if (each.diagnostic.code, each.diagnostic.message) not in told]
        if not found:
            return
        room = self._left >= 0
        for each in found:
            if not room:
                self._more[each.diagnostic.severity] += 1
            elif self._has_room(each.diagnostic):
                self._findings.append(each)
        for severity, count in other._more.items():
            self._more[severity] += count
        if room:
            self._left -= limits.QUOTED_CHARACTERS - other._left
            self._parts |= other._parts

    def files(self) -> Mapping[str, SourceFile]:
        """What of each file the diagnostics point at, by name. A file that could not be read is not among them."""
        return {
            name: file
            for name, (file, begins) in self._excerpts().items()
            if any(part.text or part.line > 1 for part in begins)
        }

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The diagnostics, sorted; their spans are places in `files`."""
        excerpts = self._excerpts()
        found = [_placed(each, excerpts) for each in self._findings]
        return (*sort_diagnostics(found), *self._rest(found))

    def _has_room(self, found: Diagnostic) -> bool:
        if len(self._findings) < limits.SNAPSHOT_FINDINGS:
            return True
        self._more[found.severity] += 1
        return False

    def _rest(self, found: list[Diagnostic]) -> list[Diagnostic]:
        """The finding that there are more; an error where one of them is."""
        errors, warnings = self._more["error"], self._more["warning"]
        if not errors + warnings:
            return []
        message = f"more than {limits.SNAPSHOT_FINDINGS} findings: {errors + warnings} more are not shown"
        rest = codes.SNAPSHOT_LIMIT.at(found[-1].span, message)
        return [rest if errors else msgspec.structs.replace(rest, severity="warning")]

    def _place(self, piece: Piece, source: SourceFile, span: Span) -> _Place:
        first, last = source.position(span.start), source.position(max(span.start, span.end))
        until = min(last.line, first.line + limits.QUOTED_LINES)
        kept = [self._line(piece, source, line) for line in range(first.line, until + 1)]
        end = last.column - 1 if until == last.line else len(kept[-1].text)
        return _Place(
            piece.name, kept[0], min(first.column - 1, len(kept[0].text)), kept[-1], min(end, len(kept[-1].text))
        )

    def _line(self, piece: Piece, source: SourceFile, line: int) -> Part:
        """A line of a piece, empty where too much is kept already."""
        key = (piece.name, piece.start, piece.line + line - 1)
        part = self._parts.get(key)
        if part is None:
            text = source.line_text(line)
            self._left -= len(text)
            part = self._parts[key] = Part(piece.start, key[2], text if self._left >= 0 else "")
        return part

    def _begin(self, name: str, start: int, line: int) -> _Place:
        """Where a piece begins, whose text is not at hand."""
        part = self._parts.setdefault((name, start, line), Part(start, line, ""))
        return _Place(name, part, 0, part, 0)

    def _excerpts(self) -> dict[str, tuple[SourceFile, Mapping[Part, int]]]:
        by_file: dict[str, list[Part]] = {}
        for (name, _, _), part in self._parts.items():
            by_file.setdefault(name, []).append(part)
        return {name: excerpt(name, parts) for name, parts in by_file.items()}


def _placed(finding: _Finding, excerpts: Mapping[str, tuple[SourceFile, Mapping[Part, int]]]) -> Diagnostic:
    """A diagnostic whose spans are places in the excerpts."""
    spans = []
    for place in finding.places:
        _, begins = excerpts[place.file]
        spans.append(Span(place.file, begins[place.first] + place.start, begins[place.last] + place.end))
    labels = tuple(Label(span, label.message) for span, label in zip(spans[1:], finding.diagnostic.labels, strict=True))
    return msgspec.structs.replace(finding.diagnostic, span=spans[0], labels=labels)
