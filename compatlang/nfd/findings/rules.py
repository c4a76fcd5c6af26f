"""Rules: their names, whether they ask for anything, and all that they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import nfd as codes
from compatlang.nfd.findings import features, outputs, templates, terms
from compatlang.nfd.go.yaml import Path
from compatlang.nfd.importing.documents import Placed
from compatlang.nfd.importing.documents import handed_on as handed_on_by
from compatlang.nfd.importing.documents import templates as templates_of
from compatlang.nfd.load import Document
from compatlang.nfd.model import GroupRule, Rule

ANYTHING = "*"
"""Stands for the names that templates give, which nobody knows."""


def all_of(document: Document, placed: Sequence[Placed], earlier: frozenset[str]) -> Iterator[Diagnostic]:
    """What is wrong with rules in order; `earlier` are names that those before them hand on."""
    seen: dict[str, Placed] = {}
    for each in placed:
        yield from _name(document, each, seen)
        yield from _asks(document, each)
        for path, matcher in _matchers(each):
            yield from terms.all_of(document, matcher, path)
            yield from features.all_of(document, matcher, path, earlier)
        yield from templates.all_of(document, each)
        if isinstance(each.rule, Rule):
            yield from outputs.all_of(document, each.rule, each.path)
        earlier |= handed_on([each])


def handed_on(placed: Sequence[Placed]) -> frozenset[str]:
    """The names that later rules may find under `rule.matched`."""
    names = {name for each in placed for name in handed_on_by(each.rule)}
    if any(templates_of(each.rule) for each in placed):
        names.add(ANYTHING)
    return frozenset(names)


def _matchers(placed: Placed) -> Iterator[tuple[Path, terms.Terms]]:
    """The lists of terms of a rule, each with its place."""
    rule, path = placed
    yield (*path, "matchFeatures"), rule.match_features
    for number, alternative in enumerate(rule.match_any):
        yield (*path, "matchAny", number, "matchFeatures"), alternative.match_features


def _name(document: Document, placed: Placed, seen: dict[str, Placed]) -> Iterator[Diagnostic]:
    name, path = placed.rule.name, placed.path
    if not name:
        if document.kind == "NodeFeatureRule":
            message = "the rule has no name, which `kubectl nfd validate` and the API server refuse"
            yield codes.RULE_NAME.at(document.source.span(path), message)
        return
    if name in seen:
        message = f"another rule is called `{name}`, too; in what NFD logs and reports nobody can tell them apart"
        yield codes.DUPLICATE_RULE.at(document.source.span((*path, "name")), message)
    seen[name] = placed


def _asks(document: Document, placed: Placed) -> Iterator[Diagnostic]:
    """A rule, or an alternative, that asks for nothing holds everywhere."""
    rule: GroupRule = placed.rule
    if not rule.match_features and not rule.match_any:
        message = "the rule asks for nothing, so it matches every node"
        yield codes.ALWAYS_TRUE.at(document.source.span((*placed.path, "name")), message)
    for number, alternative in enumerate(rule.match_any):
        if not alternative.match_features:
            message = "this alternative asks for nothing, so it always holds, and so do they all"
            yield codes.ALWAYS_TRUE.at(document.source.span((*placed.path, "matchAny", number)), message)
