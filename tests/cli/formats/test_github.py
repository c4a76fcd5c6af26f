"""GitHub's workflow commands: nothing that a policy or a snapshot says leaves its line, or becomes a command."""

from __future__ import annotations

import re

from hypothesis import given

from compatlang.cli.formats.causes import causes
from compatlang.cli.formats.github import render
from compatlang.cli.formats.results import Item, Place, Problem, Results
from compatlang.diagnostics.render.plain import plain
from tests.cli.conftest import Run
from tests.cli.formats.hostile import RESULTS
from tests.strategies.budget import examples

COMMAND = re.compile(r"::(?P<name>\S+) (?P<parameters>.*?)::(?P<data>.*)")


def is_command(line: str) -> bool:
    """Whether GitHub's runner takes a line of output for a command, of the present kind or the old."""
    return line.lstrip().startswith("::") or "##[" in line


def parameters(line: str) -> dict[str, str]:
    """The parameters of a command, as the runner reads them."""
    found = COMMAND.fullmatch(line)
    assert found is not None, line
    pairs = (each.partition("=") for each in found["parameters"].split(","))
    return {name: _decoded(value) for name, _, value in pairs}


def _decoded(text: str) -> str:
    for escape, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(escape, character)
    return text


@examples(100)
@given(RESULTS)
def test_there_is_a_command_for_each_cause_and_then_the_summary(results: Results) -> None:
    lines = render(results).splitlines()
    found = causes(results)
    assert len(lines) == len(found) + len(results.summary)
    commands, summary = lines[: len(found)], lines[len(found) :]
    assert not any(map(is_command, summary))
    for line, cause in zip(commands, found, strict=True):
        read = parameters(line)
        assert read["file"] == plain(cause.problem.place.file)
        assert read["title"] == plain(cause.problem.rule)
        assert set(read) <= {"file", "line", "endLine", "col", "endColumn", "title"}


def test_all_that_is_said_comes_out_again() -> None:
    problem = Problem("a:b,c", "failed", "100% of\n::error::x", Place("a,b:c%.compat", 3, 5, 3, 9), help="pay 5%")
    line = render(Results("t", "file", (), (Item("g", "n", "failed", "", problems=(problem,)),))).rstrip("\n")
    assert parameters(line) == {
        "file": "a,b:c%.compat",
        "line": "3",
        "endLine": "3",
        "col": "5",
        "endColumn": "9",
        "title": "a:b,c",
    }
    assert line.startswith("::error ")
    assert line.endswith("::100%25 of\\n::error::x%0Afix: pay 5%25")


def test_nodes_with_the_same_trouble_share_an_annotation_and_the_worst_come_first(run: Run) -> None:
    ran = run("check", "train.compat", "--snapshot", "three.json", "--format", "github")
    lines = ran.out.splitlines()
    names = [COMMAND.fullmatch(line) for line in lines[:-1]]
    assert [found["name"] for found in names if found] == sorted(found["name"] for found in names if found)
    driver = next(line for line in lines if "title=train/driver" in line)
    assert driver.startswith("::error file=train.compat,line=32,")
    assert "gpu.driver is 525.60.13, needs >= 550.54.14%0A" in driver
    assert driver.endswith("%0Anode node-b02")
    assert lines[-1] == "compatlang check: 3 nodes: 1 compatible (1 degraded), 1 incompatible, 1 unknown"
