"""The command line itself: finding commands, help, mistakes, and how a run ends."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from compatlang import __version__
from compatlang.cli import commands
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.main import entry, main
from tests.cli import fleet
from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]


def test_help_lists_the_commands(run: Run) -> None:
    ran = run("--help")
    assert (ran.code, ran.err) == (0, "")
    assert all(f"  {name}" in ran.out and summary in ran.out for name, summary in commands.SUMMARIES.items())


def test_no_command_is_wrong_usage(run: Run) -> None:
    ran = run()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == run("--help").out


@pytest.mark.parametrize("name", commands.SUMMARIES)
def test_the_table_of_summaries_is_true(name: str) -> None:
    assert commands.SUMMARIES[name] == commands.load(name).SUMMARY


def test_every_command_is_in_the_table() -> None:
    folder = Path(commands.__file__).parent
    assert {each.stem.removesuffix("_") for each in folder.glob("[!_]*.py")} == set(commands.SUMMARIES)


@pytest.mark.parametrize("name", commands.SUMMARIES)
def test_every_command_has_help(run: Run, name: str) -> None:
    ran = run(name, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"usage: compatlang {name}")
    assert "==SUPPRESS==" not in ran.out


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"compatlang {__version__}\n", "")


@pytest.mark.parametrize(
    ("argv", "err"),
    [
        (["chek"], "error: no such command: `chek`\n  help: did you mean `check`?\n"),
        (["xyz"], "error: no such command: `xyz`\n  help: `compatlang --help` lists the commands\n"),
        (["--verison"], "error: no such flag: `--verison`\n  help: did you mean `--version`?\n"),
        (["check", "--formt", "json"], "error: no such flag: `--formt`\n  help: did you mean `--format`?\n"),
        (["check", "--form=json"], "error: no such flag: `--form`\n  help: did you mean `--format`?\n"),
        (
            ["explain", "a", "b"],
            "error: one argument too many: `b`\n  help: `compatlang explain --help` lists the flags\n",
        ),
        (["\x1b[2J"], "error: no such command: `\\x1b[2J`\n  help: `compatlang --help` lists the commands\n"),
    ],
)
def test_mistakes_name_the_way_out(run: Run, argv: list[str], err: str) -> None:
    assert run(*argv) == (2, "", err)


@pytest.mark.parametrize("argv", [["check", "--format", "yaml"], ["explain"], ["check", "--output"]])
def test_wrong_usage_is_2(run: Run, argv: list[str]) -> None:
    ran = run(*argv)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: ")


def test_flags_may_stand_anywhere(run: Run) -> None:
    Path("good.compat").write_text("policy good { require k: kernel.version >= 5.10 }", encoding="utf-8")
    ran = run("check", "train.compat", "--snapshot=three.json", "--strict", "good.compat")
    assert "compatible with good" in ran.out


def test_ctrl_c_is_a_clean_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("compatlang.cli.commands.check.run", interrupted)
    err = io.StringIO()
    assert main(["check", "x"], io.StringIO(), err, environ={}) == 130
    assert err.getvalue() == "interrupted\n"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    (tmp_path / "many.json").write_text(fleet.document(fleet.many(30)), encoding="utf-8")
    policy = ROOT / "tests" / "cli" / "data" / "train.compat"
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        ran = subprocess.run(
            [sys.executable, "-m", "compatlang", "check", policy, "--snapshot", "many.json", "--format", "json"],
            stdout=closed,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
    assert (ran.returncode, ran.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_is_an_error(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "compatlang", "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
    assert (ran.returncode, ran.stderr) == (2, b"error: cannot write the output: no space left on device\n")


def test_a_mistake_of_ours_is_2_and_not_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(**_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("compatlang.cli.main.main", broken)
    with pytest.raises(SystemExit) as caught:
        entry()
    assert caught.value.code == 2
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.parametrize("watched", [True, False])
def test_who_profiles_is_not_cut_short(tmp_path: Path, watched: bool) -> None:
    """The process ends at once, unless somebody waits for its end."""
    script = "import atexit, sys; from compatlang.cli.main import entry; atexit.register(print, 'the end')\n"
    script += "sys.setprofile(lambda *_: None)\n" if watched else ""
    ran = subprocess.run(
        [sys.executable, "-c", script + "entry()", "--version"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert ran.stdout == f"compatlang {__version__}\n" + ("the end\n" if watched else "")


@pytest.mark.skipif(sys.platform == "win32", reason="redirections of POSIX")
def test_there_may_be_no_standard_input(tmp_path: Path) -> None:
    ran = subprocess.run(
        ["/bin/sh", "-c", '"$0" -m compatlang check - <&-', sys.executable],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert ran.returncode == 3, ran.stderr


def test_a_terminal_without_unicode_gets_escapes(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "compatlang", "--help"],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"},
        check=False,
    )
    assert ran.returncode == 0
    assert b"[ARGUMENT\\u2026]" in ran.stdout


def test_2_wins_over_1_over_3_over_0() -> None:
    order = [ExitCode.ERROR, ExitCode.FAILED, ExitCode.UNKNOWN, ExitCode.OK]
    assert [int(each) for each in order] == [2, 1, 3, 0]
    for index, code in enumerate(order):
        assert worst(reversed(order[index:])) is code
    assert worst([]) is ExitCode.OK
