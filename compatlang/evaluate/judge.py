"""From the truths of a policy's statements to its verdict, its score and what is open.

Every evaluator ends here: what a policy makes of its conditions is written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from compatlang.evaluate.report import Decision, Open, Score, Verdict
from compatlang.values.truth import Truth, conjunction, disjunction


class Truths(NamedTuple):
    """The truths of a policy's or a profile's own statements: requirements and warnings by name, preferences by weight."""

    requirements: Sequence[tuple[str, Truth]]
    warnings: Sequence[tuple[str, Truth]]
    preferences: Sequence[tuple[int, Truth]]


class Profile(NamedTuple):
    """A profile and the truths of its statements."""

    name: str
    weight: int
    truths: Truths

    @property
    def truth(self) -> Truth:
        """Whether the profile holds."""
        return conjunction(truth for _, truth in self.truths.requirements)


_VERDICTS: dict[Truth, Verdict] = {Truth.NO: "incompatible", Truth.UNKNOWN: "unknown", Truth.YES: "compatible"}


def judge(policy: str, own: Truths, groups: Sequence[Sequence[Profile]]) -> Decision:
    """The decision of a policy, given its own truths and those of its profiles, a sequence for each group."""
    truth = conjunction(
        [*(each for _, each in own.requirements), *(disjunction(each.truth for each in group) for group in groups)]
    )
    chosen = [choose(group) for group in groups]
    counting = [own, *(each.truths for each in chosen if each is not None)]
    undecided = [
        profile.truths for group, found in zip(groups, chosen, strict=True) if found is None for profile in group
    ]
    return Decision(
        policy,
        _VERDICTS[truth],
        any(each is not Truth.YES for truths in counting for _, each in truths.warnings),
        _score(own, groups, chosen),
        tuple(
            Open(name, each)
            for truths in [own, *undecided]
            for name, each in truths.requirements
            if each is not Truth.YES
        ),
        tuple(each.name for each in chosen if each is not None),
    )


def choose(group: Iterable[Profile]) -> Profile | None:
    """The profile that is chosen: the heaviest that certainly holds, the first of equals."""
    holding = (each for each in group if each.truth is Truth.YES)
    return max(holding, key=lambda each: each.weight, default=None)  # `max` keeps the first of equals


def _score(own: Truths, groups: Sequence[Sequence[Profile]], chosen: Sequence[Profile | None]) -> Score:
    """Bounds between which the score stays, whatever the unknowns turn out to be."""
    certain, possible = _preferences(own)
    for group, found in zip(groups, chosen, strict=True):
        scores = [(0, 0)] if found is None else []  # perhaps none of them holds
        for each in _candidates(group, found):
            inner = _preferences(each.truths)
            scores.append((each.weight + inner.certain, each.weight + inner.possible))
        certain += min(each for each, _ in scores)
        possible += max(each for _, each in scores)
    return Score(certain, possible)


def _candidates(group: Sequence[Profile], chosen: Profile | None) -> list[Profile]:
    """The profiles that may turn out to be the chosen one: it, and those that may hold and would go before it."""
    candidates = []
    before = True
    for each in group:
        if each is chosen:
            before = False
            candidates.append(each)
        elif each.truth is not Truth.NO:
            weight = chosen.weight if chosen is not None else -1
            if each.weight > weight or (each.weight == weight and before):
                candidates.append(each)
    return candidates


def _preferences(truths: Truths) -> Score:
    certain = sum(weight for weight, truth in truths.preferences if truth is Truth.YES)
    return Score(certain, sum(weight for weight, truth in truths.preferences if truth is not Truth.NO))
