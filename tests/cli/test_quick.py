"""What is read without argparse is what argparse reads."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.cli import commands, defaults, quick
from compatlang.cli.parser import command_parser
from tests.cli.conftest import Run
from tests.strategies import examples

NOWHERE = Path("/nowhere")

USUAL = [
    ("check", "a.compat", "--snapshot", "node.json"),
    ("check", "a.compat", "b.compatc", "--snapshot", "x", "-", "--format", "json", "--strict", "--snapshot", "y"),
    ("check", "--snapshot", "x", "y", "--policy", "p", "a.compat", "--policy", "q", "--param", "a=b", "--no-cache"),
    ("explain", "--node", "n", "a.compat", "--snapshot", "x"),
    ("compile", "a.compat", "-o", "a.compatc"),
]


def slowly(name: str, argv: Sequence[str]) -> dict[str, Any]:
    """What argparse makes of a command line."""
    return vars(defaults.parse(command_parser(name, io.StringIO()), name, argv, {}, NOWHERE))


def quickly(name: str, argv: Sequence[str]) -> dict[str, Any] | None:
    found = quick.parse(commands.load(name), argv, {}, NOWHERE)
    return None if found is None else vars(found)


@pytest.mark.parametrize("line", USUAL, ids=" ".join)
def test_the_usual_lines_are_read(line: tuple[str, ...]) -> None:
    name, *argv = line
    assert quickly(name, argv) == slowly(name, argv)


@pytest.mark.parametrize(
    "argv",
    [
        (),
        ("--help",),
        ("a", "--", "b"),
        ("a", "--format=json"),
        ("a", "--format", "yaml"),
        ("a", "--forma", "json"),
        ("a", "--no-strict"),
        ("a", "--snapshot"),
        ("a", "--policy", "-x"),
        ("a", "--interval", "2"),
        ("a", ""),
    ],
    ids=" ".join,
)
def test_what_is_not_plain_is_left_to_argparse(argv: tuple[str, ...]) -> None:
    assert quickly("check", argv) is None


def words(name: str) -> st.SearchStrategy[str]:
    flags = [each for action in command_parser(name, io.StringIO())._actions for each in action.option_strings]
    values = ["a", "b.compat", "-", "--", "-x", "", "n=1", "text", "json", "never", "pass", "1", "--format=json", "-ox"]
    return st.sampled_from([*flags, *values, *values])


@pytest.mark.parametrize("name", commands.SUMMARIES)
def test_whatever_is_read_is_read_alike(name: str) -> None:
    @examples(150)
    @given(st.lists(words(name), max_size=8))
    def check(argv: list[str]) -> None:
        found = quickly(name, argv)
        assert found is None or found == slowly(name, argv)

    check()


def test_defaults_are_looked_for(run: Run) -> None:
    line = ("check", "train.compat", "--snapshot", "three.json")
    assert run(*line).out.startswith("node-a01")
    assert run(*line, environ={"COMPATLANG_FORMAT": "json"}).out.startswith("{")
    Path("compatlang.toml").write_text('format = "jsonl"\n', "utf-8")
    assert run(*line).out.startswith('{"node"')
    Path("compatlang.toml").unlink()
    Path("pyproject.toml").write_text('[tool.compatlang]\nformat = "json"\n', "utf-8")
    assert run(*line).out.startswith("{")
    Path("pyproject.toml").write_text('[tool.other]\nformat = "json"\n', "utf-8")
    assert run(*line).out.startswith("node-a01")
