"""A preference that a requirement of the policy makes true: every compatible node gets its weight, so it orders none."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic, Label
from compatlang.diagnostics.codes import lint
from compatlang.lint.demands import demands, is_needed
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.typed import tree as typed


def find(view: View) -> Iterator[Diagnostic]:
    """Each such preference of this file."""
    for identifier in view.program.roots:
        found = list(demands(view.program.policies[identifier], identifier, view))
        needed = [each for each in found if is_needed(each)]
        for demand in found:
            if isinstance(demand.statement, typed.Preference) and "/" not in demand.name:
                stronger = next((each for each in needed if demand.follows_from(each.conditions)), None)
                if stronger is not None:
                    near = stronger.span.file == view.file.name
                    yield lint.PREFERENCE_WITHOUT_EFFECT.at(
                        demand.statement.condition.span,
                        f"every node that meets `{stronger.name}` meets `{demand.name}`, so its weight orders none",
                        labels=[Label(stronger.statement.condition.span, f"`{stronger.name}`")] if near else [],
                        help="take it out, or prefer more than is required",
                    )


LINT = Lint(lint.PREFERENCE_WITHOUT_EFFECT, find)
