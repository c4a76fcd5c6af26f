"""What is exported decides as the policy does, by our own evaluation of NFD documents."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from compatlang import Policies
from compatlang.nfd.features import of_snapshot
from compatlang.nfd.load import Document, load
from compatlang.nfd.model import GroupRule, ImageSpec, NodeFeatureGroup, NodeFeatureRule
from compatlang.nfd.rule import execute
from compatlang.nfd.validator import validate_node, verdict
from compatlang.snapshot import Snapshot
from tests.nfd.exporting.strategies import KINDS, compatible, exportable, exported, settled_snapshots
from tests.strategies import examples


def matches(text: str, snapshot: Snapshot) -> bool:
    """Whether a document matches by our own evaluation; nothing in it may fail, whatever the order of its expressions."""
    document = load(text, "exported.yaml")
    assert isinstance(document, Document), document
    features = of_snapshot(snapshot)
    match document.model:
        case ImageSpec() as spec:
            outcomes = validate_node(spec, features)
            assert not outcomes.failures
            return verdict(outcomes) == "compatible"
        case NodeFeatureRule() as made:
            (rule,) = made.spec.rules
            return executed(rule, snapshot)
        case NodeFeatureGroup() as made:
            (group_rule,) = made.spec.feature_group_rules
            return executed(group_rule, snapshot)
    raise AssertionError(document.model)


def executed(rule: GroupRule, snapshot: Snapshot) -> bool:
    """Whether a rule matches, as the master evaluates rules."""
    outcomes = execute(rule, of_snapshot(snapshot), fail_fast=True)
    assert not outcomes.failures
    (output,) = outcomes.results
    return output.matches


@examples(100)
@given(exportable(), st.lists(settled_snapshots(), min_size=1, max_size=3))
def test_a_document_decides_as_its_policy(policies: Policies, nodes: list[Snapshot]) -> None:
    for kind in KINDS:
        text = exported(policies, "main", kind).text
        for node in nodes if text is not None else ():
            assert matches(text or "", node) is compatible(policies, node), (kind, text)
