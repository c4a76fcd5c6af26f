"""`count pci.device { … } >= 1` asks for any, `== 0` for none: the words are shorter, and say it."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.source import Span
from compatlang.syntax import ast

_WORDS = {
    (">=", "1"): "any",
    (">", "0"): "any",
    ("!=", "0"): "any",
    ("==", "0"): "none",
    ("<", "1"): "none",
    ("<=", "0"): "none",
}


def find(view: View) -> Iterator[Diagnostic]:
    """Each count that is compared so."""
    for node in view.written(ast.Compare):
        match node:
            case ast.Compare(operator, ast.Count() as count, ast.Integer(text)) if (operator, text) in _WORDS:
                word = _WORDS[operator, text]
                head = Span(view.file.name, count.span.start, count.span.start + len("count"))
                tail = Span(view.file.name, count.span.end, node.span.end)
                repair = (*view.replace(head, word), *view.replace(tail, ""))
                yield lint.COUNT_AS_ANY.at(
                    node.span,
                    f"this count only asks whether there is {'one' if word == 'any' else 'none'}",
                    help=f"write `{word} {view.text(count.domain)} {{ … }}`",
                    edits=repair if len(repair) == 2 else (),
                )
            case _:
                pass


LINT = Lint(lint.COUNT_AS_ANY, find)
