"""A table without `source`: nobody can check its facts, or find newer ones."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.syntax import ast


def find(view: View) -> Iterator[Diagnostic]:
    """Each such table."""
    for table in view.items(ast.Table):
        if not table.sources:
            yield lint.TABLE_WITHOUT_SOURCE.at(
                table.name.span,
                f"table `{table.name.text}` does not say where its facts come from",
                help='write `source "…"` at its head',
            )


LINT = Lint(lint.TABLE_WITHOUT_SOURCE, find)
