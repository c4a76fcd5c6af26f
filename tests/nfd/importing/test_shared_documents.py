"""Real documents: every one is imported, or refused with a reason."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from compatlang import compile as compile_policies
from compatlang.nfd.features import Features, of_document
from compatlang.nfd.importing import Imported, read
from compatlang.nfd.importing import imported as imported_document
from compatlang.nfd.load import Document, load, load_as
from compatlang.nfd.model import CustomRules, ImageSpec, NodeFeature, NodeFeatureGroup, NodeFeatureRule
from compatlang.schema.catalog import BASE
from tests.nfd.importing import judged
from tests.nfd.importing.agreement import agree, agree_on_image
from tests.oracle.oracle import Oracle

SHARED = Path(__file__).resolve().parents[4] / "shared"
CORPUS = SHARED / "nfd" / "corpus" / "yaml"
RULES = SHARED / "data" / "nodefeaturerules"


def imported(path: Path) -> Imported:
    """A document, imported; what comes of it compiles without a word."""
    result = read(path.read_bytes(), path.name)
    errors = [each for each in result.diagnostics if each.severity == "error"]
    assert result.text or errors, path.name
    assert bool(result.refused) <= bool(errors), path.name
    if result.text:
        assert compile_policies(result.text, name="imported.compat").diagnostics == (), path.name
    return result


def nodes() -> list[Features]:
    """The features of real nodes."""
    paths = [*sorted((SHARED / "data" / "snapshots").glob("*nodefeature*.yaml")), CORPUS / "examples__nodefeature.yaml"]
    documents = [load_as("NodeFeature", path.read_bytes(), path.name) for path in paths]
    return [
        of_document(each.model.spec.features)
        for each in documents
        if isinstance(each, Document) and isinstance(each.model, NodeFeature)
    ]


@pytest.mark.parametrize("folder", [CORPUS, RULES], ids=["corpus", "rules"])
def test_every_document(folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip(f"the real documents of {folder.name} are not beside this checkout")
    counts: Counter[str] = Counter()
    for path in sorted(folder.glob("*.yaml")):
        result = imported(path)
        counts["documents"] += 1
        counts["imported"] += bool(result.text)
        counts["policies"] += len(result.policies)
        counts["rules refused"] += len(result.refused)
        counts.update(f"refused: {each.code}" for each in result.diagnostics[:1] if not result.text)
    print(folder.name, dict(counts))
    assert counts["documents"] == len(json.loads((folder / "INDEX.json").read_text(encoding="utf-8")))
    assert counts["imported"] > counts["documents"] // 2


def test_templates_are_refused_and_nothing_else_of_the_rules_is() -> None:
    if not RULES.is_dir():
        pytest.skip("the real NodeFeatureRules are not beside this checkout")
    index = {each["file"]: each["parse"] for each in json.loads((RULES / "INDEX.json").read_text(encoding="utf-8"))}
    results = {name: imported(RULES / name) for name in index}
    codes = {name: {each.code for each in result.diagnostics} for name, result in results.items()}
    assert {name for name in index if "nfd-unrendered" in codes[name]} == {
        name for name, parse in index.items() if parse == "template"
    }
    others = {name for name, result in results.items() if not result.text and index[name] == "yaml"}
    assert all(codes[name] == {"nfd-document"} for name in others - _WITHOUT_EQUAL), others


_WITHOUT_EQUAL = {"kubernetes-sigs+node-feature-discovery__nfd-builtin-local-features__82e103.yaml"}
"""What has no rule that the language can say: all labels that there are, whatever their names."""


def test_they_decide_as_nfd_itself_does_on_real_nodes(oracle: Oracle) -> None:
    """Every document on every real node, each as it is and with every feature that is missing reported as empty."""
    if not RULES.is_dir():
        pytest.skip("the real NodeFeatureRules are not beside this checkout")
    found = nodes()
    assert found
    everywhere = [each for node in found for each in (node, with_nothing_missing(node))]
    compared = 0
    for path in sorted((*CORPUS.glob("*.yaml"), *RULES.glob("*.yaml"))):
        text = path.read_text(encoding="utf-8")
        made = load(text, path.name)
        if isinstance(made, Document) and (result := imported_document(made)).text:
            compared += 1
            for node in everywhere:
                decides_alike(oracle, made, result, text, node)
    assert compared >= 40


def decides_alike(oracle: Oracle, made: Document, result: Imported, text: str, node: Features) -> None:
    ways = judged.of_document(oracle, made, text, node)
    match made.model:
        case ImageSpec() as spec:
            agree_on_image(result, spec, node, ways)
        case NodeFeatureRule(spec=rules):
            agree(result, rules.rules, node, ways)
        case NodeFeatureGroup(spec=group):
            agree(result, group.feature_group_rules, node, ways)
        case CustomRules(rules=custom):
            agree(result, custom, node, ways)
        case other:
            raise AssertionError(other)


def with_nothing_missing(features: Features) -> Features:
    """The same node, on which every feature of NFD is reported."""
    missing = {name: each.kind for name, each in BASE.domains.items() if features.find(name) is None}
    return Features(
        {**features.flags, **{name: frozenset() for name, kind in missing.items() if kind == "flags"}},
        {**features.attributes, **{name: {} for name, kind in missing.items() if kind == "attributes"}},
        {**features.instances, **{name: () for name, kind in missing.items() if kind == "instances"}},
    )
