"""Two `when` blocks of one policy with the same condition: one of them is easily changed without the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compatlang.diagnostics import Diagnostic, Label
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.typed import tree as typed


def find(view: View) -> Iterator[Diagnostic]:
    """Each later one of such blocks."""
    for policy in view.policies:
        yield from _repeated(policy.statements)


def _repeated(statements: Sequence[typed.Statement]) -> Iterator[Diagnostic]:
    met: dict[typed.Condition, typed.When] = {}
    for each in statements:
        if isinstance(each, typed.When):
            earlier = met.setdefault(each.condition, each)
            if earlier is not each:
                yield lint.REPEATED_WHEN.at(
                    each.condition.span,
                    "another `when` of this block has the same condition",
                    labels=[Label(earlier.condition.span, "here")],
                    help="write the statements of both into one",
                )
        if isinstance(each, typed.When | typed.Profile):
            yield from _repeated(each.statements)


LINT = Lint(lint.REPEATED_WHEN, find)
