"""`kernel.version < 5.16` admits 5.16-rc1: a pre-release comes before its release.

Where another range of the file begins with 5.16, the ranges meet, and the pre-releases are on one side or the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.releases import compared, numbers, patterns
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.source import Spanned
from compatlang.syntax import ast


def find(view: View) -> Iterator[Diagnostic]:
    """Each bound that lies between a release and its pre-releases."""
    for node in compared(view):
        if node.operator == "<" and _has_candidates(node.right):
            yield _found(node, node.right, f"< {view.text(node.right)}.*", view)
    found = list(patterns(view))
    begun = {numbers(low) for each in found for low in _begins(each)}
    for pattern in found:
        match pattern:
            case ast.Bound("<", end) if _has_candidates(end) and numbers(end) not in begun:
                yield _found(pattern, end, f"< {view.text(end)}.*", view)
            case ast.Range(low, high, True) if _has_candidates(high) and numbers(high) not in begun:
                yield _found(pattern, high, f"{view.text(low)} ..< {view.text(high)}.*", view)
            case _:
                pass


def _begins(pattern: ast.Pattern) -> Iterator[ast.Literal | ast.Path]:
    match pattern:
        case ast.Range(low) | ast.Bound(">=", low):
            yield low
        case _:
            pass


def _has_candidates(end: ast.Literal | ast.Path | ast.Expression) -> bool:
    """Whether a literal is a release that is preceded by candidates: 5.16 is, and 5.16.3 is not."""
    found = numbers(end)
    return 0 < len(found) <= 2 or (len(found) == 3 and found[2] == 0)


def _found(node: Spanned, end: Spanned, repair: str, view: View) -> Diagnostic:
    release = view.text(end)
    return lint.PRE_RELEASE_ADMITTED.at(
        node.span,
        f"the pre-releases of {release}, such as {release}-rc1, lie below {release}",
        help=f"to leave them out, write `{repair}`",
    )


LINT = Lint(lint.PRE_RELEASE_ADMITTED, find)
