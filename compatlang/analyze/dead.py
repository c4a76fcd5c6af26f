"""What in a policy never decides: requirements that the others settle, profiles that are never chosen.

A requirement is *always* met where no snapshot makes all else of the policy yes and it alone not. A profile is *never* chosen
where the policy is compatible on no snapshot that chooses it. What settles it is named, as few others as do. In a policy that
nothing satisfies everything would be dead; of that the requirements are named that contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec

from compatlang.analyze.answers import Answer, Proved, Undecided, Witness
from compatlang.analyze.policies import Group, Part, Policy, Profile, conditions
from compatlang.analyze.solver import NO, STEPS, UNKNOWN, YES, Solver, Wanted
from compatlang.evaluate.verdict import Answer as StatementAnswer
from compatlang.evaluate.verdict import Evaluation, is_requirement
from compatlang.ir.model import ConditionRef
from compatlang.snapshot import Snapshot
from compatlang.values.truth import Truth


class Finding(msgspec.Struct, frozen=True):
    """Something that never decides, or of which that could not be settled.

    `because` are the other requirements, profiles and groups that settle it; without any it is so by itself.
    """

    kind: Literal["requirement", "profile"]
    name: str
    state: Literal["always", "never", "undecided"]
    """A requirement is always met, a profile never chosen."""
    because: tuple[str, ...] = ()


class Deadness(msgspec.Struct, frozen=True):
    """Whether a policy can be satisfied; where it cannot, what contradicts itself; else what in it is dead."""

    satisfiable: Answer
    contradiction: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def dead(policy: Policy, steps: int = STEPS) -> Deadness:
    """All that is dead in a policy."""
    return _Looking(policy, steps).found()


def dead_requirements(policy: Policy, steps: int = STEPS) -> tuple[Finding, ...]:
    """The requirements of a policy, and of its profiles, that never decide."""
    return tuple(each for each in dead(policy, steps).findings if each.kind == "requirement")


def dead_profiles(policy: Policy, steps: int = STEPS) -> tuple[Finding, ...]:
    """The profiles of a policy that are never chosen."""
    return tuple(each for each in dead(policy, steps).findings if each.kind == "profile")


class _Goal(msgspec.Struct, frozen=True):
    """A part, and the truths that it shall have."""

    part: Part
    truths: int = YES


class _Looking:
    def __init__(self, policy: Policy, steps: int) -> None:
        self._policy = policy
        self._solver = Solver(policy.ir, list(conditions(policy)), steps)
        self._parts = [*policy.requirements, *(Part(_group_name(each), each.condition) for each in policy.groups)]
        self._seen: list[tuple[dict[ConditionRef, Truth], Snapshot]] = []
        """What each witness so far answers: most questions have one of them for an answer already."""

    def found(self) -> Deadness:
        """The findings in the order of the policy."""
        answer = self._ask([_Goal(each) for each in self._parts])
        if isinstance(answer, Proved):
            return Deadness(
                answer, tuple(each.part.name for each in self._least([_Goal(each) for each in self._parts]))
            )
        if isinstance(answer, Undecided):
            return Deadness(answer)
        findings = [*self._requirements(self._policy.requirements, ())]
        for group in self._policy.groups:
            for profile in group.profiles:
                findings += self._profile(group, profile)
        return Deadness(answer, (), tuple(findings))

    def _profile(self, group: Group, profile: Profile) -> Iterator[Finding]:
        """A profile that is never chosen, else those of its requirements that never decide."""
        own = [_Goal(each) for each in profile.requirements]
        others = [_Goal(each) for each in self._parts if each.condition != group.condition]
        better = [_Goal(Part(each.name, each.condition), NO | UNKNOWN) for each in _preferred(group, profile)]
        answer = self._ask([*others, *own])
        if isinstance(answer, Witness):
            answer = self._ask([*others, *own, *better])
        if isinstance(answer, Witness):
            yield from self._requirements(profile.requirements, (group.condition,))
        elif isinstance(answer, Undecided):
            yield Finding("profile", profile.name, "undecided")
        else:
            blamed = [each.part.name for each in self._least([*others, *own, *better]) if each not in own]
            yield Finding("profile", profile.name, "never", tuple(blamed))

    def _requirements(self, requirements: Sequence[Part], without: Sequence[ConditionRef]) -> Iterator[Finding]:
        """Requirements that are yes wherever the others are, and the policy's own."""
        around = [each for each in self._parts if each not in requirements and each.condition not in without]
        for each in requirements:
            others = [_Goal(other) for other in (*requirements, *around) if other is not each]
            failing = _Goal(each, NO | UNKNOWN)
            answer = self._ask([failing, *others])
            if isinstance(answer, Undecided):
                yield Finding("requirement", each.name, "undecided")
            elif isinstance(answer, Proved):
                blamed = [goal.part.name for goal in self._least([failing, *others]) if goal is not failing]
                yield Finding("requirement", each.name, "always", tuple(blamed))

    def _least(self, goals: Sequence[_Goal]) -> list[_Goal]:
        """As few of the goals as cannot be met together already."""
        kept = list(goals)
        for each in goals[::-1]:
            fewer = [other for other in kept if other is not each]
            if isinstance(self._ask(fewer), Proved):
                kept = fewer
        return kept

    def _ask(self, goals: Sequence[_Goal]) -> Answer:
        for answers, snapshot in self._seen:
            if all(_meets(answers[each.part.condition], each.truths) for each in goals):
                return Witness(snapshot)

        def confirm(snapshot: Snapshot) -> bool:
            answers = self._answers(self._policy.evaluate(snapshot))
            if all(_meets(answers[each.part.condition], each.truths) for each in goals):
                self._seen.append((answers, snapshot))
                return True
            return False

        return self._solver.find([Wanted(each.part.condition, each.truths) for each in goals], confirm)

    def _answers(self, evaluation: Evaluation) -> dict[ConditionRef, Truth]:
        """What the reference evaluator says of every part."""
        answers = dict(zip(_refs(self._policy.requirements), _truths(evaluation.answers), strict=True))
        for group, evaluated in zip(self._policy.groups, evaluation.groups, strict=True):
            for profile, held in zip(group.profiles, evaluated.profiles, strict=True):
                answers |= zip(_refs(profile.requirements), _truths(held.answers), strict=True)
                answers[profile.condition] = held.truth
            answers[group.condition] = max(each.truth for each in evaluated.profiles)
        return answers


def _preferred(group: Group, profile: Profile) -> list[Profile]:
    """The profiles that are chosen instead where they hold: heavier ones, and of equals those before."""
    place = group.profiles.index(profile)
    before = [each for each in group.profiles[:place] if each.weight >= profile.weight]
    return before + [each for each in group.profiles[place + 1 :] if each.weight > profile.weight]


def _group_name(group: Group) -> str:
    """What a group is called: by its profiles."""
    return " or ".join(each.name for each in group.profiles)


def _meets(truth: Truth, wanted: int) -> bool:
    return bool(1 << truth & wanted)


def _refs(parts: Iterable[Part]) -> list[ConditionRef]:
    return [each.condition for each in parts]


def _truths(answers: Iterable[StatementAnswer]) -> list[Truth]:
    return [each.truth for each in answers if is_requirement(each)]
