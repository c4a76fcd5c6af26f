"""A fleet as results: the verdicts of all nodes, and the reason on a few."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from compatlang import Policies, Report, Snapshot
from compatlang.cli import flags, fleet_input
from compatlang.evaluate.report import PolicyResult, Score
from tests.cli import fleet
from tests.cli.conftest import Run


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> str:
    """Sixty nodes that are too much to read them whole."""
    monkeypatch.setattr(fleet_input, "WHOLE_BYTES", 0)
    return "many.json"


def write(name: str) -> None:
    Path(name).write_text(fleet.document(fleet.many(60)), encoding="utf-8")


def test_every_node_is_a_case_with_its_verdict(run: Run, many: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write(many)
    argv = ("check", "train.compat", "--snapshot", many, "--format", "junit")
    part = ET.fromstring(run(*argv).out)
    monkeypatch.setattr(fleet_input, "WHOLE_BYTES", 1 << 30)
    whole = ET.fromstring(run(*argv).out)
    assert part.attrib == whole.attrib
    assert len(part.findall("testsuite/testcase")) == 60
    for mine, theirs in zip(part.iter("testcase"), whole.iter("testcase"), strict=True):
        assert (mine.get("name"), [each.tag for each in mine if each.tag != "system-out"]) == (
            theirs.get("name"),
            [each.tag for each in theirs if each.tag != "system-out"],
        )


def test_a_requirement_has_one_annotation_with_the_reason_on_one_node(run: Run, many: str) -> None:
    write(many)
    lines = run("check", "train.compat", "--snapshot", many, "--format", "github").out.splitlines()
    assert lines[0] == (
        "::error file=train.compat,line=32,endLine=32,col=19,endColumn=62,title=train/driver::not met"
        "%0Asuch as on node-000: gpu.driver is 470.57.02, needs >= 550.54.14%0Atable cuda_driver, row cuda 12.4.*"
        "%0Afix: install NVIDIA driver 550.54.14 or newer%0A20 nodes: node-000, node-003, node-006, … and 17 more"
    )
    assert lines[-1] == "compatlang check: 60 nodes: 35 compatible (5 degraded), 21 incompatible, 4 unknown"


@pytest.mark.parametrize("form", flags.RESULT_FORMATS)
def test_every_format_says_how_many(run: Run, many: str, form: str) -> None:
    write(many)
    ran = run("check", "train.compat", "--snapshot", many, "--format", form)
    assert (ran.code, ran.err) == (1, "")
    assert "60 nodes" in ran.out or form == "junit"
    assert "node-000" in ran.out


def test_a_faulty_policy_is_an_error_on_each_node(run: Run, many: str) -> None:
    write(many)
    Path("bad.compat").write_text("policy p { require kernel: kernel.verison >= 5 }\n", encoding="utf-8")
    root = ET.fromstring(run("check", "bad.compat", "--snapshot", many, "--format", "junit").out)
    assert [(each.get("name"), each.get("errors")) for each in root] == [("policies and snapshots", "1"), ("p", "60")]


def test_a_reason_that_does_not_bear_out_the_decision_is_an_error(
    run: Run, many: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(many)

    def compatible(_: Policies, snapshot: Snapshot) -> Report:
        return Report(snapshot.node, (PolicyResult("train", "compatible", False, Score(0, 0)),))

    monkeypatch.setattr(Policies, "check", compatible)
    ran = run("check", "train.compat", "--snapshot", many, "--format", "github")
    assert ran.code == 2
    assert "title=evaluators-disagree::the evaluators disagree about `train`" in ran.out
