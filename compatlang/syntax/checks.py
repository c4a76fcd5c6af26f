"""What the grammar cannot say of a tree that follows it: the edition, dates, the rows of a table, stray doc comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from compatlang import limits
from compatlang.diagnostics.codes.syntax import LIMIT, STRAY_DOC_COMMENT, SYNTAX, UNKNOWN_EDITION, WRONG_LITERAL
from compatlang.diagnostics.diagnostic import Diagnostic
from compatlang.syntax import ast
from compatlang.syntax.lexing import Doc

_EDITIONS = ("1",)
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def check(items: Sequence[ast.Item]) -> Iterable[Diagnostic]:
    """The errors of a module's items."""
    for place, item in enumerate(items):
        if isinstance(item, ast.Edition):
            yield from _edition(item, place)
        elif isinstance(item, ast.Table):
            yield from _table(item)


def _edition(item: ast.Edition, place: int) -> Iterable[Diagnostic]:
    if place > 0:
        yield SYNTAX.at(item.span, "`edition` stands before everything else in a file")
    elif item.number.text not in _EDITIONS:
        yield UNKNOWN_EDITION.at(
            item.number.span,
            f"edition {item.number.text} is not known to this release",
            help=f"write `edition {_EDITIONS[-1]}`",
        )


def _table(item: ast.Table) -> Iterable[Diagnostic]:
    if len(item.rows) > limits.TABLE_ROWS:
        yield LIMIT.at(item.name.span, f"a table of {len(item.rows)} rows; at most {limits.TABLE_ROWS} are allowed")
    for each in (item.updated, item.review):
        if each is not None and not is_date(each.value):
            yield WRONG_LITERAL.at(
                each.span, f"`{each.value}` is no date", help="write year, month and day: `2025-11-01`"
            )


def is_date(text: str) -> bool:
    """Whether a text is a date of the calendar, as `2025-11-01`.

    >>> is_date("2025-11-01"), is_date("2025-02-30")
    (True, False)
    """
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def stray_docs(docs: Iterable[Doc], items: Sequence[ast.Item]) -> tuple[Diagnostic, ...]:
    """Warnings about doc comments that no declaration stands below. Those at the head of a file are the module's own."""
    begins = {item.span.start for item in items if not isinstance(item, ast.Import)}
    begins.update(item.span.start for item in items[:1])
    return tuple(
        STRAY_DOC_COMMENT.at(
            each.span, "this doc comment belongs to no declaration", help="write `#` for an ordinary comment"
        )
        for each in docs
        if each.below not in begins
    )
