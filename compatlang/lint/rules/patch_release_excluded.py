"""`kernel.version <= 5.15` refuses 5.15.3: a literal is one release and what is built from it, no series.

So do `5.10 .. 5.15`, `== 5.15` and `in [5.10, 5.15]`, while `> 5.15` takes 5.15.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.releases import compared, is_series, patterns
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.source import Spanned
from compatlang.syntax import ast


def find(view: View) -> Iterator[Diagnostic]:
    """Each bound that names a series where one of its releases is meant, or the other way round."""
    for node in compared(view):
        if is_series(node.right):
            series = f"{view.text(node.right)}.*"
            match node.operator:
                case "==" | "!=":
                    word = "in" if node.operator == "==" else "not in"
                    yield _refused(node, node.right, f"{word} {series}", view)
                case "<=" | ">":
                    yield _bound(node, node.operator, node.right, view)
                case _:
                    pass
    for pattern in patterns(view):
        match pattern:
            case ast.Bound("<=" | ">" as operator, end) if is_series(end):
                yield _bound(pattern, operator, end, view)
            case ast.Range(low, high, False) if is_series(high):
                yield _refused(pattern, high, f"{view.text(low)} .. {view.text(high)}.*", view)
            case ast.Version() | ast.Integer() if is_series(pattern):
                yield _refused(pattern, pattern, f"{view.text(pattern)}.*", view)
            case _:
                pass


def _bound(node: Spanned, operator: str, end: Spanned, view: View) -> Diagnostic:
    if operator == "<=":
        return _refused(node, end, f"<= {view.text(end)}.*", view)
    release = view.text(end)
    return lint.PATCH_RELEASE_EXCLUDED.at(
        node.span,
        f"the patch releases of {release}, such as {release}.1, lie above {release}",
        help=f"for all that comes behind the series, write `> {release}.*`",
    )


def _refused(node: Spanned, end: Spanned, repair: str, view: View) -> Diagnostic:
    release = view.text(end)
    return lint.PATCH_RELEASE_EXCLUDED.at(
        node.span,
        f"`{release}` is one release, and {release}.1 is another",
        help=f"for the whole series, write `{repair}`",
    )


LINT = Lint(lint.PATCH_RELEASE_EXCLUDED, find)
