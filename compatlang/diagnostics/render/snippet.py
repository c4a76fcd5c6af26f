"""The lines of one source with marks under them, as rustc draws them.

    11 |   require kernel: kernel.verison in lts
       |                   ^^^^^^^^^^^^^^ did you mean `kernel.version`?

Marks on one line share a row of carets; the message of the one that ends last stands beside it, the others hang below.
One mark over several lines is drawn with a bar at the left, further ones only on their first line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.plain import displayed, plain
from compatlang.source import SourceFile, Span

_LONGEST_LINE = 120
"""A line with more characters is cut around its marks."""

_WINDOW = 100
"""Characters of a line that are left when it is cut."""

_BEFORE_MARK = 20
"""Characters kept before the first mark when a line is cut."""

_AFTER_BAR_BEGINS = 3
"""Lines shown of a mark over several lines before the rest is left out."""


class Mark(NamedTuple):
    """A place and what is to be said there. The primary mark has carets, the others dashes."""

    span: Span
    message: str
    primary: bool


class _Piece(NamedTuple):
    """The part of a mark on one line, in characters from the line's begin."""

    start: int
    end: int
    message: str
    primary: bool


class _Bar(NamedTuple):
    """The mark over several lines that is drawn with a bar."""

    first: int
    start: int
    last: int
    end: int
    message: str
    primary: bool


class _Row:
    """Characters by column, each with a style; what is put later covers what was put before."""

    def __init__(self) -> None:
        self.cells: list[tuple[str, str]] = []

    def put(self, column: int, text: str, style: str) -> None:
        while len(self.cells) < column:
            self.cells.append((" ", ""))
        self.cells[column : column + len(text)] = [(each, style) for each in text]

    def painted(self, severity: str, paint: Paint) -> str:
        parts: list[str] = []
        at = 0
        while at < len(self.cells):
            end = at
            while end < len(self.cells) and self.cells[end][1] == self.cells[at][1]:
                end += 1
            text = "".join(character for character, _ in self.cells[at:end])
            parts.append(_styled(text, self.cells[at][1], severity, paint))
            at = end
        return "".join(parts).rstrip()


def _styled(text: str, style: str, severity: str, paint: Paint) -> str:
    if style == "primary":
        return paint.red(text) if severity == "error" else paint.yellow(text)
    return paint.blue(text) if style else text


def last_line(source: SourceFile, marks: Sequence[Mark]) -> int:
    """The greatest line number that `snippet` will show for these marks."""
    return max(source.position(_end(source, mark.span)).line for mark in marks)


def snippet(source: SourceFile, marks: Sequence[Mark], severity: str, gutter: int, paint: Paint) -> list[str]:
    """The marked lines of one source; `gutter` is the width of the column of line numbers."""
    bar, pieces = _place(source, marks)
    lines = _lines(bar, pieces)
    empty = " " * gutter + paint.blue(" |")
    shown = [empty]
    previous = 0
    for line in lines:
        if previous and line > previous + 1:
            inside = bar is not None and bar.first <= previous < bar.last
            shown.append(paint.blue("...") + (" " * max(0, gutter) + _bar_cell(bar, severity, paint) if inside else ""))
        shown.extend(_line(source, line, bar, pieces.get(line, []), severity, gutter, paint))
        previous = line
    return shown


def _place(source: SourceFile, marks: Sequence[Mark]) -> tuple[_Bar | None, dict[int, list[_Piece]]]:
    bar: _Bar | None = None
    pieces: dict[int, list[_Piece]] = {}
    for mark in sorted(marks, key=lambda each: not each.primary):
        first = source.position(min(mark.span.start, len(source.text)))
        last = source.position(_end(source, mark.span))
        if last.line == first.line:
            end = max(last.column - 1, first.column)
            piece = _Piece(first.column - 1, end, mark.message, mark.primary)
        elif bar is None:
            bar = _Bar(first.line, first.column - 1, last.line, last.column - 1, mark.message, mark.primary)
            continue
        else:
            end = max(len(source.line_text(first.line)), first.column)
            piece = _Piece(first.column - 1, end, mark.message, mark.primary)
        pieces.setdefault(first.line, []).append(piece)
    return bar, pieces


def _end(source: SourceFile, span: Span) -> int:
    """Where a span ends, without the line ends at its end, and within the text."""
    start = min(span.start, len(source.text))
    end = min(max(span.end, start), len(source.text))
    while end > start + 1 and source.text[end - 1] in "\r\n":
        end -= 1
    return end


def _lines(bar: _Bar | None, pieces: dict[int, list[_Piece]]) -> list[int]:
    lines = set(pieces)
    if bar is not None:
        lines.update(range(bar.first, min(bar.first + _AFTER_BAR_BEGINS, bar.last)))
        lines.add(bar.last)
    # A gap of one line is shown: the dots would take as much room.
    lines.update([line + 1 for line in lines if line + 2 in lines])
    return sorted(lines)


