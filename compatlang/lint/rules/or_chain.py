"""`x == 1 or x == 2` is `x in [1, 2]`, and `x != 1 and x != 2` is `x not in [1, 2]`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.rules.double_negation import bare
from compatlang.lint.view import View
from compatlang.source import Span
from compatlang.syntax import ast
from compatlang.typed import tree as typed


def find(view: View) -> Iterator[Diagnostic]:
    """Each chain that compares one value with constants, and does nothing else."""
    for either in view.written(ast.Or):
        yield from _chain(either.operands, "==", either.span, view)
    for both in view.written(ast.And):
        yield from _chain(both.operands, "!=", both.span, view)
    for group in view.written(ast.Group):
        if group.kind == "any":
            yield from _chain(group.conditions, "==", group.span, view)


def _chain(operands: Sequence[ast.Expression], operator: str, span: Span, view: View) -> Iterator[Diagnostic]:
    compared = [each for each in map(bare, operands) if isinstance(each, ast.Compare) and each.operator == operator]
    if len(operands) < 2 or len(compared) < len(operands) or any(each.left != compared[0].left for each in compared):
        return
    if not all(view.meaning(each, typed.Test) for each in compared):
        return
    members = ", ".join(view.file.slice(each.right.span) for each in compared)
    word = "in" if operator == "==" else "not in"
    subject = compared[0].left
    yield lint.OR_CHAIN.at(
        span,
        f"this asks `{view.text(subject)}` the same question {len(compared)} times",
        help=f"write `{view.text(subject)} {word} [{members}]`",
        edits=view.replace(span, f"{view.file.slice(subject.span)} {word} [{members}]"),
    )


LINT = Lint(lint.OR_CHAIN, find)
