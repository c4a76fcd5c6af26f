"""The cheapest set of changes that makes a node compatible, found best first.

A* (P. E. Hart, N. J. Nilsson and B. Raphael, A Formal Basis for the Heuristic Determination of Minimum Cost Paths, 1968) over
sets of changes. Each requirement that is not met needs one of its changes at least, so what is still to pay is no less than the
cheapest change of each of several requirements that have none in common. A set is taken only after the reference evaluator has
found the node compatible with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import count
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from compatlang.analyze.nearest.change import Change, Cost, Removed, added, changed, cost
from compatlang.analyze.nearest.moves import Moves, Now, hardest
from compatlang.analyze.nearest.records import records
from compatlang.decision.graph import YES
from compatlang.evaluate.reference import Evaluator
from compatlang.evaluate.verdict import evaluate
from compatlang.ir import model as ir
from compatlang.lower import lower
from compatlang.schema import Domain
from compatlang.snapshot import Snapshot
from compatlang.typed import tree as typed


class Question(NamedTuple):
    """A policy with its arguments, the node that it is asked about, and the domains that there are."""

    program: typed.Program
    policy: str
    arguments: Sequence[typed.Value]
    tags: frozenset[str]
    snapshot: Snapshot
    domains: Mapping[str, Domain]

    def is_compatible(self, changes: Iterable[Change]) -> bool:
        """Whether the reference evaluator finds the node compatible after the changes."""
        evaluator = Evaluator(self.program, changed(self.snapshot, changes, self.domains))
        return evaluate(evaluator, self.policy, self.arguments, self.tags).decision.verdict == "compatible"


Steps: TypeAlias = Mapping[Change, str]
"""Changes, each with the requirement for which it was made."""


class Goal(NamedTuple):
    """A requirement, or a group of profiles: alternatives, each of which is named conditions that must all be yes."""

    name: str
    alternatives: tuple[tuple[tuple[str, ir.ConditionRef], ...], ...]


class Ahead(NamedTuple):
    """What is tried next, and what is still to pay at least."""

    changes: Steps
    least: Cost


class Search:
    """The search for one policy on one node.

    Once it has run, `blocked` are the requirements that nothing could meet where the fewest were in the way, and `gave_up`
    says that the budget was used up before everything was tried.
    """

    def __init__(self, question: Question) -> None:
        lowered = lower(question.program, {question.policy: question.arguments}, question.tags)
        self.moves = Moves(lowered, question.snapshot, question.domains, records)
        self.blocked: tuple[str, ...] = ()
        self.gave_up = False
        self._question = question
        self._goals = list(_goals(lowered.policies[0]))

    def run(self, budget: int) -> Steps | None:
        """The cheapest changes, None where none was found; at most so many sets of changes are looked at."""
        numbers = count()
        waiting: list[tuple[Cost, int, int, Steps]] = [(cost([]), 0, next(numbers), {})]
        reached = {frozenset[Change]()}
        for _ in range(budget):
            if not waiting:
                return None
            bound, _, _, steps = heappop(waiting)
            ahead = self._ahead(steps)
            if ahead is None:
                if self._question.is_compatible(steps):
                    return steps
                continue
            least = max(bound, added(cost(steps), ahead.least))
            for change, name in ahead.changes.items():
                changes = frozenset((*steps, change))
                if changes not in reached:
                    reached.add(changes)
                    # Of equals the one that has come furthest goes first.
                    entry = (max(least, cost(changes)), -len(changes), next(numbers), {**steps, change: name})
                    heappush(waiting, entry)
        self.gave_up = bool(waiting)
        return None

    def order(self, steps: Steps) -> dict[str, int]:
        """The places of the requirements of steps, in the order of the policy."""
        names = [name for goal in self._goals for those in goal.alternatives for name, _ in those]
        return {name: names.index(name) for name in steps.values()}

    def _ahead(self, steps: Steps) -> Ahead | None:
        """What would bring the requirement nearer that is hardest to meet; None where all are met."""
        now = self._now(steps)
        used = {slot for each in steps for slot in each.slots}
        found = {
            goal.name: {each: name for each, name in self._towards(goal, now).items() if not each.slots & used}
            for goal in self._goals
            if not self._is_met(goal, now)
        }
        blocked = tuple(name for name, those in found.items() if not those)
        if blocked and (not self.blocked or len(blocked) < len(self.blocked)):
            self.blocked = blocked
        return Ahead(hardest(list(found.values())), _least(found.values())) if found else None

    def _now(self, steps: Steps) -> Now:
        """What the node has become."""
        effects = (each for change in steps for each in change.effects)
        gone = frozenset((each.domain, each.instance) for each in effects if isinstance(each, Removed))
        return Now(changed(self._question.snapshot, steps, self._question.domains), gone)

    def _is_met(self, goal: Goal, now: Now) -> bool:
        truth = self.moves.atoms.truth
        return any(all(truth(each, now.snapshot) == YES for _, each in those) for those in goal.alternatives)

    def _towards(self, goal: Goal, now: Now) -> Steps:
        """For each alternative, what brings that requirement of it nearer which is hardest to meet."""
        found: dict[Change, str] = {}
        for those in goal.alternatives:
            open_ones = [(name, each) for name, each in those if self.moves.atoms.truth(each, now.snapshot) != YES]
            moves = [dict.fromkeys(self.moves.towards(each, True, now), name) for name, each in open_ones]
            found = {**hardest(moves), **found}
        return found


def _least(found: Iterable[Steps]) -> Cost:
    """The cheapest change of each of some requirements, no two of which could be met by the same change."""
    cheapest = sorted(((min(map(_alone, those)), those) for those in found if those), key=itemgetter(0), reverse=True)
    least, counted = cost([]), set[Change]()
    for paid, those in cheapest:
        if counted.isdisjoint(those):
            least = added(least, paid)
            counted.update(those)
    return least


def _alone(change: Change) -> Cost:
    return cost([change])


def _goals(policy: ir.Policy) -> Iterator[Goal]:
    for each in policy.statements:
        if each.kind == "require":
            yield Goal(each.name, (((each.name, each.condition),),))
    for group in policy.groups:
        alternatives = tuple(
            tuple((each.name, each.condition) for each in profile.statements if each.kind == "require")
            for profile in group.profiles
        )
        yield Goal(f"{group.owner}/profile" if group.owner else "profile", alternatives)
