"""A requirement that does not say what to do where it fails.

Pedantic: for much that is required there is nothing to do, such as an architecture, or a GPU.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.syntax import ast


def find(view: View) -> Iterator[Diagnostic]:
    """Each `require` and `forbid` without `fix`."""
    for node in view.written(ast.Requirement):
        if node.kind != "warn" and node.notes.fix is None:
            yield lint.MISSING_FIX.at(
                node.name.span,
                f"`{node.name.text}` does not say what to do where it fails",
                help='write `fix "…"` behind it',
            )


LINT = Lint(lint.MISSING_FIX, find, pedantic=True)
