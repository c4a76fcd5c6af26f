"""What is imported decides as NFD's own code does: random documents, and nodes that report some features or all of them.

`agreement` says where the two differ by design. On what is reported and can be read, the imported policy is never unknown.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from hypothesis import given, settings

from compatlang.nfd.features import Features
from compatlang.nfd.importing import imported
from compatlang.nfd.load import Document, load_as
from compatlang.nfd.model import CustomRules, ImageSpec, NodeFeatureGroup, NodeFeatureRule
from tests.nfd.importing import judged, strategies
from tests.nfd.importing.agreement import agree, agree_on_image, document
from tests.nfd.importing.strategies import Json
from tests.oracle.oracle import Oracle
from tests.strategies import examples

nodes = strategies.features(complete=True) | strategies.features()


@examples(150)
@given(strategies.rule_lists(labels=True), nodes)
def test_a_node_feature_rule(oracle: Oracle, rules: list[Json], features: Features) -> None:
    made = document(rule_object(rules))
    assert isinstance(made.model, NodeFeatureRule)
    agree(imported(made), made.model.spec.rules, features, judged.of_rules(oracle, rules, features))


@examples(100)
@given(strategies.rule_lists(labels=False), nodes)
def test_a_node_feature_group(oracle: Oracle, rules: list[Json], features: Features) -> None:
    made = document(group_object(rules))
    assert isinstance(made.model, NodeFeatureGroup)
    agree(imported(made), made.model.spec.feature_group_rules, features, judged.of_group_rules(oracle, rules, features))


@examples(100)
@given(strategies.custom_files(), nodes)
def test_rules_of_the_custom_source(oracle: Oracle, rules: list[Json], features: Features) -> None:
    text = json.dumps(rules)
    made = load_as("CustomRules", text, "custom.json")
    assert isinstance(made, Document), made
    assert isinstance(made.model, CustomRules)
    agree(imported(made), made.model.rules, features, judged.of_document(oracle, made, text, features))


@examples(150)
@given(strategies.images(), nodes)
def test_an_image(oracle: Oracle, spec: Json, features: Features) -> None:
    made = document(spec)
    assert isinstance(made.model, ImageSpec)
    agree_on_image(imported(made), made.model, features, judged.of_image(oracle, json.dumps(spec), features))


def rule_object(rules: list[Json]) -> Json:
    return {"kind": "NodeFeatureRule", "metadata": {"name": "random"}, "spec": {"rules": rules}}


def group_object(rules: list[Json]) -> Json:
    return {"kind": "NodeFeatureGroup", "spec": {"featureGroupRules": rules}}


def test_most_rules_are_imported() -> None:
    """Of random rules, odd ones among them, and of images, which are imported whole or not at all."""
    counts: Counter[str] = Counter()

    @settings(derandomize=True, database=None, parent=examples(200))
    @given(strategies.rule_lists(labels=True), strategies.images())
    def count(rules: list[Json], image: Any) -> None:
        result = imported(document(rule_object(rules)))
        counts["rules"] += len(result.rules)
        counts["imported rules"] += len(result.rules) - len(result.refused)
        counts["images"] += 1
        counts["imported images"] += bool(imported(document(image)).text)

    count()
    assert counts["imported rules"] * 3 > counts["rules"] * 2, counts
    assert counts["imported images"] * 3 > counts["images"], counts
