"""What is exported decides as the policy does, by NFD's own code, which reads the text, too."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang import Policies
from compatlang import compile as compile_policies
from compatlang.nfd.exporting import Kind
from compatlang.snapshot import Section, Snapshot
from compatlang.snapshot.model import EMPTY
from tests.nfd.exporting.strategies import KINDS, compatible, exportable, exported, settled_snapshots
from tests.oracle.oracle import Oracle
from tests.strategies import examples

TYPES: dict[Kind, str] = {"spec": "ImageCompatibilitySpec", "rule": "NodeFeatureRule", "group": "NodeFeatureGroup"}


def nfd_features(snapshot: Snapshot) -> dict[str, Any]:
    """A node as NFD's own types hold it."""
    flags: dict[str, Any] = {}
    attributes: dict[str, Any] = {}
    instances: dict[str, Any] = {}
    for name, section in snapshot.sections.items():
        if section.flags is not None:
            flags[name] = {"elements": {each: {} for each in section.flags}}
        if section.attributes is not None:
            attributes[name] = {"elements": dict(section.attributes)}
        if section.instances is not None:
            instances[name] = {"elements": [{"attributes": dict(each)} for each in section.instances]}
    return {"flags": flags, "attributes": attributes, "instances": instances}


def judged(oracle: Oracle, kind: Kind, text: str, features: dict[str, Any]) -> bool:
    """Whether a document matches; nothing in it may be an error, and failing fast may make no difference."""
    if kind == "spec":
        answer = oracle.answer({"kind": "validate_node", "spec": text, "features": features})
        assert answer["error"] is None
        return any(all(rule["isMatch"] for rule in each["rules"] or ()) for each in json.loads(answer["output"]))
    document = oracle.answer({"kind": "document", "type": TYPES[kind], "text": text})
    assert document["error"] is None
    (rule,) = document["document"]["spec"]["rules" if kind == "rule" else "featureGroupRules"]
    asked = "rule" if kind == "rule" else "grouprule"
    answers = [
        oracle.answer({"kind": asked, "rule": rule, "features": features, "failFast": each}) for each in (True, False)
    ]
    assert [each["error"] for each in answers] == [None, None]
    assert answers[0]["match"] is answers[1]["match"]
    return bool(answers[0]["match"])


@examples(100)
@given(exportable(), st.lists(settled_snapshots(), min_size=1, max_size=3))
def test_nfd_itself_decides_as_the_policy(oracle: Oracle, policies: Policies, nodes: list[Snapshot]) -> None:
    for kind in KINDS:
        text = exported(policies, "main", kind).text
        for node in nodes if text is not None else ():
            assert judged(oracle, kind, text or "", nfd_features(node)) is compatible(policies, node), (kind, text)


EMPTY_DOMAINS = Snapshot(
    "node",
    {
        "pci.device": Section(instances=()),
        "kernel.config": Section(attributes={}),
        "cpu.cpuid": Section(flags=frozenset()),
    },
)
"""Nothing is there, and all of it is reported."""


@pytest.mark.parametrize(
    "condition",
    [
        "all pci.device { true }",
        "not any pci.device { false }",
        "pci.device is reported",
        'kernel.config.HZ != "250"',
        'not kernel.config.HZ like "2*"',
        "kernel.config.HZ is missing",
        'not cpu.cpuid has "AVX2"',
        "cpu.cpuid.AVX10_VERSION is missing",
        "cpu.cpuid.AVX10_VERSION != 2",
        "cpu.cpuid.AVX2 is missing",
    ],
)
def test_what_is_reported_and_empty_is_not_what_is_missing(oracle: Oracle, condition: str) -> None:
    policies = compile_policies(f"policy main {{ require it: {condition} }}")
    for kind in KINDS:
        text = exported(policies, "main", kind).text or ""
        assert judged(oracle, kind, text, nfd_features(EMPTY_DOMAINS)) is True is compatible(policies, EMPTY_DOMAINS)
        assert judged(oracle, kind, text, nfd_features(EMPTY)) is False is compatible(policies, EMPTY)
