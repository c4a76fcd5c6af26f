"""`a ?? a`, and `a ?? 5 ?? b`: what stands behind a value that is never absent, or stood there already, is never taken."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.typed import tree as typed


def find(view: View) -> Iterator[Diagnostic]:
    """The first such value of each `??`."""
    for node in view.meant(typed.Coalesce):
        for index, operand in enumerate(node.operands):
            before = node.operands[:index]
            always = any(isinstance(each, typed.Constant | typed.Count) for each in before)
            if always or operand in before:
                yield lint.USELESS_FALLBACK.at(
                    operand.span,
                    "this is never taken: "
                    + ("a value before it is always there" if always else "it was asked before"),
                    help="take it out, or ask something else",
                )
                break


LINT = Lint(lint.USELESS_FALLBACK, find)
