"""`all D { … }` is *yes* on a node without any such device, which a requirement seldom means."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.blocks import conjunctions
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.lint.walk import every
from compatlang.typed import tree as typed


def find(view: View) -> Iterator[Diagnostic]:
    """Each `all` beside which nothing asks whether there is one."""
    sure = {id(each) for block in conjunctions(view) for each in block if _asks_for_one(each, block)}
    for quantified in view.meant(typed.Quantified):
        if quantified.kind == "all" and id(quantified) not in sure:
            yield lint.ALL_OF_NOTHING.at(
                quantified.span,
                f"this holds on a node without any `{quantified.domain}`",
                help=f"where there must be one, add `any {quantified.domain} {{ … }}` beside it",
            )


def _asks_for_one(quantified: typed.Condition, block: tuple[typed.Condition, ...]) -> bool:
    if not isinstance(quantified, typed.Quantified):
        return False
    domains = [each.domain for other in block if other is not quantified for each in _sought(other)]
    return quantified.domain in domains


def _sought(condition: typed.Condition) -> Iterator[typed.Quantified | typed.Count]:
    yield from (each for each in every(condition, typed.Quantified) if each.kind == "any")
    yield from every(condition, typed.Count)


LINT = Lint(lint.ALL_OF_NOTHING, find)
