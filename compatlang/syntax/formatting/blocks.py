"""Statements below each other: the blocks of the language, and the file itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from compatlang.syntax.formatting.comments import Comments
from compatlang.syntax.formatting.document import (
    SPACE,
    Doc,
    filled,
    flat_text,
    group,
    hard,
    indented,
    joined,
    line,
    separated,
)
from compatlang.syntax.formatting.printer import WIDTH
from compatlang.syntax.tokens import NEWLINE, Token


def block(c: Sequence[Any], comments: Comments) -> Doc:
    """The children from `{` to `}`. It stands on one line if the author wrote it so and it fits."""
    opening, *between, closing = c
    statements = [each for each in between if not (isinstance(each, Token) and each.type == NEWLINE)]
    first, last = comments.word(opening), comments.without_above(closing)
    if not (statements or first.behind or comments.above(closing)):
        return joined(first, SPACE, last)
    if not comments.one_line(opening.span, closing.span):
        return joined(first, inside(statements, closing, comments), hard(), last)
    return group(
        first, indented(line(), *separated([_statement(each) for each in statements], line("; "))), line(), last
    )


def inside(statements: Sequence[Doc], closing: Token, comments: Comments) -> Doc:
    """The lines of a block: its statements, and the comments above its closing brace."""
    lines: list[Doc] = []
    for run in _runs(statements, comments):
        lines += [hard(blank=bool(lines) and comments.gap_above(run[0].start)), _line_of(run)]
    above = comments.above(closing)
    if above:
        lines += [hard(blank=bool(lines) and comments.gap_above(closing.span.start)), *above]
    return indented(*lines)


def _runs(statements: Iterable[Doc], comments: Comments) -> Iterable[list[Doc]]:
    """Statements, those together that the author wrote on one line."""
    run: list[Doc] = []
    for each in statements:
        if run and not comments.same_line(run[-1].end, each.start):
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _line_of(run: Sequence[Doc]) -> Doc:
    """Statements of one line: as many of them on a line as fit, or one a line where one has several lines itself."""
    statements = [_statement(each) for each in run]
    if any(each.ends_lines for each in run):
        return joined(*separated(statements, hard()))
    return joined(*filled(statements, "; "))


def _statement(doc: Doc) -> Doc:
    return indented(doc) if doc.chain else doc


def file(items: Sequence[Doc], comments: Comments) -> Doc:
    """Declarations, with an empty line around each that has more lines than one; else it is the author's choice."""
    parts: list[Doc] = []
    for place, item in enumerate(items):
        if place:
            before = items[place - 1]
            parts.append(hard(blank=_apart(before, item) or comments.gap_above(item.start)))
        parts.append(item)
    last = comments.last()
    if last and parts:
        parts.append(hard(blank=comments.gap_above_last()))
    return joined(*parts, *last)


def _apart(before: Doc, item: Doc) -> bool:
    return not (_is_short(before) and _is_short(item))


def _is_short(item: Doc) -> bool:
    return not item.ends_lines and len(flat_text(item)) <= WIDTH