def _line(
    source: SourceFile, line: int, bar: _Bar | None, pieces: list[_Piece], severity: str, gutter: int, paint: Paint
) -> list[str]:
    text, pieces, bar = _cut(source.line_text(line), line, pieces, bar)
    shown, starts = displayed(text)
    empty = " " * gutter + paint.blue(" |")
    opens = bar is not None and bar.first == line
    closes = bar is not None and bar.last == line
    at_begin = opens and bar is not None and not text[: bar.start].strip()
    through = bar is not None and bar.first < line <= bar.last

    def prefix(inside: bool, corner: bool = False) -> str:
        if bar is None:
            return " "
        if corner:
            return " " + _bar_cell(bar, severity, paint, "/")
        return " " + (_bar_cell(bar, severity, paint) if inside else " ") + " "

    head = paint.blue(f"{line:>{gutter}} |")
    start = prefix(through) if not at_begin else prefix(False, corner=True) + " "
    rows = [(head + start + shown).rstrip()]
    below = empty + prefix(through or at_begin)
    rows.extend((below + row.painted(severity, paint)).rstrip() for row in _rows(pieces, starts))
    if bar is not None and opens and not at_begin:
        rows.append(empty + "  " + _bar_row(bar, starts[min(bar.start, len(starts) - 1)] + 1, "", severity, paint))
    if bar is not None and closes:
        corner = " " + _bar_cell(bar, severity, paint)
        column = starts[min(max(bar.end - 1, 0), len(starts) - 1)] + 1
        rows.append(empty + corner + _bar_row(bar, column, bar.message, severity, paint))
    return rows


def _bar_cell(bar: _Bar | None, severity: str, paint: Paint, character: str = "|") -> str:
    return _styled(character, "primary" if bar is None or bar.primary else "secondary", severity, paint)


def _bar_row(bar: _Bar, column: int, message: str, severity: str, paint: Paint) -> str:
    text = "_" * column + ("^" if bar.primary else "-") + (f" {plain(message)}" if message else "")
    return _styled(text, "primary" if bar.primary else "secondary", severity, paint)


def _cut(text: str, line: int, pieces: list[_Piece], bar: _Bar | None) -> tuple[str, list[_Piece], _Bar | None]:
    """A line that is too long, cut around its marks, and the marks moved with it."""
    if len(text) <= _LONGEST_LINE:
        return text, pieces, bar
    places = [(piece.start, piece.end) for piece in pieces]
    if bar is not None and line == bar.first:
        places.append((bar.start, bar.start + 1))
    if bar is not None and line == bar.last:
        places.append((bar.end - 1, bar.end))
    low = min((start for start, _ in places), default=0)
    high = max((end for _, end in places), default=0)
    first = max(0, low - _BEFORE_MARK)
    if first + _WINDOW < high + _BEFORE_MARK:
        first = max(first, min(low - 1, high + _BEFORE_MARK - _WINDOW))
    last = min(len(text), first + _WINDOW)
    lead = "…" if first > 0 else ""

    def moved(at: int) -> int:
        return min(max(at, first), last) - first + len(lead)

    pieces = [
        each._replace(start=moved(each.start), end=max(moved(each.end), moved(each.start) + 1)) for each in pieces
    ]
    if bar is not None:
        bar = bar._replace(
            start=moved(bar.start) if line == bar.first else bar.start,
            end=moved(bar.end) if line == bar.last else bar.end,
        )
    return lead + text[first:last] + ("…" if last < len(text) else ""), pieces, bar


def _rows(pieces: list[_Piece], starts: list[int]) -> list[_Row]:
    """The row of carets and dashes, and below it the messages that have no room beside it."""
    if not pieces:
        return []

    def column(at: int) -> int:
        return starts[at] if at < len(starts) else starts[-1] + at - len(starts) + 1

    marks = _Row()
    for piece in sorted(pieces, key=lambda each: each.primary):
        width = max(1, column(piece.end) - column(piece.start))
        marks.put(column(piece.start), ("^" if piece.primary else "-") * width, _style(piece))
    rows = [marks]
    speaking = [piece for piece in pieces if piece.message]
    if speaking:
        beside = max(speaking, key=lambda each: (each.end, each.start, each.primary))
        if all(piece.end <= beside.end for piece in pieces):
            marks.put(len(marks.cells) + 1, plain(beside.message), _style(beside))
            speaking.remove(beside)
    hanging = sorted(speaking, key=lambda each: each.start)
    if hanging:
        rows.append(_connectors(hanging, column))
    while hanging:
        lowest = hanging.pop()
        row = _connectors([each for each in hanging if each.start < lowest.start], column)
        row.put(column(lowest.start), plain(lowest.message), _style(lowest))
        rows.append(row)
    return rows


def _connectors(pieces: list[_Piece], column: Callable[[int], int]) -> _Row:
    row = _Row()
    for piece in pieces:
        row.put(column(piece.start), "|", _style(piece))
    return row


def _style(piece: _Piece) -> str:
    return "primary" if piece.primary else "secondary"
