"""A table whose `review` day has passed. Days are compared as texts, which `YYYY-MM-DD` is made for."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.syntax import ast


def find(view: View) -> Iterator[Diagnostic]:
    """Each such table, where it is known what day it is."""
    for table in view.items(ast.Table):
        if table.review is not None and table.review.value < view.options.day:
            yield lint.STALE_TABLE.at(
                table.review.span,
                f"table `{table.name.text}` was to be reviewed by {table.review.value}",
                help="compare its rows with its source, then write a later day",
            )


LINT = Lint(lint.STALE_TABLE, find)
