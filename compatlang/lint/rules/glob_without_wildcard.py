"""`like "nvidia"` is `== "nvidia"`."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.source import Span
from compatlang.syntax import ast


def find(view: View) -> Iterator[Diagnostic]:
    """Each glob that only one text matches."""
    for node in view.written(ast.Like):
        if not {"*", "?"} & set(node.glob.value):
            written = view.file.slice(node.glob.span)
            tail = Span(view.file.name, node.subject.span.end, node.span.end)
            yield lint.GLOB_WITHOUT_WILDCARD.at(
                node.glob.span,
                f"only `{node.glob.value}` itself is like {written}",
                help=f"write `== {written}`; for texts that begin so, `like` with a `*` at the end",
                edits=view.replace(tail, f" == {written}"),
            )


LINT = Lint(lint.GLOB_WITHOUT_WILDCARD, find)
