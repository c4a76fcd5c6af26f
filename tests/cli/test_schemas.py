"""What `--format json` prints is what docs/schemas publishes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from compatlang.cli.show.documents import check_document, explain_document
from compatlang.diagnostics.render.json import diagnostic_values
from compatlang.values.truth import Truth
from tests.cli import samples
from tests.cli.conftest import Run
from tests.diagnostics.samples import DIAGNOSTICS, SOURCES
from tests.integration.registry.real import layouts

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schemas"
SCHEMAS = {each.name: json.loads(each.read_text(encoding="utf-8")) for each in FOLDER.glob("*.json")}
REGISTRY: Registry[Any] = Registry().with_resources(
    (name, Resource.from_contents(schema)) for name, schema in SCHEMAS.items()
)
RULES = """\
kind: NodeFeatureRule
metadata: {name: every-state}
spec:
  rules:
  - name: matches
    labels: {vendor.io/a: "1", kubernetes.io/b: "2"}
    annotations: {c: d}
    extendedResources: {vendor.io/e: "2"}
    taints: [{key: vendor.io/f, effect: NoSchedule}]
    matchFeatures: [{feature: kernel.version, matchExpressions: {full: {op: Exists}}}]
  - name: does not match
    matchFeatures: [{feature: none.at.all, matchExpressions: {a: {op: Exists}}}]
  - name: fails
    matchFeatures: [{feature: kernel.version, matchExpressions: {full: {op: Gt, value: [none]}}}]
  - name: unknown
    matchFeatures: [{feature: kernel.version, matchExpressions: {full: {op: Gt, value: [none]}, x: {op: Exists}}}]
"""
IMAGE = """\
compatibilities:
- rules:
  - name: fails
    matchFeatures: [{feature: kernel.version, matchExpressions: {full: {op: Gt, value: [none]}}}]
"""


def errors(document: Any) -> list[str]:
    """What a document has that its schema does not allow."""
    name = document["schema"].removeprefix("compatlang.").replace("/", "-") + ".schema.json"
    validator = Draft202012Validator(SCHEMAS[name], registry=REGISTRY)
    return [f"{each.json_path}: {each.message}" for each in validator.iter_errors(document)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize(
    "argv",
    [
        ("check", "train.compat", "--snapshot", "three.json"),
        ("check", "train.compat", "none.compat", "--snapshot", "three.json", "none.json"),
        ("check", "train.compat"),
        ("explain", "train.compat", "--snapshot", "three.json", "--node", "node-b02"),
        ("explain", "train.compat", "--snapshot", "three.json", "--node", "node-c03"),
        (
            "plan",
            "train.compat",
            "--snapshot",
            "three.json",
            "--set",
            "gpu.driver=550.60",
            "--unset",
            "memory.swap.enabled",
        ),
        ("plan", "train.compat", "--snapshot", "three.json", "--set", "kernel.version=5.4"),
        ("check", "rules.yaml", "image.yaml", "--snapshot", "three.json"),
        ("explain", "rules.yaml", "--snapshot", "three.json", "--node", "node-b02"),
        ("explain", "image.yaml", "--snapshot", "three.json", "--node", "node-b02"),
        ("test", "train.compat"),
        ("test", "bad.compat", "train.compat", "--filter", "rule"),
        ("lint", "train.compat", "bad.compat", "repairable.compat"),
        ("test", "train.compat", "--fail-fast", "--coverage"),
        ("test", "train.compat", "--filter", "rule", "--min-coverage", "1", "--mutate"),
        ("analyze", "train.compat"),
        ("analyze", "train.compat", "--implies", "train", "train"),
        ("analyze", "train.compat", "--disjoint", "train", "train"),
        ("diff", "train.compat", "changed.compat", "--snapshot", "three.json"),
        ("compile", "train.compat", "--stats"),
        ("catalog",),
        ("catalog", "pci.device"),
        ("rule",),
        ("rule", "range-gap"),
    ],
)
def test_what_is_printed_is_valid(run: Run, argv: tuple[str, ...]) -> None:
    files = {"bad.compat": "policy {", "repairable.compat": "import pci\n", "rules.yaml": RULES, "image.yaml": IMAGE}
    files["changed.compat"] = Path("train.compat").read_text(encoding="utf-8").replace("550.54.14", "570.26")
    for name, text in files.items():
        Path(name).write_text(text, encoding="utf-8")
    assert errors(run(*argv, "--format", "json").json) == []


def test_what_is_printed_of_images_is_valid(run: Run) -> None:
    layouts.write(Path("image"))
    assert run("attach", "oci:image", "train.compat").code == 0
    for argv in (("discover", "oci:image"), ("rank", "oci:image", "--snapshot", "three.json")):
        assert errors(run(*argv, "--format", "json").json) == []


def test_every_shape_of_a_report_is_valid() -> None:
    groups = (samples.profiles(Truth.NO, Truth.UNKNOWN), samples.BOTH)
    node = samples.node("n", samples.result("incompatible", samples.driver("1"), samples.rdma(), groups=groups))
    checked = samples.run_of(node)
    checked = checked._replace(diagnostics=DIAGNOSTICS, sources={**checked.sources, **SOURCES})
    assert errors(check_document(checked)) == []
    assert errors(explain_document(node, DIAGNOSTICS, checked.sources)) == []


def test_diagnostics_are_valid() -> None:
    document = {"schema": "compatlang.diagnostics/1", "diagnostics": diagnostic_values(DIAGNOSTICS, SOURCES)}
    assert errors(document) == []


def test_a_document_with_something_else_is_not_valid(run: Run) -> None:
    document = run("check", "train.compat", "--snapshot", "three.json", "--format", "json").json
    document["nodes"][0]["results"][0]["requirements"][0]["span"]["lines"] = 1
    assert len(errors(document)) == 1
