"""The documents that hold rules, all seen alike: their rules with their places, and what one rule hands on to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from compatlang.nfd.go import yaml
from compatlang.nfd.go.yaml import Path
from compatlang.nfd.load import Document
from compatlang.nfd.model import CustomRules, GroupRule, ImageSpec, NodeFeatureGroup, NodeFeatureRule, Rule, Term
from compatlang.nfd.rule import Texts
from compatlang.writing import spelling


class Placed(NamedTuple):
    """A rule and where it stands."""

    rule: GroupRule
    path: Path


def as_written(rule: GroupRule, path: Path, source: yaml.Document) -> GroupRule:
    """The rule with the expressions of each term in the order of the text, which Go forgets and people do not."""

    def sorted_terms(terms: Sequence[Term], where: Path) -> tuple[Term, ...]:
        return tuple(_sorted(each, (*where, place), source) for place, each in enumerate(terms))

    alternatives = tuple(
        each.model_copy(
            update={"match_features": sorted_terms(each.match_features, (*path, "matchAny", place, "matchFeatures"))}
        )
        for place, each in enumerate(rule.match_any)
    )
    own = sorted_terms(rule.match_features, (*path, "matchFeatures"))
    return rule.model_copy(update={"match_features": own, "match_any": alternatives})


def _sorted(term: Term, where: Path, source: yaml.Document) -> Term:
    if not term.match_expressions:
        return term

    def place(name: str) -> int:
        return source.span((*where, "matchExpressions", name)).start

    names = sorted(term.match_expressions, key=place)
    return term.model_copy(update={"match_expressions": {name: term.match_expressions[name] for name in names}})


def _placed(rules: Sequence[GroupRule], path: Path, source: yaml.Document) -> list[Placed]:
    """The rules of one list."""
    return [Placed(as_written(each, (*path, place), source), (*path, place)) for place, each in enumerate(rules)]


def independent_rules(document: Document) -> list[Placed] | None:
    """The rules of which each decides something of its own; None of a document that has no such rules."""
    match document.model:
        case NodeFeatureRule(spec=spec):
            return _placed(spec.rules, ("spec", "rules"), document.source)
        case NodeFeatureGroup(spec=group):
            return _placed(group.feature_group_rules, ("spec", "featureGroupRules"), document.source)
        case CustomRules(rules=rules):
            return _placed(rules, (), document.source)
        case _:
            return None


def image_sets(spec: ImageSpec, source: yaml.Document) -> list[list[Placed]]:
    """The rules of each set of an image."""
    return [
        _placed(each.rules, ("compatibilities", place, "rules"), source)
        for place, each in enumerate(spec.compatibilities)
    ]


def handed_on(rule: GroupRule) -> Texts:
    """What later rules find under `rule.matched` once a rule has matched; variables win over labels."""
    return {**rule.labels, **rule.vars} if isinstance(rule, Rule) else rule.vars


def templates(rule: GroupRule) -> tuple[str, ...]:
    """The templates that set more of it."""
    labels = rule.labels_template if isinstance(rule, Rule) else ""
    return tuple(filter(None, (labels, rule.vars_template)))


def described(document: Document) -> str:
    """What a document is, for a comment."""
    match document.model:
        case NodeFeatureRule(metadata=metadata) | NodeFeatureGroup(metadata=metadata):
            name = f' "{spelling.shown(metadata.name)}"' if metadata.name else ""
            return f"the {document.kind}{name}"
        case ImageSpec():
            return "the image-compatibility specification"
        case _:
            return "the rules of the custom source"
