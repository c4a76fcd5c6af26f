"""Quirks of how documents are read and where they come from, and of what NFD's own pages say of features."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from compatlang.nfd.go.yaml import Diagnostics
from compatlang.nfd.load import Document, load_as
from compatlang.nfd.model import CustomRules, GroupRule, ImageSpec
from compatlang.schema.catalog import BASE
from tests.integration.host.test_cpuid import AMD, EVERYTHING, INTEL, processor
from tests.nfd.quirks.asking import (
    PANICS,
    Answers,
    a_set,
    asked,
    attributes,
    both,
    codes,
    documents,
    flags,
    image,
    instances,
    judged,
    node,
    on_node,
    one,
    op,
    refused,
    rule,
    term,
    text,
    validated,
    verdict,
    verdicts,
)
from tests.oracle.oracle import Oracle


@pytest.mark.parametrize("written", ["", "version: v1alpha1", "[", "rules: []"], ids=repr)
def test_quirk_26_a_specification_that_cannot_be_had_is_an_error(written: str) -> None:
    """NFD's client forgets why a registry has not listed artifacts, and crashes. No registry is asked here yet."""
    found = documents(written)
    assert found.failed
    assert found.check(node({})).verdict == "error"


def test_quirk_27_an_expression_that_is_null_makes_nfd_panic_where_it_is_looked_at(oracle: Oracle) -> None:
    asking = rule(term("d.f", {"a": None}))
    assert asked(oracle, on_node(asking, flags("d.f"))) == both(PANICS)
    assert asked(oracle, on_node(asking, instances("d.f", {}))) == both(PANICS)
    for nothing in ({}, instances("d.f")):
        assert asked(oracle, on_node(asking, nothing)) == both(False)
    spec = image(a_set(rule(term("cpu.cpuid", {"AVX": None}))))
    assert codes(spec) == {"nfd-null"}
    assert judged(spec, flags("cpu.cpuid", "AVX")) == "error"


def test_quirk_28_the_version_of_a_specification_is_not_looked_at(oracle: Oracle) -> None:
    spec = image(a_set(rule(term("cpu.cpuid"))))
    for version in ("v1alpha1", "v9", ""):
        written = spec | {"version": version}
        assert asked(oracle, validated(written, flags("cpu.cpuid")), verdicts) == both([[True]])
        assert ("nfd-version" in codes(written)) is (version != "v1alpha1")
        assert judged(written, flags("cpu.cpuid")) == "compatible"
    assert refused("cpu.cpuid is reported", "edition 9") == {"unknown-edition"}


def custom_rules(expression: str) -> str:
    """The text of a file of custom.d with one expression."""
    return f"- name: r\n  matchFeatures:\n  - {{feature: kernel.version, matchExpressions: {{major: {expression}}}}}\n"


def read_as_custom(oracle: Oracle, written: str) -> Answers:
    """What both make of the expression, or their errors."""
    nfd = oracle.answer({"kind": "document", "type": "custom", "text": written})
    ours = load_as("CustomRules", written, "custom.yaml")
    if isinstance(ours, Diagnostics):
        return Answers([nfd["error"]], [ours.error.text])
    assert isinstance(ours.model, CustomRules)
    return Answers([_expression(nfd["document"]["converted"])], [_expression(_dumped(ours.model.rules))])


def test_quirk_33_rules_of_the_custom_source_lack_operators_and_lose_their_type(oracle: Oracle) -> None:
    """Not even strict reading notices a `type`, since an expression reads itself."""
    for name in ("Ge", "Le", "GeLe"):
        error = f'error unmarshaling JSON: while decoding JSON: invalid Op "{name}"'
        assert read_as_custom(oracle, custom_rules(f"{{op: {name}, value: ['1']}}")) == both(error)
    losing = custom_rules("{op: Gt, value: ['1'], type: version}")
    assert read_as_custom(oracle, losing) == both({"op": "Gt", "value": ["1"]})
    assert codes(losing) == {"nfd-field"}


COERCED = {
    "10": "10",
    "010": "8",
    "0x10": "16",
    "1.10": "1.1",
    "1e3": "1000",
    "y": "true",
    "yes": "true",
    "on": "true",
    "n": "false",
    "no": "false",
    "off": "false",
    "'y'": "y",
}


def test_quirk_34_values_without_quotes_become_other_texts_and_one_document_is_read(oracle: Oracle) -> None:
    term_ = f"{{feature: kernel.config, matchExpressions: {{SMP: {{op: In, value: [{', '.join(COERCED)}]}}}}}}"
    spec = f"version: v1alpha1\ncompatibilities: [{{rules: [{{name: r, matchFeatures: [{term_}]}}]}}]\n"
    two = f"{spec}---\nversion: v2\n"
    nfd = oracle.answer({"kind": "document", "type": "ImageCompatibilitySpec", "text": two})["document"]
    read = load_as("ImageSpec", two, "image.yaml")
    assert isinstance(read, Document)
    assert isinstance(read.model, ImageSpec)
    [given] = read.model.compatibilities
    said = Answers([_expression(nfd["compatibilities"][0]["rules"])], [_expression(_dumped(given.rules))])
    assert said == both({"op": "In", "value": list(COERCED.values())})
    assert codes(spec) == set()
    assert codes(two) == {"nfd-more-documents"}
    declared = "domain d.f: attributes { text: string }"
    assert verdict('d.f.text == "y"', attributes("d.f", {"text": "y"}), declared) == "compatible"
    assert refused("d.f.text == 10", declared) == {"type-mismatch"}


def _expression(rules: list[dict[str, Any]]) -> Any:
    """The only expression of the only term of the only rule, without the fields that are empty."""
    [[expression]] = [each["matchFeatures"][0]["matchExpressions"].values() for each in rules]
    return {name: each for name, each in expression.items() if each}


def _dumped(rules: Iterable[GroupRule]) -> list[dict[str, Any]]:
    return [each.model_dump(mode="json", by_alias=True) for each in rules]


def test_quirk_36_no_processor_is_said_to_have_tbm() -> None:
    words = {(leaf, 0): (EVERYTHING,) * 4 for leaf in (1, 7, 0x80000001)}
    for vendor in (INTEL, AMD):
        assert "XSAVE" in processor(words, vendor).flags
        assert "TBM" not in processor(words, vendor).flags


def test_quirk_37_pages_of_nfd_name_what_no_node_reports(oracle: Oracle) -> None:
    assert "scaling_governor" in BASE.domains["cpu.pstate"].elements
    assert codes(image(a_set(rule(term("cpu.pstate", {"scaling": op("In", "powersave")}))))) == {"nfd-feature"}
    assert refused('cpu.pstate.scaling == "powersave"') == {"unknown-feature"}
    assert asked(oracle, one(op("In", "Intel", "Amd"), text("AMD"))) == both(False)
    vendor = attributes("cpu.model", {"vendor_id": "AMD"})
    assert verdict('cpu.model.vendor_id in ["Intel", "Amd"]', vendor) == "incompatible"
