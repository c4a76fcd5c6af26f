"""A parameter of a rule or policy that nothing in it reads."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.lint.walk import every
from compatlang.syntax import ast


def find(view: View) -> Iterator[Diagnostic]:
    """Each such parameter."""
    for owner in view.callables:
        read = {each.segments[0].text for each in every(owner, ast.Path) if len(each.segments) == 1}
        for parameter in owner.parameters:
            if parameter.name.text not in read:
                yield lint.UNUSED_PARAMETER.at(
                    parameter.name.span,
                    f"nothing in `{owner.name.text}` reads the parameter `{parameter.name.text}`",
                    help="use it, or take it out",
                )


LINT = Lint(lint.UNUSED_PARAMETER, find)
