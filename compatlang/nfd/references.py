"""Rules one after another, each seeing under `rule.matched` what those before it have yielded.

nfd-master (processNodeFeatureRule), its groups, the custom source and `nfd compat validate-node` all do this; they differ in
what they hand on. A rule that fails hands on nothing. `kubectl nfd` hands on nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

import msgspec

from compatlang.nfd.features import Features
from compatlang.nfd.model import GroupRule
from compatlang.nfd.outcomes import Failure, Outcomes, certain, failing, union
from compatlang.nfd.rule import RuleOutput, Texts, execute

MATCHED = "rule.matched"
"""The feature under which rules find what earlier rules have yielded."""


class Failed(msgspec.Struct, frozen=True):
    """A rule that failed, with one of these texts; those who run rules write it to a log and go on."""

    texts: tuple[str, ...]


Result: TypeAlias = RuleOutput | Failed
HandOn: TypeAlias = Callable[[RuleOutput], tuple[Texts, ...]]


def labels_and_vars(output: RuleOutput) -> tuple[Texts, ...]:
    """What nfd-master and the custom source hand on: labels as the rule writes them, then variables."""
    return (output.labels, output.vars)


def only_vars(output: RuleOutput) -> tuple[Texts, ...]:
    """What groups and image compatibility hand on."""
    return (output.vars,)


def nothing(output: RuleOutput) -> tuple[Texts, ...]:
    """What `kubectl nfd` hands on."""
    return ()


class Run(msgspec.Struct, frozen=True):
    """What has come of rules: a result for each, and the features as the next rule would see them."""

    features: Features
    results: tuple[Result, ...] = ()


def run(rules: Iterable[GroupRule], features: Features, hand_on: HandOn) -> Outcomes[Run]:
    """All that may come of rules in order, where a failure of one does not keep the next from being tried."""
    runs = certain(Run(features))
    for rule in rules:
        runs = runs.then(lambda before, it=rule: _step(it, before, hand_on))  # type: ignore[misc]
    return runs


def _step(rule: GroupRule, before: Run, hand_on: HandOn) -> Outcomes[Run]:
    """One rule more. That it fails is one result, whatever the words; a panic ends everything."""
    outcomes = execute(rule, before.features, fail_fast=True)
    panics = frozenset(each for each in outcomes.failures if each.panics)
    texts = tuple(sorted(each.text for each in outcomes.failures if not each.panics))
    done = [insert(before.features, hand_on(each)).map(_appended(before, each)) for each in outcomes.results]
    if texts:
        done.append(certain(Run(before.features, (*before.results, Failed(texts)))))
    return union(done, panics, outcomes.more)


def _appended(before: Run, result: Result) -> Callable[[Features], Run]:
    return lambda features: Run(features, (*before.results, result))


def insert(features: Features, values: Iterable[Texts]) -> Outcomes[Features]:
    """`InsertAttributeFeatures`: what a rule has yielded, under `rule.matched`.

    A feature set that is there and nil cannot take anything in: NFD panics, unless there is nothing to take in.
    """
    for each in values:
        if MATCHED not in features.attributes or features.attributes[MATCHED] is not None:
            features = features.with_attributes(MATCHED, each)
        elif each:
            return failing(Failure("assignment to entry in nil map", panics=True))
    return certain(features)
