"""Conditions that are never *no*: `x != 1 or x != 2`, and `true` where a question should be.

`x < 5 or x >= 5` is none of them: it is *no* where there is no x, and some write it to say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import and_

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.blocks import disjunctions
from compatlang.lint.regions import Region, Subject, facts
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.typed import tree as typed


def find(view: View) -> Iterator[Diagnostic]:
    """Tautologies of one value, and requirements that ask nothing."""
    for block in disjunctions(view):
        refused: dict[Subject, list[Region]] = {}
        for fact in (each for condition in block if len(facts(condition)) == 1 for each in facts(condition)):
            refused.setdefault(fact.subject, []).append(~fact.region)
        if any(not reduce(and_, regions) for regions in refused.values()):
            yield lint.ALWAYS_TRUE.at(
                block[0].span.to(block[-1].span),
                "one of these always holds",
                help="to refuse each of several values, join them by `and`, or write `not in [ … ]`",
            )
    for requirement in view.meant(typed.Requirement):
        condition = requirement.condition
        if isinstance(condition, typed.Truth) and condition.value is (requirement.kind != "forbid"):
            yield lint.ALWAYS_TRUE.at(
                condition.span,
                f"`{requirement.name}` asks nothing of a node",
                help="write what is needed, or take the statement out",
            )


LINT = Lint(lint.ALWAYS_TRUE, find)
