"""What is imported decides as NFD does: random rules, sets and nodes."""

from __future__ import annotations

from hypothesis import given

from compatlang.nfd.features import Features, to_snapshot
from compatlang.nfd.importing import imported
from compatlang.nfd.model import ImageSpec, NodeFeatureGroup, NodeFeatureRule
from compatlang.nfd.references import labels_and_vars, only_vars
from compatlang.nfd.validator import validate_node, verdict
from tests.nfd.importing import strategies
from tests.nfd.importing.agreement import compare, differs, document, mistaken, report, same_as_nfd
from tests.strategies import examples


@examples(100)
@given(strategies.rule_lists(labels=True), strategies.features())
def test_a_node_feature_rule(rules: list[strategies.Json], features: Features) -> None:
    made = document({"kind": "NodeFeatureRule", "metadata": {"name": "random"}, "spec": {"rules": rules}})
    assert isinstance(made.model, NodeFeatureRule)
    same_as_nfd(imported(made), made.model.spec.rules, features, labels_and_vars)


@examples(100)
@given(strategies.rule_lists(labels=False), strategies.features())
def test_a_node_feature_group(rules: list[strategies.Json], features: Features) -> None:
    made = document({"kind": "NodeFeatureGroup", "spec": {"featureGroupRules": rules}})
    assert isinstance(made.model, NodeFeatureGroup)
    same_as_nfd(imported(made), made.model.spec.feature_group_rules, features, only_vars)


@examples(100)
@given(strategies.images(), strategies.features())
def test_an_image(spec: strategies.Json, features: Features) -> None:
    made = document(spec)
    assert isinstance(made.model, ImageSpec)
    result = imported(made)
    rules = [rule for each in made.model.compatibilities for rule in each.rules]
    wanted = validate_node(made.model, features)
    answer = verdict(wanted)
    if not result.text or mistaken(result) or answer in ("unknown", "error") or differs(rules, features):
        return
    [ours] = report(result, to_snapshot(features)).results
    compare(ours.verdict, {answer == "compatible"}, rules, to_snapshot(features))
