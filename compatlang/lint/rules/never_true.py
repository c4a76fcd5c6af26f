"""Conditions joined by *and* that no value meets: `kernel.version < 5.10` and `kernel.version >= 5.15`.

What stands in a `when` counts only where its condition holds, so the two are put together. Only questions to one and the same
value are, so that what is found is certain.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic, Label
from compatlang.diagnostics.codes import lint
from compatlang.lint.blocks import Block, conjunctions, guarded
from compatlang.lint.regions import Fact, Region, Subject, facts
from compatlang.lint.rule import Lint
from compatlang.lint.view import View


def find(view: View) -> Iterator[Diagnostic]:
    """Blocks that cannot hold."""
    for block in (*conjunctions(view), *guarded(view)):
        yield from _contradiction(block)


def _contradiction(block: Block) -> Iterator[Diagnostic]:
    met: dict[Subject, tuple[Region, Fact]] = {}
    for fact in (each for condition in block for each in facts(condition)):
        region, earlier = met.get(fact.subject, (fact.region, fact))
        left = region & fact.region
        if not left:
            yield lint.NEVER_TRUE.at(
                fact.span,
                "no node can meet this together with what stands before it",
                labels=[Label(earlier.span, "together with this")] if earlier is not fact else [],
                help="for either of them to hold, join them by `or`",
            )
            return
        met[fact.subject] = (left, earlier if left == region else fact)


LINT = Lint(lint.NEVER_TRUE, find)
