"""A snapshot on which conditions have the truths that are asked for, or proof that there is none.

    conditions --ground--> formula --search--> states --instances--> and those of instances --realize--> snapshot --confirm-->

A witness is only called one once `confirm` has evaluated it. Proof is a search that ended without one, in which no state was
left out for another reason than that nothing goes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from compatlang.analyze.answers import Answer, Proved, Undecided, Witness
from compatlang.analyze.counting import link_counts
from compatlang.analyze.formula import NO, UNKNOWN, YES, Goal, States, Truths, VariableRef
from compatlang.analyze.ground import Grounding
from compatlang.analyze.instances import Assignment, Blame, Instances
from compatlang.analyze.propagate import ConflictError, Propagation
from compatlang.analyze.realize import snapshot
from compatlang.analyze.search import Budget, BudgetError, search
from compatlang.analyze.total import Totals
from compatlang.ir import model as ir
from compatlang.ir.model import ConditionRef
from compatlang.snapshot import Snapshot

Confirm: TypeAlias = Callable[[Snapshot], bool]
"""Whether a snapshot does what it was found for, as the reference evaluator has it."""

STEPS = 5_000
"""The budget of one question, where none is given."""

_MOST_UNCONFIRMED = 20
"""Snapshots that were not confirmed, or not made, before a question is given up."""


class Wanted(NamedTuple):
    """A condition, and the truths of which it shall have one."""

    condition: ConditionRef
    truths: Truths = YES


class Solver:
    """Answers questions about the conditions of one `Ir` that were named as `roots`."""

    def __init__(self, program: ir.Ir, roots: Sequence[ConditionRef], steps: int = STEPS) -> None:
        self._grounding = Grounding(program, tuple(dict.fromkeys(roots)))
        link_counts(self._grounding)
        self._steps = steps
        self._totals = Totals(self._grounding)
        self._learned: list[Goal] = []
        """What was found not to go together; it holds for all questions."""

    def find(self, wanted: Sequence[Wanted], confirm: Confirm) -> Answer:
        """A confirmed snapshot on which each condition has one of its truths, or proof that there is none."""
        try:
            return _Question(self._grounding, self._totals, self._goals(wanted), self._learned, self._steps).answer(
                confirm
            )
        except BudgetError:
            return Undecided(past_budget=True)

    def _goals(self, wanted: Sequence[Wanted]) -> list[Goal]:
        return [Goal(self._grounding.nodes[each.condition], each.truths) for each in wanted]


def find(program: ir.Ir, wanted: Sequence[Wanted], confirm: Confirm, steps: int = STEPS) -> Answer:
    """`Solver.find` for a single question."""
    return Solver(program, [each.condition for each in wanted], steps).find(wanted, confirm)


class _Question:
    def __init__(
        self, grounding: Grounding, totals: Totals, goals: Sequence[Goal], learned: list[Goal], steps: int
    ) -> None:
        self._grounding = grounding
        self._formula = grounding.formula
        self._totals = totals
        self._learned = learned
        self._goals = [*grounding.side[""], *goals, *learned]
        self._budget = Budget(steps)
        self._complete = grounding.complete
        self._unconfirmed = 0
        domains = dict.fromkeys(each.domain for each in grounding.quantified.values())
        self._instances = {each: Instances(grounding, each, self._budget) for each in domains}

    def answer(self, confirm: Confirm) -> Answer:
        """The first snapshot that is confirmed."""
        for region in search(self._formula, self._goals, self._formula.states, self._budget):
            for states in self._all_totals(region):
                found = self._made(states)
                if isinstance(found, Snapshot) and confirm(found):
                    return Witness(found)
                self._reject(states, found)
                if self._unconfirmed > _MOST_UNCONFIRMED:
                    return Undecided(past_budget=False)
        return Proved() if self._complete else Undecided(past_budget=False)

    def _all_totals(self, region: Sequence[States]) -> Iterator[list[States]]:
        """The plainest states at once, where they go together, then one by one."""
        plain = self._plainest(region)
        if plain is not None:
            yield plain
        yield from search(self._formula, self._goals, region, self._budget, self._totals.split)

    def _plainest(self, region: Sequence[States]) -> list[States] | None:
        """All choices at once: those of domains, and what follows from them, before those of values."""
        states = list(region)
        try:
            while choices := self._totals.next_choices(states):
                for variable, chosen in choices.items():
                    states[variable] = chosen
                self._budget.spend()
                Propagation(self._formula, states).narrow(self._goals)
        except ConflictError:
            return None
        return states

    def _made(self, states: Sequence[States]) -> Snapshot | Blame:
        instances: dict[str, list[Assignment]] = {}
        for domain, each in self._instances.items():
            found = each.find(states)
            if isinstance(found, Blame):
                return found
            instances[domain] = found
        return snapshot(self._grounding, states, instances)

    def _reject(self, states: Sequence[States], found: Snapshot | Blame) -> None:
        """These states shall not be tried again. Where that is no fact, there is no proof any more."""
        if isinstance(found, Snapshot):
            those: list[tuple[VariableRef, States]] = [
                (each, left) for each, left in enumerate(states) if left & (left - 1) == 0
            ]
            found = Blame(tuple(those), proved=False)
        goal = found.goal(self._grounding)
        self._goals.append(goal)
        if found.proved:
            self._learned.append(goal)
        else:
            self._complete = False
            self._unconfirmed += 1


__all__ = ["NO", "UNKNOWN", "YES", "Confirm", "Solver", "Wanted", "find"]
