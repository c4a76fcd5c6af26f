"""A requirement that holds wherever another one of the policy does: `kernel.version >= 5.10` beside `>= 5.15`.

So does one in a `when` that asks what its condition says already.

Only questions to one and the same value are compared, with those that are written alike; `compatlang analyze` proves more.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic, Label
from compatlang.diagnostics.codes import lint
from compatlang.lint.demands import Demand, demanded, demands, is_needed
from compatlang.lint.regions import conjuncts
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.typed import tree as typed


def find(view: View) -> Iterator[Diagnostic]:
    """Each requirement and warning of this file that another demand makes superfluous."""
    for when in view.meant(typed.When):
        yield from _repeats_its_guard(when)
    for identifier in view.program.roots:
        found = [
            each
            for each in demands(view.program.policies[identifier], identifier, view)
            if isinstance(each.statement, typed.Requirement) and each.conditions
        ]
        for index, demand in enumerate(found):
            stronger = _stronger(demand, index, found)
            if stronger is not None and "/" not in demand.name:
                yield _implied(demand, stronger, view)


def _repeats_its_guard(when: typed.When) -> Iterator[Diagnostic]:
    guards = conjuncts(when.condition)
    for each in when.statements:
        if isinstance(each, typed.Requirement) and Demand(each.name, each, demanded(each)).follows_from(guards):
            yield lint.IMPLIED_REQUIREMENT.at(
                each.condition.span,
                f"`{each.name}` holds wherever the condition of its `when` does",
                labels=[Label(when.condition.span, "the condition")],
                help="take it out, or take it out of the `when`",
            )


def _stronger(demand: Demand, index: int, found: list[Demand]) -> Demand | None:
    """Another demand from which this one follows; of two that say the same, the later one is superfluous."""
    for at, other in enumerate(found):
        if at != index and is_needed(other) and demand.follows_from(other.conditions):
            same = is_needed(demand) and other.follows_from(demand.conditions)
            if not same or at < index:
                return other
    return None


def _implied(demand: Demand, stronger: Demand, view: View) -> Diagnostic:
    near = stronger.span.file == view.file.name
    return lint.IMPLIED_REQUIREMENT.at(
        demand.statement.condition.span,
        f"`{demand.name}` holds wherever `{stronger.name}` does",
        labels=[Label(stronger.statement.condition.span, f"`{stronger.name}`")] if near else [],
        help="take it out, or say in it what the other one does not",
    )


LINT = Lint(lint.IMPLIED_REQUIREMENT, find)
