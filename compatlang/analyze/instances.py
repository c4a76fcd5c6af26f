"""The instances of a domain that answer all quantified questions about it as they shall be answered.

Each question that shall be yes needs one instance of which its condition holds, and no instance may meet the condition of a
question that shall be no. So instances are searched for one by one, each with what it must not meet; where one cannot be
found, the questions that are to blame are named, and never asked together again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from compatlang.analyze.formula import NO, UNKNOWN, YES, Atom, Goal, NodeRef, States, Truths, VariableRef
from compatlang.analyze.ground import Grounding, Quantified
from compatlang.analyze.propagate import Propagation
from compatlang.analyze.search import Budget, search
from compatlang.analyze.total import split_instance

Assignment: TypeAlias = tuple[States, ...]
"""One state of each variable, those of attributes as one instance has them."""

_MOST_INSTANCES = 4096
"""A count that asks for more is left undecided."""


class Blame(NamedTuple):
    """Variables whose states do not go together; `proved` where nothing at all goes with them."""

    states: tuple[tuple[VariableRef, States], ...]
    proved: bool

    def goal(self, grounding: Grounding) -> Goal:
        """At least one of the variables has another state."""
        formula = grounding.formula
        others = [
            formula.add(Atom(variable, those, 0, formula.states[variable] & ~those)) for variable, those in self.states
        ]
        return Goal(formula.joined(others, conjunction=False), YES)


class _Bound(NamedTuple):
    """What no instance may exceed, because of a question and its states."""

    goal: Goal
    variable: VariableRef
    states: States


class Instances:
    """Finds the instances of one domain. What was found for some questions is remembered."""

    def __init__(self, grounding: Grounding, domain: str, budget: Budget) -> None:
        self._grounding = grounding
        self._budget = budget
        self._asked = [each for each in grounding.quantified.values() if each.domain == domain]
        self._side = grounding.side.get(domain, [])
        self._variable, self._domain = grounding.domains[domain]
        self._own = grounding.own_variables(domain)
        self._outer = sorted(grounding.formula.variables_below(each.inner for each in self._asked) - self._own)
        """Variables of the node itself that conditions of instances ask, too."""
        self._found: dict[tuple[object, ...], Assignment | None] = {}

    def find(self, states: Sequence[States]) -> list[Assignment] | Blame:
        """Instances that go with the states of the quantified questions, or what does not go together."""
        reporting = self._domain.states[states[self._variable].bit_length() - 1]
        if "instances" not in reporting.kinds:
            return []
        finding = _Finding(self, states, partial=reporting.partial)
        return finding.blame() or finding.instances

    # What `_Finding` asks of the domain

    @property
    def asked(self) -> Sequence[Quantified]:
        """The quantified questions."""
        return self._asked

    def is_free(self, asked: Quantified, states: Sequence[States]) -> bool:
        """Whether a question may be answered in any way."""
        return states[asked.variable] == self._grounding.formula.states[asked.variable]

    def truth(self, node: NodeRef, instance: Assignment) -> Truths:
        """What a condition answers of an instance."""
        return Propagation(self._grounding.formula, list(instance)).possible(node)

    def search(self, goals: Sequence[Goal], states: Sequence[States]) -> Assignment | None:
        """An instance that meets the goals, or None where there is none."""
        key = (*goals, *(states[each] for each in self._outer))
        if key not in self._found:
            formula = self._grounding.formula
            start = [initial if place in self._own else states[place] for place, initial in enumerate(formula.states)]
            found = search(
                formula, [*goals, *self._side], start, self._budget, lambda left: split_instance(left, self._own)
            )
            self._found[key] = next((tuple(each) for each in found), None)
        return self._found[key]

    def context(self, states: Sequence[States], nodes: Sequence[NodeRef]) -> list[tuple[VariableRef, States]]:
        """What conditions of instances depend on besides the instance."""
        outer = sorted(self._grounding.formula.variables_below(nodes) - self._own)
        return [(each, states[each]) for each in (self._variable, *outer)]


class _Finding:
    """One set of instances in the making."""

    def __init__(self, domain: Instances, states: Sequence[States], *, partial: bool) -> None:
        self.instances: list[Assignment] = []
        self._domain = domain
        self._states = states
        self._partial = partial
        self._bounds = [bound for each in domain.asked if (bound := self._bound(each)) is not None]

    def _bound(self, asked: Quantified) -> _Bound | None:
        """The most that each instance may answer."""
        states = self._states[asked.variable]
        greatest = 1 << (states.bit_length() - 1)
        if asked.ranges is not None:
            low, high = asked.ranges.bounds[states.bit_length() - 1]
            greatest = NO if high == 0 else UNKNOWN if low == 0 else YES
        if greatest == YES or self._domain.is_free(asked, self._states):
            return None
        return _Bound(Goal(asked.inner, 2 * greatest - 1), asked.variable, states)

    def blame(self) -> Blame | None:
        """Makes the instances, or says what does not go together."""
        existing = [each for each in self._domain.asked if each.ranges is None]
        counted = [
            each
            for each in self._domain.asked
            if each.ranges is not None and not self._domain.is_free(each, self._states)
        ]
        self._one_for_all(existing)
        for each in existing:
            if not self._is_met(each) and not self._add(each, self._states[each.variable]):
                return self._blame(each, self._states[each.variable])
        for each in counted:
            for truth, number in self._missing(each):
                if number > _MOST_INSTANCES:
                    return self._unproved()
                if number > 0 and not self._add(each, truth, number, counted):
                    return self._blame(each, truth)
        return None if all(map(self._is_met, self._domain.asked)) else self._unproved()

    def _one_for_all(self, existing: Sequence[Quantified]) -> None:
        """One instance that answers all questions, where there is one: the fewer, the plainer."""
        needing = [Goal(each.inner, YES) for each in existing if self._states[each.variable] == YES]
        if len(needing) > 1:
            found = self._domain.search([*needing, *(each.goal for each in self._bounds)], self._states)
            self.instances += [] if found is None else [found]

    def _add(self, asked: Quantified, wanted: Truths, number: int = 1, counted: Sequence[Quantified] = ()) -> bool:
        """So many instances that answer yes, or unknown, where they can be had such that other counts do not have them."""
        others = [Goal(each.inner, NO) for each in counted if each is not asked]
        for truth in (YES, UNKNOWN):
            if wanted & truth:
                goals = [Goal(asked.inner, truth), *(each.goal for each in self._bounds)]
                found = self._domain.search([*goals, *others], self._states) if others else None
                found = found or self._domain.search(goals, self._states)
                if found is not None:
                    self.instances += [found] * number
                    return True
        return False

    def _missing(self, asked: Quantified) -> list[tuple[Truths, int]]:
        """How many instances a count lacks that answer yes, and how many that are unknown."""
        assert asked.ranges is not None
        low, high = asked.ranges.bounds[self._states[asked.variable].bit_length() - 1]
        certain, possible = self._counted(asked)
        missing = [(YES, asked.ranges.least(low) - certain)]
        if high > low and not self._partial:
            missing.append((UNKNOWN, asked.ranges.least(high) - max(possible, asked.ranges.least(low))))
        return missing

    def _counted(self, asked: Quantified) -> tuple[int, int]:
        """How many of the instances certainly and possibly answer yes."""
        truths = [self._domain.truth(asked.inner, each) for each in self.instances]
        return sum(each == YES for each in truths), sum(each != NO for each in truths)

    def _is_met(self, asked: Quantified) -> bool:
        """Whether the instances answer a question as it shall be."""
        if self._domain.is_free(asked, self._states):
            return True
        certain, possible = self._counted(asked)
        if asked.ranges is None:
            truth = YES if certain else UNKNOWN if possible or self._partial else NO
            return bool(truth & self._states[asked.variable])
        last = len(asked.ranges.cuts) - 1
        bounds = (asked.ranges.cell_of(certain), last if self._partial else asked.ranges.cell_of(possible))
        return bool(self._states[asked.variable] >> asked.ranges.bounds.index(bounds) & 1)

    def _blame(self, asked: Quantified, wanted: Truths) -> Blame:
        """The bounds because of which there is no instance are to blame; those that do not matter are left out."""
        kept = list(self._bounds)
        for each in self._bounds:
            self._bounds = [other for other in kept if other is not each]
            if not self._add(asked, wanted):
                kept = self._bounds
        own = (asked.variable, self._states[asked.variable])
        involved = [(each.variable, each.states) for each in kept if each.variable != asked.variable]
        context = self._domain.context(self._states, [asked.inner, *(each.goal.node for each in kept)])
        return Blame((*context, own, *involved), proved=True)

    def _unproved(self) -> Blame:
        involved = [(each.variable, self._states[each.variable]) for each in self._domain.asked]
        context = self._domain.context(self._states, [each.inner for each in self._domain.asked])
        return Blame((*context, *involved), proved=False)
