"""NFD's code agrees with the shared cases: those of its own tests, and those that were derived by reading it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.oracle import corpus
from tests.oracle.oracle import Oracle

FILES = ("expression", "rule", "grouprule", "node-validator", "validate", "template", "edges")
YAML = corpus.FOLDER / "yaml"
TYPES = {
    "NodeFeatureRule": "NodeFeatureRule",
    "NodeFeatureGroup": "NodeFeatureGroup",
    "NodeFeature": "NodeFeature",
    "image-compatibility": "ImageCompatibilitySpec",
}
"""The type that a document is read as, by its kind in the index of the shared documents."""

pytestmark = pytest.mark.skipif(not corpus.FOLDER.is_dir(), reason=corpus.ABSENT)


def read(oracle: Oracle, kind: str, file: str) -> Any:
    text = (YAML / file).read_text(encoding="utf-8")
    answer = oracle.answer({"kind": "document", "type": TYPES[kind], "text": text})
    assert answer["error"] is None
    return answer["document"]


def documents() -> list[dict[str, str]]:
    index = YAML / "INDEX.json"
    found = json.loads(index.read_text(encoding="utf-8")) if index.exists() else []
    return [each for each in found if each["kind"] in TYPES]


def test_there_is_something_to_agree_with() -> None:
    assert sum(len(corpus.samples(file)) for file in FILES) >= 460
    assert len(documents()) >= 39


@pytest.mark.parametrize(
    "sample",
    [
        pytest.param(sample, id=f"{file}/{number}-{sample['name']}")
        for file in FILES
        for number, sample in enumerate(corpus.samples(file))
    ],
)
def test_the_answer_is_as_expected(oracle: Oracle, sample: corpus.Sample) -> None:
    assert corpus.differences(sample, oracle.answer(corpus.asked(sample))) == []


@pytest.mark.parametrize("entry", documents(), ids=lambda entry: entry["file"])
def test_documents_of_nfd_are_read(oracle: Oracle, entry: dict[str, str]) -> None:
    document = read(oracle, entry["kind"], entry["file"])
    assert document.get("spec") or document.get("compatibilities")


@pytest.mark.parametrize("sample", corpus.samples("e2e"), ids=lambda sample: sample["name"])
def test_a_node_gets_what_nfd_master_gives_it(oracle: Oracle, sample: corpus.Sample) -> None:
    """Our loop around NFD's rules, held against the effects that NFD's end-to-end tests wait for."""
    objects = [read(oracle, "NodeFeatureRule", path.replace("/", "__")) for path in sample["rules"]]
    node = oracle.answer({"kind": "rules", "objects": objects, "features": sample["input"]["features"]})["node"]
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


def prefixed(labels: dict[str, str]) -> dict[str, str]:
    return {name if "/" in name else f"feature.node.kubernetes.io/{name}": value for name, value in labels.items()}
