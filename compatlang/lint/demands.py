"""What a policy demands of every node that it accepts, and whether one demand follows from another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compatlang.lint.regions import conjuncts, facts, joined
from compatlang.lint.view import View
from compatlang.lint.walk import every
from compatlang.source import Span
from compatlang.typed import tree as typed
from compatlang.typed.expand import expand


class Demand(NamedTuple):
    """A statement, its name as a report shows it, and the conditions that must all hold for it."""

    name: str
    statement: typed.Requirement | typed.Preference
    conditions: tuple[typed.Condition, ...]

    @property
    def span(self) -> Span:
        """Where the statement stands."""
        return self.statement.span

    def follows_from(self, conditions: Sequence[typed.Condition]) -> bool:
        """Whether a node that meets some conditions meets this demand."""
        left = joined(fact for each in conditions for fact in facts(each))
        return all(
            each in conditions
            or (
                bool(facts(each))
                and all(fact.subject in left and left[fact.subject].within(fact.region) for fact in facts(each))
            )
            for each in self.conditions
        )


def demands(policy: typed.Policy, identifier: str, view: View) -> Iterator[Demand]:
    """What stands outside `when` and profiles, of what the policy includes too. What depends on a parameter is left out."""
    arguments = tuple(typed.Parameter(each.name, each.type, span=each.span) for each in policy.parameters)
    for placed in expand(view.program, identifier, arguments).statements:
        if not placed.guards and next(every(placed.statement.condition, typed.Parameter), None) is None:
            yield Demand(placed.name, placed.statement, demanded(placed.statement))


def demanded(statement: typed.Requirement | typed.Preference) -> tuple[typed.Condition, ...]:
    """The conditions that must all hold for a statement; for a `forbid` they are negations."""
    if not isinstance(statement, typed.Requirement) or statement.kind != "forbid":
        return conjuncts(statement.condition)
    refused = statement.condition
    operands = refused.operands if isinstance(refused, typed.Or) else (refused,)
    return tuple(typed.Not(each, span=each.span) for each in operands)


def is_needed(demand: Demand) -> bool:
    """Whether a node is refused that does not meet the demand."""
    return isinstance(demand.statement, typed.Requirement) and demand.statement.kind != "warn"
