"""`kubectl nfd validate`, `dryrun` and `test` without files, after pkg/kubectl-nfd.

They are not what nfd-master does: rules do not see what earlier rules yielded, keys get no prefix, and a value with `@` is
looked up at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from compatlang.nfd import features as features_
from compatlang.nfd import validate as checks
from compatlang.nfd.dynamic import resolve
from compatlang.nfd.features import Features
from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.quote import quote
from compatlang.nfd.model import NodeFeature, NodeFeatureRule, Rule, Taint
from compatlang.nfd.outcomes import Outcomes
from compatlang.nfd.references import Failed, Run, nothing, run

Errors = tuple[GoError, ...]


class Tried(msgspec.Struct, frozen=True):
    """What rules would put on a node, and what is wrong: `errors` make the command fail, `refused` is only printed."""

    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    extended_resources: Mapping[str, str]
    taints: tuple[Taint, ...]
    errors: Errors
    refused: Errors


def validate(rules: NodeFeatureRule) -> Errors:
    """`kubectl nfd validate`: names, keys, values and templates of rules. Expressions are not looked at."""
    return tuple(error for rule in rules.spec.rules for error in _rule(rule))


def merge(objects: Iterable[NodeFeature]) -> Features:
    """The features of a node for `kubectl nfd test`: objects in the order in which the server lists them."""
    merged = Features()
    for each in objects:
        merged = merged.merged(features_.of_document(each.spec.features))
    return merged


def dry_run(rules: NodeFeatureRule, features: Features) -> Outcomes[Tried]:
    """`kubectl nfd dryrun` and `kubectl nfd test`: what the rules would put on a node with these features."""
    return run(rules.spec.rules, features, nothing).map(lambda end: _tried(rules, end))


def _rule(rule: Rule) -> Iterator[GoError]:
    if not rule.name:
        yield GoError("rule name cannot be empty")
    yield from checks.all_annotations(rule.annotations)
    yield from checks.all_labels(_with_zeros(rule.labels))
    yield from checks.all_taints(rule.taints)
    yield from checks.all_extended_resources(_with_zeros(rule.extended_resources))
    yield from checks.template(rule.labels_template)
    yield from checks.template(rule.vars_template)
    yield from checks.match_features(rule.match_features)
    yield from checks.match_any(rule.match_any)


def _with_zeros(given: Mapping[str, str]) -> dict[str, str]:
    """What will be looked up on a node counts as `0` until then."""
    return {key: "0" if value.startswith("@") else value for key, value in given.items()}


def _tried(rules: NodeFeatureRule, end: Run) -> Tried:
    labels, annotations, resources = dict[str, str](), dict[str, str](), dict[str, str]()
    taints: list[Taint] = []
    errors: list[GoError] = []
    for rule, result in zip(rules.spec.rules, end.results, strict=True):
        if isinstance(result, Failed):
            errors.append(GoError(f"failed to process rule: {quote(rule.name)} - {' / '.join(result.texts)}"))
            continue
        taints.extend(result.taints)
        errors.extend(_look_up("label", result.labels, end.features, labels))
        errors.extend(_look_up("extendedResource", result.extended_resources, end.features, resources))
        annotations.update(result.annotations)
    refused = (
        *checks.all_taints(taints),
        *checks.all_labels(labels),
        *checks.all_extended_resources(resources),
        *checks.all_annotations(annotations),
    )
    return Tried(labels, annotations, resources, tuple(taints), tuple(errors), refused)


def _look_up(what: str, given: Mapping[str, str], features: Features, into: dict[str, str]) -> Iterator[GoError]:
    for key, value in given.items():
        found = resolve(value, features)
        if isinstance(found, GoError):
            yield GoError(f"failed to get dynamic value for {what} {quote(key)}: {found.text}")
        else:
            into[key] = found
