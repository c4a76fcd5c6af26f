"""Flags from the environment and from files: who wins, and what is wrong with them."""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import pytest

from compatlang.cli import commands, defaults
from compatlang.cli.configuration import variable
from compatlang.cli.parser import Parser, add_opposites, command_parser
from compatlang.cli.usage import WrongUsage
from tests.cli.conftest import Run


def parser() -> Parser:
    made = Parser(io.StringIO(), prog="compatlang check")
    made.add_argument("names", nargs="*")
    made.add_argument("--format", choices=("text", "json"), default="text")
    made.add_argument("--count", type=int, default=1)
    made.add_argument("--all", action="store_true")
    made.add_argument("--some-path", action="extend", nargs="+", default=[])
    made.add_argument("--param", action="append", default=[])
    add_opposites(made)
    return made


def parsed(folder: Path, *argv: str, **environ: str) -> argparse.Namespace:
    return defaults.parse(parser(), "check", argv, environ, folder)


def project(folder: Path, text: str, name: str = "pyproject.toml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_nothing_given_is_the_default(tmp_path: Path) -> None:
    assert vars(parsed(tmp_path)) == {
        "names": [], "format": "text", "count": 1, "all": False, "some_path": [], "param": [], "flags_given": frozenset()
    }  # fmt: skip


def test_what_the_command_line_gives_is_told_from_what_is_set_for_all_commands(tmp_path: Path) -> None:
    project(tmp_path, "[tool.compatlang]\ncount = 2")
    given = parsed(tmp_path, "a", "--all", "--param", "b=c", COMPATLANG_SOME_PATH="d").flags_given
    assert given == {"all", "param"}


def test_flags_of_a_cluster_are_refused_where_none_is_read_and_may_be_set_for_all_commands(run: Run) -> None:
    check = ("check", "train.compat", "--snapshot", "three.json")
    explain = ("explain", "train.compat", "--snapshot", "three.json", "--node", "node-a01")
    for line in (check, explain, ("snapshot", "--host")):
        assert run(*line, "--context", "x") == (
            2,
            "",
            "error: --context is for --cluster\n  help: add --cluster, or leave --context out\n",
        )
    assert "--selector is for --cluster" in run(*check, "-l", "pool=gpu").err
    Path("compatlang.toml").write_text('selector = "pool=gpu"\nkubeconfig = "nowhere"', "utf-8")
    assert run(*check).out.startswith("node-a01")


@pytest.mark.parametrize("text", ['namespace = "ml"', '[check]\nnamespace = ["ml", "web"]'])
def test_namespaces_that_are_set_for_workloads_are_no_mistake_elsewhere(run: Run, text: str) -> None:
    Path("compatlang.toml").write_text(text, "utf-8")
    line = ("check", "train.compat", "--snapshot", "three.json")
    assert run(*line).out.startswith("node-a01")
    assert run(*line, "--namespace", "ml").code == 2


def test_the_command_line_wins_over_the_environment_over_the_file(tmp_path: Path) -> None:
    project(tmp_path, '[tool.compatlang.check]\nformat = "json"\ncount = 2\nsome-path = ["f"]')
    assert parsed(tmp_path).format == "json"
    assert parsed(tmp_path, COMPATLANG_FORMAT="text").format == "text"
    assert parsed(tmp_path, "--format", "json", COMPATLANG_FORMAT="text").format == "json"
    assert parsed(tmp_path, COMPATLANG_COUNT="3").count == 3
    assert parsed(tmp_path, "--some-path", "a", "b").some_path == ["a", "b"]
    assert parsed(tmp_path, COMPATLANG_SOME_PATH="'a b' c").some_path == ["a b", "c"]


def test_a_table_for_the_command_wins_over_shared_keys(tmp_path: Path) -> None:
    project(tmp_path, "[tool.compatlang]\ncount = 2\nall = true\n[tool.compatlang.check]\ncount = 3")
    assert (parsed(tmp_path).count, parsed(tmp_path).all) == (3, True)


def test_compatlang_toml_wins_over_pyproject_and_has_no_table_around(tmp_path: Path) -> None:
    project(tmp_path, "[tool.compatlang]\ncount = 2")
    project(tmp_path, "count = 3\n[check]\nall = true", "compatlang.toml")
    assert (parsed(tmp_path).count, parsed(tmp_path).all) == (3, True)


def test_a_file_of_another_project_is_left_alone(tmp_path: Path) -> None:
    project(tmp_path, "[tool.other]\ncount = 2\nbroken")
    assert parsed(tmp_path).count == 1


def test_a_switch_can_be_turned_off_again(tmp_path: Path) -> None:
    project(tmp_path, "[tool.compatlang]\nall = true")
    assert parsed(tmp_path).all is True
    assert parsed(tmp_path, COMPATLANG_ALL="no").all is False
    assert parsed(tmp_path, "--no-all", COMPATLANG_ALL="yes").all is False
    assert parsed(tmp_path, "--all", COMPATLANG_ALL="no").all is True


def test_an_empty_variable_counts_as_none(tmp_path: Path) -> None:
    assert parsed(tmp_path, COMPATLANG_COUNT="").count == 1


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("FORMAT", "jsn", "the environment variable COMPATLANG_FORMAT is `jsn`, expected text or json"),
        ("COUNT", "two", "the environment variable COMPATLANG_COUNT is `two`: invalid literal"),
        ("ALL", "maybe", "the environment variable COMPATLANG_ALL is `maybe`, expected true or false"),
        ("PARAM", "'a", "the environment variable COMPATLANG_PARAM is `'a`: no closing quotation"),
    ],
)
def test_a_wrong_variable_is_named(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        parsed(tmp_path, **{f"COMPATLANG_{name}": text})
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message", "help_"),
    [
        ('format = "jsn"', "pyproject.toml, [tool.compatlang]: `format` is `jsn`, expected text or json", "`json`"),
        ("check.all = 1", "pyproject.toml, [tool.compatlang]: `check.all` is `1`, expected true or false", ""),
        ("count = []", "pyproject.toml, [tool.compatlang]: `count` is a list, expected a string", ""),
        ("param = [true]", "pyproject.toml, [tool.compatlang]: `param` is true, expected a string", ""),
        ('formt = "json"', "pyproject.toml, [tool.compatlang]: no such key: `formt`", "`format`"),
        ("check.cuont = 1", "pyproject.toml, [tool.compatlang], table `check`: no such key: `cuont`", "`count`"),
        ("chek.count = 1", "pyproject.toml, [tool.compatlang]: no such key: `chek`", "`check`"),
        ("check = 1", "pyproject.toml, [tool.compatlang]: `check` must be a table, since it is a command", ""),
        ("count = ", "pyproject.toml is not TOML: ", ""),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, message: str, help_: str) -> None:
    project(tmp_path, f"[tool.compatlang]\n{text}\n")
    with pytest.raises(WrongUsage) as caught:
        parsed(tmp_path)
    assert str(caught.value).startswith(message)
    assert help_ in caught.value.help


def test_a_shared_key_may_be_a_flag_of_another_command(tmp_path: Path) -> None:
    project(tmp_path, '[tool.compatlang]\nfilter = "gpu"')
    assert parsed(tmp_path).count == 1


def test_a_needed_flag_may_stand_anywhere(tmp_path: Path) -> None:
    made = Parser(io.StringIO(), prog="compatlang explain")
    made.add_argument("--snapshot", required=True)
    assert defaults.parse(made, "explain", [], {"COMPATLANG_SNAPSHOT": "s"}, tmp_path).snapshot == "s"


def test_help_is_shown_whatever_the_file_says(run: Run) -> None:
    project(Path(), "[tool.compatlang]\nnonsense = 1")
    assert run("check", "--help").code == 0
    ran = run("check", "train.compat")
    assert (ran.code, ran.err) == (2, "error: pyproject.toml, [tool.compatlang]: no such key: `nonsense`\n")


@pytest.mark.parametrize("name", commands.SUMMARIES)
def test_no_two_flags_share_a_variable(name: str) -> None:
    flags = defaults.flags_of(command_parser(name, io.StringIO()))
    assert len({variable(each) for each in flags}) == len(flags)


@pytest.mark.parametrize("name", commands.SUMMARIES)
def test_no_argument_is_called_as_what_is_added_to_all_of_them(name: str) -> None:
    assert "flags_given" not in {each.dest for each in command_parser(name, io.StringIO())._actions}
