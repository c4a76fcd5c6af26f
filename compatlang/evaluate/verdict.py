"""From answers to a verdict: every statement of a policy is asked, and `judge` says what follows.

With `reference` this is the meaning of the language; every other evaluator agrees with both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from compatlang.evaluate.judge import Profile, Truths, choose, judge
from compatlang.evaluate.reference import Evaluator
from compatlang.evaluate.report import Decision
from compatlang.typed import tree as typed
from compatlang.typed.expand import Group, Placed, PlacedProfile, expand, with_tags
from compatlang.values.truth import Truth, conjunction, disjunction, negation


class Answer(NamedTuple):
    """A statement of a policy and what became of it; of a requirement, whether it is met."""

    placed: Placed
    truth: Truth


class ProfileAnswer(NamedTuple):
    """A profile: whether it holds, and the answers to its statements."""

    name: str
    profile: typed.Profile
    truth: Truth
    answers: tuple[Answer, ...]


class GroupAnswer(NamedTuple):
    """A group of profiles and the one that is chosen."""

    owner: str
    profiles: tuple[ProfileAnswer, ...]
    chosen: ProfileAnswer | None


class Evaluation(NamedTuple):
    """A policy on a snapshot, before anything is explained."""

    decision: Decision
    answers: tuple[Answer, ...]
    groups: tuple[GroupAnswer, ...]


def evaluate(
    evaluator: Evaluator, policy: str, arguments: Sequence[typed.Value], tags: frozenset[str] = frozenset()
) -> Evaluation:
    """The verdict and score of a policy, given a value for each of its parameters."""
    expansion = with_tags(expand(evaluator.program, policy, arguments), tags)
    answers = tuple(_answer(evaluator, each) for each in expansion.statements)
    groups = tuple(_group(evaluator, each) for each in expansion.groups)
    name = evaluator.program.policies[policy].name
    decision = judge(name, _truths(answers), [[_judged(each) for each in group.profiles] for group in groups])
    return Evaluation(decision, answers, groups)


def _group(evaluator: Evaluator, group: Group) -> GroupAnswer:
    profiles = tuple(_profile(evaluator, each) for each in group.profiles)
    chosen = choose([_judged(each) for each in profiles])
    return GroupAnswer(
        group.owner, profiles, next((each for each in profiles if chosen and each.name == chosen.name), None)
    )


def _profile(evaluator: Evaluator, placed: PlacedProfile) -> ProfileAnswer:
    answers = tuple(_answer(evaluator, each) for each in placed.statements)
    truth = conjunction(each.truth for each in answers if is_requirement(each))
    return ProfileAnswer(placed.name, placed.profile, truth, answers)


def _judged(answer: ProfileAnswer) -> Profile:
    return Profile(answer.name, answer.profile.weight, _truths(answer.answers))


def _truths(answers: Sequence[Answer]) -> Truths:
    return Truths(
        tuple((each.placed.name, each.truth) for each in answers if is_requirement(each)),
        tuple((each.placed.name, each.truth) for each in answers if is_warning(each)),
        tuple(
            (each.placed.statement.weight, each.truth)
            for each in answers
            if isinstance(each.placed.statement, typed.Preference)
        ),
    )


def _answer(evaluator: Evaluator, placed: Placed) -> Answer:
    statement = placed.statement
    guard = conjunction(
        evaluator.condition(each.condition, evaluator.environment(each.frame)) for each in placed.guards
    )
    truth = evaluator.condition(statement.condition, evaluator.environment(placed.frame))
    if isinstance(statement, typed.Preference):
        return Answer(placed, conjunction([guard, truth]))
    if statement.kind == "forbid":
        truth = negation(truth)
    return Answer(placed, disjunction([negation(guard), truth]))


def is_requirement(answer: Answer) -> bool:
    """Whether the statement decides the verdict."""
    statement = answer.placed.statement
    return isinstance(statement, typed.Requirement) and statement.kind != "warn"


def is_warning(answer: Answer) -> bool:
    """Whether the statement is a `warn`."""
    statement = answer.placed.statement
    return isinstance(statement, typed.Requirement) and statement.kind == "warn"
