"""What nfd-master puts on a node, after processNodeFeatureRule and refreshNodeFeatures of pkg/nfd-master/nfd-master.go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from compatlang.nfd import features as features_
from compatlang.nfd import outputs
from compatlang.nfd.features import Features
from compatlang.nfd.model import NodeFeature, NodeFeatureRule, Taint
from compatlang.nfd.outcomes import Outcomes
from compatlang.nfd.outputs import DEFAULT, Config, Dropped
from compatlang.nfd.references import Failed, Result, Run, labels_and_vars, run
from compatlang.nfd.rule import RuleOutput

NAMESPACE = "node-feature-discovery"
"""The namespace of nfd-master where nothing else is said, as the Helm chart has it."""


class Merged(msgspec.Struct, frozen=True):
    """All NodeFeature objects of one node as one: its features, and the labels that they ask for."""

    features: Features = Features()
    labels: Mapping[str, str] = {}


class RuleResult(msgspec.Struct, frozen=True):
    """What has come of one rule of one object."""

    object: str
    rule: str
    result: Result


class NodeOutput(msgspec.Struct, frozen=True):
    """What nfd-master puts on a node, what it refuses, and what has come of each rule."""

    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    extended_resources: Mapping[str, str]
    taints: tuple[Taint, ...]
    dropped: tuple[Dropped, ...]
    rules: tuple[RuleResult, ...]


def merge(objects: Iterable[NodeFeature], namespace: str = NAMESPACE, config: Config = DEFAULT) -> Merged:
    """NodeFeature objects of one node: those of nfd-master's namespace first, then by name and namespace; later ones win."""
    features, labels = Features(), dict[str, str]()
    for each in sorted(
        objects, key=lambda it: (it.metadata.namespace != namespace, it.metadata.name, it.metadata.namespace)
    ):
        features = features.merged(features_.of_document(each.spec.features))
        labels.update(outputs.prefixed(each.spec.labels, config))
    return Merged(features, labels)


def process(merged: Merged, objects: Iterable[NodeFeatureRule], config: Config = DEFAULT) -> Outcomes[NodeOutput]:
    """What comes of a node: all rules of all objects by their names, then the values with `@`, then the filters."""
    by_name = sorted(objects, key=lambda each: each.metadata.name)
    pairs = [(each.metadata.name, rule) for each in by_name for rule in each.spec.rules]
    names = [(name, rule.name) for name, rule in pairs]
    done = run((rule for _, rule in pairs), merged.features, labels_and_vars)
    return done.map(lambda end: _output(merged, names, end, config))


def _output(merged: Merged, names: Sequence[tuple[str, str]], end: Run, config: Config) -> NodeOutput:
    yielded = [each for each in end.results if isinstance(each, RuleOutput)]
    labels = outputs.prefixed(merged.labels, config)
    annotations, resources = dict[str, str](), dict[str, str]()
    for each in yielded:
        labels.update(outputs.prefixed(each.labels, config))
        annotations.update(outputs.prefixed(each.annotations, config))
        resources.update(outputs.prefixed(each.extended_resources, config))
    kept_labels = outputs.all_labels(labels, end.features, config)
    kept_resources = outputs.all_extended_resources(resources, end.features, config)
    kept_annotations = outputs.all_annotations(annotations, config)
    taints, refused = outputs.all_taints((taint for each in yielded for taint in each.taints), config)
    return NodeOutput(
        kept_labels.kept,
        kept_annotations.kept,
        kept_resources.kept,
        taints,
        kept_labels.dropped + kept_annotations.dropped + kept_resources.dropped + refused,
        tuple(RuleResult(*name, result) for name, result in zip(names, end.results, strict=True)),
    )


__all__ = ["NAMESPACE", "Failed", "Merged", "NodeOutput", "RuleResult", "merge", "process"]
