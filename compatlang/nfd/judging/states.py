"""Rules one after another on all that a node may be, with what is said of each.

NFD's own walks (`validator`, `references`) say what becomes of a whole document. This one says what becomes of each rule and
why, so that where one rule fails the others are still told of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from compatlang.evaluate.report import Reason, RequirementResult
from compatlang.nfd.features import Features
from compatlang.nfd.go import yaml
from compatlang.nfd.importing.documents import Placed
from compatlang.nfd.matcher import go_lower
from compatlang.nfd.model import GroupRule
from compatlang.nfd.outcomes import Outcomes, certain, union
from compatlang.nfd.partial import Completions, completions
from compatlang.nfd.reasons import reasons
from compatlang.nfd.references import MATCHED, HandOn, insert
from compatlang.nfd.rule import RuleOutput, execute
from compatlang.snapshot import Snapshot
from compatlang.source import Span
from compatlang.values.truth import Truth


class Judged(NamedTuple):
    """What became of a rule: whether it matches in all that NFD may answer, or with what words it may fail instead."""

    placed: Placed
    matches: Outcomes[bool]
    reasons: tuple[Reason, ...]

    @property
    def truth(self) -> Truth:
        """Unknown where NFD's own answer varies, or where it may fail."""
        only = self.matches.only
        return Truth.UNKNOWN if only is None else Truth.YES if only else Truth.NO

    @property
    def fails(self) -> bool:
        """Whether NFD certainly fails."""
        return self.matches.fails


class Walk:
    """Rules one by one, with what those before them hand on.

    Only a rule that asks for that needs to know all that the rules before it may yield. Every other is judged by itself,
    so that what is not known of one does not make another unknown. Where `failing_is_no`, a rule that fails is one that
    does not match.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        rules: Sequence[GroupRule],
        hand_on: HandOn,
        *,
        fail_fast: bool,
        failing_is_no: bool = False,
        met: bool,
    ) -> None:
        self._snapshot = snapshot
        self._reached = completions(snapshot, rules)
        self._some_looks_back = any(map(_looks_back, rules))
        self._hand_on = hand_on
        self._fail_fast = fail_fast
        self._failing_is_no = failing_is_no
        self._met = met

    def judge(self, placed: Placed, source: yaml.Document) -> Judged:
        """One rule more, which stands in `source`."""
        rule = placed.rule
        seen = self._reached if _looks_back(rule) else completions(self._snapshot, [rule])
        answers = [self._execute(rule, each) for each in seen.features]
        matches = union((each.map(lambda output: output.matches) for each in answers), more=seen.more)
        judged = Judged(placed, _failing_is_no(matches) if self._failing_is_no else matches, ())
        self.go_past(rule)
        return judged._replace(reasons=self._reasons(judged, source, _telling(seen.features, answers)))

    def _reasons(self, judged: Judged, source: yaml.Document, features: Features) -> tuple[Reason, ...]:
        rule, path = judged.placed
        if judged.truth is Truth.YES and not self._met:
            return ()
        said = reasons(rule, features, source, path, met=self._met, fail_fast=self._fail_fast)
        undefined = judged.truth is Truth.UNKNOWN and not judged.fails
        return (_undefined(judged.matches, source.span(path)), *said) if undefined else said

    def go_past(self, rule: GroupRule) -> None:
        """Let those behind it see what a rule may hand on. Where it fails it hands on nothing."""
        if self._some_looks_back:
            following = (_following(each, self._execute(rule, each), self._hand_on) for each in self._reached.features)
            reached = union(following, more=self._reached.more)
            self._reached = Completions(reached.results, reached.more)

    def _execute(self, rule: GroupRule, features: Features) -> Outcomes[RuleOutput]:
        return execute(rule, features, self._fail_fast)


def _failing_is_no(matches: Outcomes[bool]) -> Outcomes[bool]:
    """A crash remains what it is."""
    panics = frozenset(each for each in matches.failures if each.panics)
    no = [certain(False)] if panics != matches.failures else []
    return union((Outcomes(matches.results), *no), panics, matches.more)


def _telling(states: Sequence[Features], answers: Sequence[Outcomes[RuleOutput]]) -> Features:
    """The first state in which a rule may fail, or else what was observed."""
    failing = (state for state, answer in zip(states, answers, strict=True) if answer.failures)
    return next(failing, states[0])


def _undefined(matches: Outcomes[bool], span: Span) -> Reason:
    """That NFD has no certain answer, and why."""
    possible = {"yes": True in matches.results, "no": False in matches.results, "fail": bool(matches.failures)}
    ways = [word for word, may_be in possible.items() if may_be]
    why = (
        "; ".join(sorted(matches.more))
        or "what the node reports in part decides it, or the order in which NFD happens to look"
    )
    return Reason(f"NFD may say {' or '.join(ways)}: {why}" if len(ways) > 1 else f"not known: {why}", span)


def _looks_back(rule: GroupRule) -> bool:
    """Whether a rule asks for what earlier rules have yielded."""
    matchers = (rule.match_features, *(each.match_features for each in rule.match_any))
    return any(go_lower(term.feature) == MATCHED for terms in matchers for term in terms)


def _following(state: Features, answer: Outcomes[RuleOutput], hand_on: HandOn) -> Outcomes[Features]:
    inserted = answer.then(lambda output: insert(state, hand_on(output)))
    left = (state,) if inserted.failures or not inserted.results else ()
    return Outcomes((*inserted.results, *left), more=inserted.more)


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
