"""A `forbid` without `because`: a node that has something is refused, and nobody is told what is wrong with that."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.syntax import ast


def find(view: View) -> Iterator[Diagnostic]:
    """Each such `forbid`."""
    for node in view.written(ast.Requirement):
        if node.kind == "forbid" and node.notes.because is None:
            yield lint.MISSING_BECAUSE.at(
                node.name.span, f"`{node.name.text}` does not say why", help='write `because "…"` behind it'
            )


LINT = Lint(lint.MISSING_BECAUSE, find)
