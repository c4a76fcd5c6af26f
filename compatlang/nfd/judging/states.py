"""Rules one after another on all that a node may be, with what is said of each.

NFD's own walks (`validator`, `references`) say what becomes of a whole document. This one says what becomes of each rule and
why, so that where one rule fails the others are still told of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from compatlang.evaluate.report import Reason, RequirementResult
from compatlang.nfd.features import Features
from compatlang.nfd.go import yaml
from compatlang.nfd.importing.documents import Placed
from compatlang.nfd.model import GroupRule
from compatlang.nfd.outcomes import MOST, Failure, Outcomes
from compatlang.nfd.partial import Completions
from compatlang.nfd.reasons import reasons
from compatlang.nfd.references import HandOn, insert
from compatlang.nfd.rule import RuleOutput, execute
from compatlang.values.truth import Truth


class Judged(NamedTuple):
    """What became of a rule: `truth` is unknown where NFD's own answer varies, or where it may fail.

    `failures` are what NFD may say instead of an answer, and `fails` says that it has none else.
    """

    placed: Placed
    truth: Truth
    reasons: tuple[Reason, ...]
    failures: tuple[Failure, ...] = ()
    fails: bool = False

    def failing_is_no(self) -> Judged:
        """The same for whoever takes a rule that fails for one that does not match."""
        return self._replace(truth=Truth.NO) if self.fails else self


class Walk:
    """The features that the next rule may see: at first all that the node may have."""

    def __init__(
        self, source: yaml.Document, start: Completions, hand_on: HandOn, *, fail_fast: bool, met: bool
    ) -> None:
        self._source = source
        self.states: Sequence[Features] = start.features
        """What the next rule may see."""
        self._more = start.more
        self._hand_on = hand_on
        self._fail_fast = fail_fast
        self._met = met

    def judge(self, placed: Placed) -> Judged:
        """One rule more."""
        rule = placed.rule
        answers = [execute(rule, state, self._fail_fast) for state in self.states]
        failures = sorted({failure for each in answers for failure in each.failures})
        more = self._more.union(*(each.more for each in answers))
        held = {result.matches for each in answers for result in each.results}
        truth = Truth.UNKNOWN
        if not failures and not more and len(held) == 1:
            truth = Truth.YES if held == {True} else Truth.NO
        said: tuple[Reason, ...] = ()
        if truth is not Truth.YES or self._met:
            said = reasons(rule, self.states[0], self._source, placed.path, met=self._met)
        if truth is Truth.UNKNOWN and not failures:
            said = (self._undefined(placed, more, held), *said)
        self.states = self._next(answers)
        return Judged(placed, truth, said, tuple(failures), bool(failures) and not held and not more)

    def _undefined(self, placed: Placed, more: frozenset[str], held: set[bool]) -> Reason:
        span = self._source.span(placed.path)
        why = (
            "; ".join(sorted(more))
            or "what the node reports in part decides it, or the order in which NFD happens to look"
        )
        return Reason(f"NFD may say yes or no: {why}" if len(held) > 1 else f"not known: {why}", span)

    def _next(self, answers: Sequence[Outcomes[RuleOutput]]) -> Sequence[Features]:
        """What the rule behind this one may see. Where this one fails it hands on nothing."""
        following: list[Features] = []
        for state, answer in zip(self.states, answers, strict=True):
            for features in _following(state, answer, self._hand_on):
                if features not in following and len(following) < MOST:
                    following.append(features)
        return following


def _following(state: Features, answer: Outcomes[RuleOutput], hand_on: HandOn) -> Iterable[Features]:
    inserted = answer.then(lambda output: insert(state, hand_on(output))).results
    return (*inserted, state) if answer.failures or not inserted else inserted


def requirement(judged: Judged, name: str, source: yaml.Document) -> RequirementResult:
    """A rule as a requirement."""
    return RequirementResult(name, "require", judged.truth, source.span(judged.placed.path), judged.reasons)


def named(rules: Sequence[GroupRule]) -> list[str]:
    """What each rule is called: its name, or its number where it has none or shares it."""
    names = [each.name for each in rules]
    return [
        name if name and names.count(name) == 1 else f"{name or 'rule'} #{number}"
        for number, name in enumerate(names, start=1)
    ]
