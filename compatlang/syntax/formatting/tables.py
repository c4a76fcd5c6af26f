"""Tables whose rows stand in the source: columns are aligned to their widest cell, without the outer `|`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from compatlang.syntax.formatting.comments import Comments
from compatlang.syntax.formatting.document import Doc, Flat, Word, flat_text, hard, indented, joined
from compatlang.syntax.tokens import NEWLINE, Token


class Cells(NamedTuple):
    """The header or a row: its cells, and the comments above and behind it."""

    cells: tuple[Doc, ...]
    above: tuple[Doc, ...]
    behind: tuple[Doc, ...]
    start: int


def cells(c: Sequence[Any], comments: Comments) -> Cells:
    """The children of a header or row: cells and `|`."""
    first, last = c[0], c[-1]
    docs = tuple(each for each in c if isinstance(each, Doc))
    above = comments.above(first) if isinstance(first, Token) else ()
    behind = comments.behind(last) if isinstance(last, Token) else ()
    start = first.span.start if isinstance(first, Token) else first.start
    return Cells(docs, above, behind, start)


def inline(c: Sequence[Any], comments: Comments) -> Doc:
    """The children of a table from `{` to `}`: what is said of it, its header and its rows."""
    opening, *between, closing = c
    lines = [each for each in between if not (isinstance(each, Token) and each.type == NEWLINE)]
    widths = _widths([each for each in lines if isinstance(each, Cells)])
    parts: list[Doc] = []
    for each in lines:
        parts.append(hard(blank=bool(parts) and comments.gap_above(each.start)))
        parts.append(_aligned(each, widths) if isinstance(each, Cells) else each)
    above = comments.above(closing)
    if above:
        parts += [hard(blank=comments.gap_above(closing.span.start)), *above]
    return joined(comments.word(opening), indented(*parts), hard(), comments.without_above(closing))


def _widths(rows: Sequence[Cells]) -> list[int]:
    widths: list[int] = []
    for row in rows:
        for place, cell in enumerate(row.cells):
            if place == len(widths):
                widths.append(0)
            widths[place] = max(widths[place], len(flat_text(cell)))
    return widths


def _aligned(row: Cells, widths: Sequence[int]) -> Doc:
    """One line of the table, whatever its width."""
    parts: list[Doc] = [*row.above]
    for place, cell in enumerate(row.cells):
        last = place == len(row.cells) - 1
        padding = 0 if last else widths[place] - len(flat_text(cell))
        parts += [cell] if last else [cell, Word(text=f"{' ' * padding} | ")]
    return Flat(body=joined(*parts, *row.behind))
