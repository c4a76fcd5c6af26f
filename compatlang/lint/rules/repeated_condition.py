"""The same condition twice in one block, joined by *and* or by *or*."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic, Label
from compatlang.diagnostics.codes import lint
from compatlang.lint.blocks import conjunctions, disjunctions
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.typed import tree as typed


def find(view: View) -> Iterator[Diagnostic]:
    """Every condition that stands in its block already."""
    for block in (*conjunctions(view), *disjunctions(view)):
        met: dict[typed.Condition, typed.Condition] = {}
        for condition in block:
            earlier = met.setdefault(condition, condition)
            if earlier is not condition:
                yield lint.REPEATED_CONDITION.at(
                    condition.span,
                    "this condition stands here twice",
                    labels=[Label(earlier.span, "for the first time")],
                    help="take one of them out, or ask what was meant",
                )


LINT = Lint(lint.REPEATED_CONDITION, find)
