"""The terms of one matcher against all features, after `evaluateFeatureMatcher` of nodefeaturerule/rule.go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from compatlang.nfd.elements import NONE, Elements
from compatlang.nfd.features import Features, FeatureSet
from compatlang.nfd.match import Matched, match_expressions, match_name
from compatlang.nfd.model import Expressions, MatchExpression, Term
from compatlang.nfd.outcomes import Failure, Outcomes, certain

Feature = tuple[str, str]
"""Domain and feature, under which a template finds the elements."""


class HeldTerm(NamedTuple):
    """What of a term held: the expressions that did, and the one about names if it did. The feature is in lower case."""

    feature: str
    expressions: Expressions | None
    name: MatchExpression | None


class Found(msgspec.Struct, frozen=True):
    """What a matcher has found: whether all terms hold, the elements for templates, and what held."""

    holds: bool = True
    elements: Mapping[Feature, Elements] = {}
    held: tuple[HeldTerm, ...] = ()


class _Answer(NamedTuple):
    """What one term has come to. `missing` says that no feature set of its name exists."""

    matched: Matched
    held: HeldTerm
    missing: bool = False


def find(terms: Sequence[Term], features: Features, fail_fast: bool) -> Outcomes[Found]:
    """All terms in order. With `fail_fast` the first that does not hold ends the walk; a failure always does.

    A term with nothing but a name is looked at only while the term before it held: NFD keeps the answer of the last term in
    a variable outside of its loop. Without `fail_fast` such a term is never asked behind one that failed.

    Where a feature set that does not exist ends the walk, NFD forgets what the terms before it have found.
    """
    failures: frozenset[Failure] = frozenset()
    found = Found()
    before = True
    for term in terms:
        answers = _answer(term, features, fail_fast, before)
        failures |= answers.failures
        if not answers.results:
            return Outcomes((), failures)
        [answer] = answers.results
        if fail_fast and answer.missing:
            return Outcomes((Found(holds=False),), failures)
        found = _with(found, term, answer)
        if fail_fast and not found.holds:
            break
        before = before if answer.missing else answer.matched.holds
    return Outcomes((found,), failures)


def _answer(term: Term, features: Features, fail_fast: bool, before: bool) -> Outcomes[_Answer]:
    name = go_lower(term.feature)
    there = features.find(name)
    if there is None:
        return certain(_Answer(Matched(False), HeldTerm(name, None, None), missing=True))
    asked = term.match_expressions
    first = certain(Matched(before)) if asked is None else match_expressions(asked, there, fail_fast)
    return first.then(lambda matched: _with_name(term, name, there, matched))


def _with_name(term: Term, name: str, there: FeatureSet, matched: Matched) -> Outcomes[_Answer]:
    """What a term comes to once its expressions are answered: names are asked for only where those hold."""
    held = HeldTerm(name, None if term.match_expressions is None else matched.expressions, None)
    if term.match_name is None or not matched.holds:
        return certain(_Answer(matched, held))
    return match_name(term.match_name, there).map(
        lambda named: _Answer(
            Matched(named.holds, matched.elements + named.elements),
            held._replace(name=term.match_name) if named.holds else held,
        )
    )


def _with(found: Found, term: Term, answer: _Answer) -> Found:
    where = feature_of(term.feature)
    elements = found.elements
    if not answer.missing:
        elements = {**elements, where: elements.get(where, NONE) + answer.matched.elements}
    held = found.held
    if answer.held.name is not None or answer.held.expressions:
        held += (answer.held,)
    return Found(found.holds and answer.matched.holds, elements, held)


def feature_of(written: str) -> Feature:
    """Under which names templates find a feature: as the rule writes it, divided at the first dot."""
    domain, dot, feature = written.partition(".")
    return (domain, feature) if dot else (go_lower(written), "")


def go_lower(text: str) -> str:
    """`strings.ToLower`, which changes each character on its own and never into several."""
    return "".join(each.lower()[:1] for each in text)
