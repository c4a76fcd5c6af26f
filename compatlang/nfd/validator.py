"""`nfd compat validate-node` without registry and host, after pkg/client-nfd/compat/node-validator.

NFD says of each rule whether it matches and of each expression whether it held, and leaves it to the reader what follows;
`verdict` says that too. The details repeat what NFD's do not say right: they are looked up by feature as the rule writes
it, by name, operator and values. So a feature that is not written in lower case has details that all fail, and terms on
one feature lend each other their answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from compatlang.evaluate.report import Verdict
from compatlang.nfd.elements import STABLE
from compatlang.nfd.features import Features
from compatlang.nfd.matcher import Found
from compatlang.nfd.model import CompatibilitySet, GroupRule, ImageSpec, MatchExpression, Term
from compatlang.nfd.outcomes import NIL, Failure, Outcomes, certain, failing
from compatlang.nfd.references import insert
from compatlang.nfd.rule import RuleOutput, execute

MatcherType = Literal["matchExpression", "matchName"]


class Detail(msgspec.Struct, frozen=True):
    """What became of one expression; that of a name has no `name`."""

    feature: str
    name: str
    expression: MatchExpression | None
    matcher: MatcherType
    matches: bool


class RuleStatus(msgspec.Struct, frozen=True):
    """What became of one rule, of its own expressions and of those of each alternative.

    Where `order_varies`, there are details that NFD's sorting cannot tell apart, and more of them than it leaves in order.
    """

    name: str
    matches: bool
    details: tuple[Detail, ...] = ()
    alternatives: tuple[tuple[Detail, ...], ...] = ()
    order_varies: bool = False


class SetStatus(msgspec.Struct, frozen=True):
    """What became of one compatibility set; it holds when all its rules match."""

    rules: tuple[RuleStatus, ...] = ()
    description: str = ""
    weight: int = 0
    tag: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing that the set asks for is missing."""
        return all(each.matches for each in self.rules)


Report = tuple[SetStatus, ...]


class _Walk(msgspec.Struct, frozen=True):
    """How far a specification was walked: features as the next rule sees them, and what became of sets and rules."""

    features: Features
    sets: Report = ()
    rules: tuple[RuleStatus, ...] = ()


def validate_node(spec: ImageSpec, features: Features, tags: Sequence[str] = ()) -> Outcomes[Report]:
    """What `nfd compat validate-node` reports: the sets in the order of the file, or those with one of the tags.

    Nothing stops at a mismatch, and the first failure ends everything. Variables go from rule to rule and from set to set,
    but not from sets that the tags leave out.
    """
    walks = certain(_Walk(features))
    for each in spec.compatibilities:
        if not tags or each.tag in tags:
            walks = walks.then(lambda walk, it=each: _walk_set(it, walk))  # type: ignore[misc]
    return walks.map(lambda walk: walk.sets)


def verdict(outcomes: Outcomes[Report]) -> Verdict:
    """Whether the image fits the node: whether one of the sets holds.

    It is an error where NFD certainly fails, and unknown where it may fail, or may answer one or the other. It is unknown
    too where there is no set, because there is none at all or none with such a tag: nobody has said then on which nodes the
    image runs, and an answer either way would be made up.
    """
    if outcomes.fails:
        return "error"
    answers = {any(each.holds for each in report) for report in outcomes.results}
    if outcomes.failures or outcomes.more or len(answers) != 1 or not any(outcomes.results):
        return "unknown"
    return "compatible" if answers == {True} else "incompatible"


def heaviest_first(report: Iterable[SetStatus]) -> Report:
    """The sets by weight, so that the first that holds is the one to choose; NFD prints weights and does nothing with them."""
    return tuple(sorted(report, key=lambda each: -each.weight))


def _walk_set(given: CompatibilitySet, walk: _Walk) -> Outcomes[_Walk]:
    walks = certain(walk)
    for rule in given.rules:
        walks = walks.then(lambda before, it=rule: _walk_rule(it, before))  # type: ignore[misc]
    return walks.map(
        lambda done: _Walk(
            done.features, (*done.sets, SetStatus(done.rules, given.description, given.weight, given.tag))
        )
    )


def _walk_rule(rule: GroupRule, before: _Walk) -> Outcomes[_Walk]:
    def follow(output: RuleOutput) -> Outcomes[_Walk]:
        status = _status(rule, output)
        if isinstance(status, Failure):
            return failing(status)
        return insert(before.features, [output.vars]).map(
            lambda features: _Walk(features, before.sets, (*before.rules, status))
        )

    return execute(rule, before.features, fail_fast=False).then(follow)


def _status(rule: GroupRule, output: RuleOutput) -> RuleStatus | Failure:
    own = _details(rule.match_features, output.found)
    alternatives = tuple(
        _details(each.match_features, found) for each, found in zip(rule.match_any, output.alternatives, strict=True)
    )
    everything = (own, *alternatives)
    if any(_compares_nil(each) for each in everything):
        return NIL
    return RuleStatus(rule.name, output.matches, own, alternatives, any(map(_order_varies, everything)))


def _details(terms: Sequence[Term], found: Found | None) -> tuple[Detail, ...]:
    """What became of each expression, sorted by feature, by name and by the expression as it is printed."""
    held = found.held if found is not None else ()
    out: list[Detail] = []
    for term in terms:
        same = [each for each in held if each.feature == term.feature]
        for name, expression in (term.match_expressions or {}).items():
            holds = any(_is_like(expression, (each.expressions or {}).get(name)) for each in same)
            out.append(Detail(term.feature, name, expression, "matchExpression", holds))
        if term.match_name is not None:
            holds = any(_is_like(term.match_name, each.name) for each in same)
            out.append(Detail(term.feature, "", term.match_name, "matchName", holds))
    return tuple(sorted(out, key=_sort_key))


def _is_like(asked: MatchExpression | None, held: MatchExpression | None) -> bool:
    """Whether what is asked is taken for what held; the type is not compared."""
    return asked is not None and held is not None and (asked.op, asked.value) == (held.op, held.value)


def _sort_key(detail: Detail) -> tuple[str, str, str]:
    return (detail.feature, detail.name, str(detail.expression or ""))


def _compares_nil(details: Sequence[Detail]) -> bool:
    """Whether sorting prints a null expression, which is a nil pointer: it does where feature and name are those of another.

    Whatever the order in which Go compares, two that are neighbours in the end were compared.
    """
    return any(
        (one.feature, one.name) == (two.feature, two.name) and None in (one.expression, two.expression)
        for one, two in pairwise(details)
    )


def _order_varies(details: Sequence[Detail]) -> bool:
    return len(details) > STABLE and any(
        _sort_key(one) == _sort_key(two) and one != two for one, two in pairwise(details)
    )
