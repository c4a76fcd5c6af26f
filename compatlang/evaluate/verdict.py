"""From conditions to a verdict: requirements, preferences, groups of profiles and scores, written plainly.

With `reference` this is the meaning of the language; every other evaluator agrees with both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from compatlang.evaluate.expand import Expansion, Placed, expand
from compatlang.evaluate.reference import Evaluator
from compatlang.evaluate.report import Score, Verdict
from compatlang.typed import tree as typed
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
    """A group of profiles and the one that is chosen: the heaviest that certainly holds, the first of equals."""

    owner: str
    profiles: tuple[ProfileAnswer, ...]
    chosen: ProfileAnswer | None


class Evaluation(NamedTuple):
    """A policy on a snapshot, before anything is explained."""

    verdict: Verdict
    degraded: bool
    score: Score
    answers: tuple[Answer, ...]
    groups: tuple[GroupAnswer, ...]


def evaluate(
    evaluator: Evaluator, policy: str, arguments: Sequence[typed.Value], tags: frozenset[str] = frozenset()
) -> Evaluation:
    """The verdict and score of a policy, given a value for each of its parameters."""
    expansion = with_tags(expand(evaluator.program, policy, arguments), tags)
    answers = tuple(_answer(evaluator, each) for each in expansion.statements)
    groups = tuple(
        _group(group.owner, [_profile(evaluator, each.name, each.profile, each.statements) for each in group.profiles])
        for group in expansion.groups
    )
    return Evaluation(
        _verdict(answers, groups),
        _degraded(answers, groups),
        _score(answers, groups),
        answers,
        groups,
    )


def with_tags(expansion: Expansion, tags: frozenset[str]) -> Expansion:
    """Only the profiles that have one of the tags, in groups where some profile has; without tags, all."""
    if not tags:
        return expansion
    groups = []
    for group in expansion.groups:
        kept = tuple(each for each in group.profiles if each.profile.tag in tags)
        groups.append(group._replace(profiles=kept or group.profiles))
    return expansion._replace(groups=tuple(groups))


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


def _profile(evaluator: Evaluator, name: str, profile: typed.Profile, statements: Sequence[Placed]) -> ProfileAnswer:
    answers = tuple(_answer(evaluator, each) for each in statements)
    truth = conjunction(each.truth for each in answers if is_requirement(each))
    return ProfileAnswer(name, profile, truth, answers)


def _group(owner: str, profiles: Sequence[ProfileAnswer]) -> GroupAnswer:
    holding = [each for each in profiles if each.truth is Truth.YES]
    chosen = max(holding, key=lambda each: each.profile.weight, default=None)  # `max` keeps the first of equals
    return GroupAnswer(owner, tuple(profiles), chosen)


def _verdict(answers: Sequence[Answer], groups: Sequence[GroupAnswer]) -> Verdict:
    truth = conjunction(
        [
            *(each.truth for each in answers if is_requirement(each)),
            *(disjunction(each.truth for each in group.profiles) for group in groups),
        ]
    )
    verdicts: dict[Truth, Verdict] = {Truth.NO: "incompatible", Truth.UNKNOWN: "unknown", Truth.YES: "compatible"}
    return verdicts[truth]


def _degraded(answers: Sequence[Answer], groups: Sequence[GroupAnswer]) -> bool:
    counting = [*answers, *(each for group in groups if group.chosen is not None for each in group.chosen.answers)]
    return any(is_warning(each) and each.truth is not Truth.YES for each in counting)


def _score(answers: Sequence[Answer], groups: Sequence[GroupAnswer]) -> Score:
    """Bounds between which the score stays, whatever the unknowns turn out to be."""
    certain, possible = _preferences(answers)
    for group in groups:
        candidates = _candidates(group)
        scores = []
        for each in candidates:
            inner = _preferences(each.answers)
            scores.append((each.profile.weight + inner.certain, each.profile.weight + inner.possible))
        if group.chosen is None:
            scores.append((0, 0))  # perhaps none of them holds
        certain += min(each for each, _ in scores)
        possible += max(each for _, each in scores)
    return Score(certain, possible)


def _candidates(group: GroupAnswer) -> list[ProfileAnswer]:
    """The profiles that may turn out to be the chosen one: it, and those that may hold and would go before it."""
    candidates = []
    before = True
    for each in group.profiles:
        if each is group.chosen:
            before = False
            candidates.append(each)
        elif each.truth is not Truth.NO:
            weight = group.chosen.profile.weight if group.chosen is not None else -1
            if each.profile.weight > weight or (each.profile.weight == weight and before):
                candidates.append(each)
    return candidates


def _preferences(answers: Sequence[Answer]) -> Score:
    certain = possible = 0
    for each in answers:
        statement = each.placed.statement
        if isinstance(statement, typed.Preference):
            certain += statement.weight if each.truth is Truth.YES else 0
            possible += statement.weight if each.truth is not Truth.NO else 0
    return Score(certain, possible)
