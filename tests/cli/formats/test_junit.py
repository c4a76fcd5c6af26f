"""JUnit's XML is well-formed whatever it is about, and counts what a dashboard counts."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from junitparser import Error, Failure, JUnitXml, TestSuite

from compatlang.cli.formats.junit import render
from compatlang.cli.formats.results import Item, Results
from tests.cli.conftest import Run
from tests.cli.formats.hostile import RESULTS
from tests.strategies.budget import examples


@examples(100)
@given(RESULTS)
def test_it_is_well_formed_and_has_a_case_for_each_item(results: Results) -> None:
    root = ET.fromstring(render(results))
    assert [each.tag for each in root] == ["testsuite"] * len(results.by_group())
    assert len(root.findall("testsuite/testcase")) == len(results.items) == int(root.attrib["tests"])


@examples(100)
@given(RESULTS)
def test_what_does_not_pass_is_a_failure_or_an_error(results: Results) -> None:
    root = ET.fromstring(render(results))
    statuses = [each.status for each in results.items]
    assert len(root.findall(".//failure")) == statuses.count("failed") == int(root.attrib["failures"])
    errors = statuses.count("error") + statuses.count("unknown")
    assert len(root.findall(".//error")) == errors == int(root.attrib["errors"])


def test_characters_that_xml_cannot_hold_are_escapes() -> None:
    text = render(Results("t", "node", (), (Item("\x00", "\x1b\ufffe", "failed", "\ud800", "a\n\x07"),)))
    case = ET.fromstring(text).find("testsuite/testcase")
    assert case is not None
    assert case.attrib == {"name": "\\x1b\\ufffe", "classname": "\\x00"}
    assert case[0].attrib["type"] == "\\ud800"
    assert case[0].text == "a\n\\x07"


def test_a_reader_of_others_finds_suites_cases_and_why(run: Run) -> None:
    ran = run("check", "train.compat", "--snapshot", "three.json", "--format", "junit")
    (suite,) = JUnitXml.fromstring(ran.out.encode())
    assert isinstance(suite, TestSuite)
    assert (suite.name, suite.tests, suite.failures, suite.errors) == ("train", 3, 1, 1)
    compatible, incompatible, unknown = suite
    assert (compatible.name, compatible.result) == ("node-a01", [])
    assert "swap_off" in compatible.system_out
    assert isinstance(incompatible.result[0], Failure)
    assert "gpu.driver is 525.60.13, needs >= 550.54.14" in incompatible.result[0].text
    assert isinstance(unknown.result[0], Error)
    assert unknown.result[0].type == "unknown"


@pytest.mark.parametrize(("flag", "failures", "errors"), [("--unknown=pass", 1, 0), ("--fail-on-warn", 2, 1)])
def test_flags_that_change_the_exit_code_change_what_fails(run: Run, flag: str, failures: int, errors: int) -> None:
    ran = run("check", "train.compat", "--snapshot", "three.json", "--format", "junit", flag)
    root = ET.fromstring(ran.out)
    assert (root.attrib["failures"], root.attrib["errors"]) == (str(failures), str(errors))
