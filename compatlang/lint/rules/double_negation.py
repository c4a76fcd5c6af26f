"""`not (x != y)`, `not (x not in p)`, `not not c`, and a `forbid` of a negation."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.syntax import ast


def find(view: View) -> Iterator[Diagnostic]:
    """Each negation of a negation."""
    for node in view.written(ast.Not):
        inner = bare(node.operand)
        if _is_negation(inner):
            yield lint.DOUBLE_NEGATION.at(
                node.span,
                "this denies a denial",
                help=f"write `{_positive(inner, view)}`",
                edits=view.replace(node.span, _positive(inner, view, whole=True)),
            )
    for requirement in view.written(ast.Requirement):
        if requirement.kind == "forbid" and len(requirement.conditions) == 1:
            inner = bare(requirement.conditions[0])
            if _is_negation(inner):
                yield lint.DOUBLE_NEGATION.at(
                    inner.span,
                    f"`{requirement.name.text}` forbids that something is not so",
                    help=f"write `require {requirement.name.text}: {_positive(inner, view)}`",
                )


def bare(node: ast.Expression) -> ast.Expression:
    """The expression without the parentheses around it."""
    while isinstance(node, ast.Parenthesized):
        node = node.inner
    return node


def _is_negation(node: ast.Expression) -> bool:
    match node:
        case ast.Compare("!=") | ast.Not() | ast.In(_, _, True):
            return True
        case _:
            return False


def _positive(node: ast.Expression, view: View, *, whole: bool = False) -> str:
    """What a negation denies, as text; shortened unless the `whole` is wanted."""
    match node:
        case ast.Not(operand):
            made = view.file.slice(operand.span)
        case ast.Compare(_, left, right):
            made = f"{view.file.slice(left.span)} == {view.file.slice(right.span)}"
        case ast.In(subject, pattern):
            made = f"{view.file.slice(subject.span)} in {view.file.slice(pattern.span)}"
        case _:
            made = view.file.slice(node.span)
    return made if whole else " ".join(made.split())


LINT = Lint(lint.DOUBLE_NEGATION, find)
