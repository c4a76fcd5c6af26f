"""One rule against the features of a node, after `Execute` and `ExecuteGroupRule` of nodefeaturerule/rule.go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from compatlang.nfd import expand
from compatlang.nfd.features import Features
from compatlang.nfd.matcher import Found, find
from compatlang.nfd.model import GroupRule, MatchAnyElement, Rule, Taint
from compatlang.nfd.outcomes import Outcomes, certain

Texts = Mapping[str, str]


class RuleOutput(msgspec.Struct, frozen=True):
    """What a rule yields where it does not fail.

    Where it does not match it yields nothing, but for one case: without `fail_fast`, a rule that has alternatives of which
    none holds, and no terms of its own that do not hold either, yields its variables and labels all the same.

    `found` is what the rule's own terms have found, None where it has none or they were not looked at, and `alternatives`
    what each alternative has found.
    """

    matches: bool
    labels: Texts = {}
    vars: Texts = {}
    annotations: Texts = {}
    extended_resources: Texts = {}
    taints: tuple[Taint, ...] = ()
    found: Found | None = None
    alternatives: tuple[Found, ...] = ()


class _Expanded(NamedTuple):
    """What the templates of a rule have given so far."""

    labels: Texts
    vars: Texts


class _Tried(NamedTuple):
    """How far the alternatives of a rule were tried. `done` says that no more are needed."""

    expanded: _Expanded = _Expanded({}, {})
    alternatives: tuple[Found, ...] = ()
    some: bool = False
    done: bool = False


def execute(rule: GroupRule, features: Features, fail_fast: bool) -> Outcomes[RuleOutput]:
    """All that a rule may yield. Templates are expanded once for each matcher that holds, with what that one has found."""
    tried = certain(_Tried())
    for alternative in rule.match_any:
        tried = tried.then(lambda state, it=alternative: _try(rule, it, features, fail_fast, state))  # type: ignore[misc]
    return tried.then(lambda state: _own_terms(rule, features, fail_fast, state))


def _try(
    rule: GroupRule, alternative: MatchAnyElement, features: Features, fail_fast: bool, state: _Tried
) -> Outcomes[_Tried]:
    """One alternative more. With `fail_fast` and no template to expand, the first that holds is enough."""
    if state.done:
        return certain(state)

    def follow(found: Found) -> Outcomes[_Tried]:
        if not found.holds:
            return certain(state._replace(alternatives=(*state.alternatives, found)))
        if fail_fast and not _templates(rule).labels and not rule.vars_template:
            return certain(state._replace(some=True, done=True))
        return _expand(rule, found, state.expanded).map(
            lambda expanded: _Tried(expanded, (*state.alternatives, found), some=True)
        )

    return find(alternative.match_features, features, fail_fast).then(follow)


def _own_terms(rule: GroupRule, features: Features, fail_fast: bool, tried: _Tried) -> Outcomes[RuleOutput]:
    some = tried.some or not rule.match_any
    if fail_fast and not some:
        return certain(RuleOutput(False, alternatives=tried.alternatives))
    if not rule.match_features:
        return certain(_output(rule, some, tried.expanded, None, tried.alternatives))

    def follow(found: Found) -> Outcomes[RuleOutput]:
        if not found.holds:
            return certain(RuleOutput(False, found=found, alternatives=tried.alternatives))
        return _expand(rule, found, tried.expanded).map(
            lambda expanded: _output(rule, some, expanded, found, tried.alternatives)
        )

    return find(rule.match_features, features, fail_fast).then(follow)


def _output(
    rule: GroupRule, matches: bool, expanded: _Expanded, found: Found | None, alternatives: tuple[Found, ...]
) -> RuleOutput:
    """What a rule yields; what it says itself wins over what its templates have given."""
    given = {**expanded.vars, **rule.vars}
    if not isinstance(rule, Rule):
        return RuleOutput(matches, vars=given, found=found, alternatives=alternatives)
    labels = {**expanded.labels, **rule.labels}
    said = (rule.annotations, rule.extended_resources, rule.taints)
    return RuleOutput(matches, labels, given, *said, found=found, alternatives=alternatives)


def _expand(rule: GroupRule, found: Found, before: _Expanded) -> Outcomes[_Expanded]:
    """The templates of a rule with what one matcher has found; later matchers win."""
    templates = _templates(rule)
    return expand.expand(templates.labels, found.elements).then(
        lambda labels: expand.expand(templates.vars, found.elements).map(
            lambda given: _Expanded({**before.labels, **labels}, {**before.vars, **given})
        )
    )


class _Templates(NamedTuple):
    labels: str
    vars: str


def _templates(rule: GroupRule) -> _Templates:
    return _Templates(rule.labels_template if isinstance(rule, Rule) else "", rule.vars_template)
