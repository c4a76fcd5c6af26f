"""The shared cases drawn from NFD's own tests, answered by compatlang's own evaluation.

The cases are those that the oracle's tests hold NFD's code against, read in the same way; those of the custom source and of
nfd-master's filters are added, whose functions NFD does not export.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from compatlang.nfd import outputs
from compatlang.nfd.custom_expression import Wrong, read_set
from compatlang.nfd.custom_expression import validate as validate_custom
from compatlang.nfd.dynamic import resolve
from compatlang.nfd.features import Features
from compatlang.nfd.go.errors import GoError
from compatlang.nfd.load import Document, Kind, load, load_as
from compatlang.nfd.model import CustomRules, MatchExpression, Rule
from compatlang.nfd.outputs import Config
from tests.nfd import ours
from tests.oracle import corpus
from tests.oracle.oracle import Oracle

FILES = ("expression", "rule", "grouprule", "node-validator", "validate", "template", "edges")
LEAST = {
    "expression": 283,
    "rule": 34,
    "grouprule": 31,
    "node-validator": 12,
    "validate": 42,
    "template": 9,
    "edges": 49,
    "custom-api": 48,
    "master": 14,
    "e2e": 5,
}
"""How many cases each file has at least."""

YAML = corpus.FOLDER / "yaml"
KINDS: dict[str, Kind] = {
    "NodeFeatureRule": "NodeFeatureRule",
    "NodeFeatureGroup": "NodeFeatureGroup",
    "NodeFeature": "NodeFeature",
    "image-compatibility": "ImageSpec",
}
"""What a document is read as, by its kind in the index of the shared documents."""

pytestmark = pytest.mark.skipif(not corpus.FOLDER.is_dir(), reason=corpus.ABSENT)


def documents() -> list[dict[str, str]]:
    index = YAML / "INDEX.json"
    entries = json.loads(index.read_text(encoding="utf-8")) if index.exists() else []
    return [each for each in entries if each["kind"] in KINDS]


def cases(*files: str) -> list[Any]:
    return [
        pytest.param(sample, id=f"{file}/{number}-{sample['name']}")
        for file in files
        for number, sample in enumerate(corpus.samples(file))
    ]


@pytest.mark.parametrize("file", LEAST)
def test_no_file_has_lost_its_cases(file: str) -> None:
    assert len(corpus.samples(file)) >= LEAST[file]


def test_there_are_documents() -> None:
    assert len(documents()) >= 39


@pytest.mark.parametrize("entry", documents(), ids=lambda each: str(each["file"]))
def test_every_document_loads(entry: dict[str, str]) -> None:
    kind = KINDS[entry["kind"]]
    loaded = load((YAML / entry["file"]).read_bytes(), entry["file"])
    assert isinstance(loaded, Document), loaded
    assert loaded.kind == kind


@pytest.mark.parametrize("sample", cases(*FILES))
def test_the_answer_is_as_expected(sample: corpus.Sample) -> None:
    answer = ours.said(ours.answers(corpus.asked(sample)))
    assert corpus.differences(sample, answer) == []


@pytest.mark.parametrize("sample", cases("node-validator"))
def test_the_json_of_the_validator_is_nfds_byte_for_byte(oracle: Oracle, sample: corpus.Sample) -> None:
    case = corpus.asked(sample)
    assert ours.said(ours.answers(case)).get("output") == oracle.answer(case)["output"]


@pytest.mark.parametrize("sample", cases("custom-api"))
def test_the_custom_source_reads_it_so(sample: corpus.Sample) -> None:
    expected = sample["expected"]
    match sample["func"].split(".", 1)[1]:
        case "MatchExpression.Validate":
            wrong = validate_custom(MatchExpression.model_validate(sample["expression"]))
            assert (wrong is not None) == expected["error"]
        case "MatchExpressionSet.UnmarshalJSON":
            found = read_set(json.loads(sample["json"]))
            assert isinstance(found, Wrong) == expected["error"]
            if not isinstance(found, Wrong):
                assert ours.expressions(found) == expected["out"]
        case "ConvertRuleToV1alpha1":
            assert converted(sample["input"]) == [Rule.model_validate(expected["out"])]
        case unknown:
            pytest.fail(f"unknown function {unknown}")


def converted(rule: dict[str, Any]) -> list[Any]:
    """A rule of the custom source as it is run."""
    document = load_as("CustomRules", json.dumps([rule]), "custom.json")
    assert isinstance(document, Document), document
    assert isinstance(document.model, CustomRules)
    return list(document.model.rules)


STRICT = Config(deny_label_ns=frozenset({"denied.ns", "*.denied.subns"}), extra_label_ns=frozenset({"example.io"}))
"""The settings under which NFD's own test filters labels."""

LENIENT = Config(auto_prefix=False)
RESOURCES = {"micromicrowaves": "10", "tooster": "5"}
ANNOTATIONS = {"test-annotation": "bar"}
"""What NFD's own test filters where a case names no label."""


@pytest.mark.parametrize("sample", cases("master"))
def test_what_nfd_master_lets_through(sample: corpus.Sample) -> None:
    given, expected = sample["input"], sample["expected"]
    features = ours.features(given.get("features") or {})
    if sample["func"] == "master.getDynamicValue":
        found = resolve(given["value"], features)
        assert isinstance(found, GoError) == expected["fail"]
        assert isinstance(found, GoError) or found == expected["want"]
        return
    config = LENIENT if "should be allowed" in sample["name"] else STRICT
    if "labelName" in given:
        wanted = {} if expected.get("expectErr") else {given["labelName"]: expected["expectedValue"]}
        assert outputs.all_labels({given["labelName"]: given["labelValue"]}, features, config).kept == wanted
    if "expectedExtResources" in expected:
        assert outputs.all_extended_resources(RESOURCES, Features(), config).kept == expected["expectedExtResources"]
    if "expectedAnnotations" in expected:
        assert outputs.all_annotations(ANNOTATIONS, config).kept == expected["expectedAnnotations"]


@pytest.mark.parametrize("entry", documents(), ids=lambda entry: entry["file"])
def test_documents_of_nfd_are_loaded(entry: dict[str, str]) -> None:
    document = load((YAML / entry["file"]).read_bytes(), entry["file"])
    assert isinstance(document, Document), document
    assert document.kind == KINDS[entry["kind"]]


@pytest.mark.parametrize("sample", cases("e2e"))
def test_a_node_gets_what_nfd_master_gives_it(sample: corpus.Sample) -> None:
    objects = [object_of(path.replace("/", "__")) for path in sample["rules"]]
    case = {"kind": "rules", "objects": objects, "features": sample["input"]["features"]}
    node = ours.said(ours.answers(case))["node"]
    [(name, wanted)] = sample["expected"].items()
    match name:
        case "labels":
            assert node["labels"] == prefixed(wanted)
        case "labels_superset_of":
            assert node["labels"].items() >= prefixed(wanted).items()
        case "taints_after_filter" | "extendedResources_after_filter" | "annotations_after_filter":
            assert node[name.removesuffix("_after_filter")] == wanted
        case _:
            pytest.fail(f"unknown expectation {name}")


def object_of(file: str) -> Any:
    """A document as the tree of its fields."""
    document = load_as("NodeFeatureRule", (YAML / file).read_bytes(), file)
    assert isinstance(document, Document), document
    return document.model.model_dump(by_alias=True)


def prefixed(labels: dict[str, str]) -> dict[str, str]:
    return {name if "/" in name else f"feature.node.kubernetes.io/{name}": value for name, value in labels.items()}
