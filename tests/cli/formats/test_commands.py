"""The formats over `test`, `lint` and `diff`."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from compatlang.cli import flags
from tests.cli.conftest import Run

LINTED = "let unused = [5.10.*]\npolicy p { require kernel: kernel.version >= 5.10 }\n"


def test_a_file_of_tests_is_a_suite(run: Run) -> None:
    ran = run("test", "train.compat", "--format", "junit")
    (suite,) = ET.fromstring(ran.out)
    failed, passed = suite
    assert (suite.attrib["name"], ran.code) == ("train.compat", 1)
    assert (failed.attrib["name"], failed.attrib["line"]) == ("an old driver is refused, and named", "53")
    assert "expect train: compatible\n   |     ^^^" in str(failed[0].text)
    assert (passed.attrib["name"], len(passed)) == ("rule", 0)


def test_a_faulty_file_is_an_error_in_its_suite(run: Run) -> None:
    Path("bad.compat").write_text("policy {", encoding="utf-8")
    ran = run("test", "bad.compat", "train.compat", "--format", "junit")
    bad, _ = ET.fromstring(ran.out)
    assert (bad.attrib["name"], bad.attrib["errors"], ran.code) == ("bad.compat", "1", 2)


@pytest.mark.parametrize("form", flags.RESULT_FORMATS)
def test_findings_of_lint_fail_their_file(run: Run, form: str) -> None:
    Path("p.compat").write_text(LINTED, encoding="utf-8")
    ran = run("lint", "p.compat", "train.compat", "--select", "unused-declaration", "--format", form)
    assert ran.code == 1
    assert "p.compat" in ran.out
    if form == "junit":
        root = ET.fromstring(ran.out)
        assert root.attrib["failures"] == str(len({each.get("name") for each in root.iter("testcase") if len(each)}))
        assert int(root.attrib["failures"]) >= 1


@pytest.mark.parametrize("form", flags.RESULT_FORMATS)
def test_a_clean_file_is_clean_in_every_format(run: Run, form: str) -> None:
    Path("p.compat").write_text('policy p "a node" { require kernel: kernel.version >= 5.10 }\n', encoding="utf-8")
    ran = run("lint", "p.compat", "--format", form)
    assert ran.code == 0, ran.out
    assert "failed" not in ran.out.replace('id="status-failed"', "").partition("</style>")[2]


OLD = (
    "policy p { require kernel: kernel.version >= 5.10 }\npolicy same { require swap: memory.swap.enabled == false }\n"
)


def test_a_policy_that_changed_and_a_verdict_that_flips_are_cases(run: Run) -> None:
    Path("old.compat").write_text(OLD, encoding="utf-8")
    Path("new.compat").write_text(OLD.replace("5.10", "9.1") + "policy q { warn a: true }\n", encoding="utf-8")
    ran = run("diff", "old.compat", "new.compat", "--snapshot", "three.json", "--format", "junit")
    assert ran.code == 1
    policies, nodes = ET.fromstring(ran.out)
    assert [(each.get("name"), [one.get("type") for one in each]) for each in policies] == [
        ("p", ["changed"]),
        ("same", []),
        ("q", ["new"]),
    ]
    message = "p/verdict: compatible -> incompatible where kernel.version.full in 5.10 ..< 9.1; p/kernel: yes -> no"
    assert str(policies[0][0].get("message")).startswith(message)
    assert [each.get("name") for each in nodes] == ["node-a01", "node-b02", "node-c03"]
    assert nodes[0][0].get("message") == "p: compatible -> incompatible"


@pytest.mark.parametrize("form", flags.RESULT_FORMATS)
def test_nothing_changed_in_every_format(run: Run, form: str) -> None:
    Path("old.compat").write_text(OLD, encoding="utf-8")
    ran = run("diff", "old.compat", "old.compat", "--snapshot", "three.json", "--format", form)
    assert (ran.code, ran.err) == (0, "")
    assert "failed" not in ran.out.partition("</style>")[2]
