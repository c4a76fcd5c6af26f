"""The shared cases drawn from NFD's own tests, answered by compatlang's own evaluation.

The cases are those that the oracle's tests hold NFD's code against, read in the same way; those of the custom source and of
nfd-master's filters are added, whose functions NFD does not export.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from compatlang.nfd.custom_expression import Wrong, read_set
from compatlang.nfd.custom_expression import validate as validate_custom
from compatlang.nfd.load import Document, load, load_as
from compatlang.nfd.model import CustomRules, MatchExpression, Rule
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
KINDS = {
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
