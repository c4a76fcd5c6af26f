"""`compatlang lint`: what it prints, what it repairs, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CLEAN = "policy p {\n  require swap: memory.swap.enabled\n}\n"
WRONG = """\
import pci

policy p {
  require distribution: system.osrelease.ID matches "^ubuntu$"  # the only one
  forbid swap: memory.swap.enabled
}
"""
REPAIRED = """\

policy p {
  require distribution: system.osrelease.ID == "ubuntu"  # the only one
  forbid swap: memory.swap.enabled
}
"""
STALE = 'table t {\n  source "s"\n  review 2026-06-30\n  a: int\n  1\n}\n'


@pytest.fixture(autouse=True)
def files(run: Run) -> None:
    """A folder with a file that is clean and one in which something is wrong."""
    Path("site").mkdir()
    Path("site/clean.compat").write_text(CLEAN, "utf-8")
    Path("site/wrong.compat").write_text(WRONG, "utf-8")


def test_findings_are_shown_and_counted(run: Run) -> None:
    ran = run("lint", "site")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("warning[unused-import]: nothing of `pci` is used\n --> site/wrong.compat:1:1\n")
    assert ran.out.endswith("\n3 findings in 1 file, 2 fixable with --fix\n")


def test_a_clean_file_is_said_to_be_one(run: Run) -> None:
    ran = run("lint", "site/clean.compat")
    assert (ran.code, ran.out, ran.err) == (0, "no findings in 1 file\n", "")


def test_a_file_that_does_not_compile_is_an_error_and_the_rest_is_looked_at(run: Run) -> None:
    Path("site/bad.compat").write_text("policy {", "utf-8")
    ran = run("lint", "site")
    assert ran.code == 2
    assert "error[" in ran.err
    assert ran.out.endswith("\n3 findings in 1 file, 2 fixable with --fix, 1 file not looked at\n")


def test_a_file_that_cannot_be_read_is_an_error(run: Run) -> None:
    Path("site/bad.compat").write_bytes(b"\xff")
    ran = run("lint", "site/bad.compat")
    assert ran.code == 2
    assert "cannot read `site/bad.compat`" in ran.err


def test_nothing_to_look_at_is_no_success(run: Run) -> None:
    Path("none").mkdir()
    ran = run("lint", "none")
    assert (ran.code, ran.out, ran.err) == (3, "", "nothing was looked at: there is no policy file\n")
    assert run("lint", "none", "--allow-empty").code == 0


def test_lints_are_selected_and_ignored(run: Run) -> None:
    assert run("lint", "site", "--select", "unused*").out.endswith("\n1 finding in 1 file, 1 fixable with --fix\n")
    assert run("lint", "site", "--ignore", "unused*,missing*", "--ignore", "regex-for-literal").code == 0
    ran = run("lint", "site", "--select", "unused-imports")
    assert ran.code == 2
    assert "did you mean `unused-import`?" in ran.err


def test_defaults_stand_in_the_configuration(run: Run) -> None:
    Path("compatlang.toml").write_text('[lint]\nselect = ["unused*", "missing*"]\nignore = "unused-import"\n', "utf-8")
    assert run("lint", "site", "--select", "missing-because").out.endswith("\n1 finding in 1 file\n")
    assert run("lint", "site").out.endswith("\n4 findings in 2 files\n")
    assert run("lint", "site", environ={"COMPATLANG_IGNORE": "missing* unused*"}).code == 0


def test_repairs_are_made(run: Run) -> None:
    ran = run("lint", "site", "--fix")
    assert ran.code == 1
    assert ran.out.startswith("warning[missing-because]")
    assert ran.out.endswith("\n1 finding in 1 file, 2 repairs made\n")
    assert Path("site/wrong.compat").read_text("utf-8") == REPAIRED
    assert Path("site/clean.compat").read_text("utf-8") == CLEAN
    assert run("lint", "site", "--fix", "--ignore", "missing*").out == "no findings in 2 files\n"


def test_repairs_keep_line_ends(run: Run) -> None:
    Path("site/wrong.compat").write_bytes(WRONG.replace("\n", "\r\n").encode())
    assert run("lint", "site", "--fix").code == 1
    assert Path("site/wrong.compat").read_bytes() == REPAIRED.replace("\n", "\r\n").encode()


def test_repairs_can_be_shown_only(run: Run) -> None:
    ran = run("lint", "site/wrong.compat", "--diff", "--ignore", "missing-because")
    assert ran.code == 1
    changed = [line for line in ran.out.splitlines() if line[0] in "+-"]
    assert changed == [
        "--- a/site/wrong.compat",
        "+++ b/site/wrong.compat",
        "-import pci",
        '-  require distribution: system.osrelease.ID matches "^ubuntu$"  # the only one',
        '+  require distribution: system.osrelease.ID == "ubuntu"  # the only one',
    ]
    assert ran.out.endswith("\nno findings in 1 file, 2 repairs to make\n")
    assert Path("site/wrong.compat").read_text("utf-8") == WRONG


def test_today_can_be_another_day(run: Run) -> None:
    Path("t.compat").write_text(STALE, "utf-8")
    assert run("lint", "t.compat", "--today", "2026-06-30").code == 0
    assert run("lint", "t.compat", "--today", "2026-07-01").code == 1
    ran = run("lint", "t.compat", "--today", "tomorrow")
    assert ran.code == 2
    assert "`tomorrow` is no day such as 2026-11-29" in ran.err


def test_newer_releases_of_nfd_can_be_asked_for(run: Run) -> None:
    Path("k.compat").write_text("rule a { kernel.kvm.enabled }\n", "utf-8")
    assert run("lint", "k.compat").code == 1
    assert run("lint", "k.compat", "--nfd-version", "v0.19").code == 0
    assert run("lint", "k.compat", "--nfd-version", "0.19.1").code == 0
    ran = run("lint", "k.compat", "--nfd-version", "latest")
    assert ran.code == 2
    assert "`latest` is no release such as v0.18" in ran.err


def test_json_has_the_repairs(run: Run) -> None:
    ran = run("lint", "site", "--format", "json", "--select", "unused-import")
    assert ran.code == 1
    [finding] = ran.json["diagnostics"]
    assert finding["code"] == "unused-import"
    [edit] = finding["edits"]
    assert (edit["span"]["line"], edit["span"]["end_line"], edit["text"]) == (1, 2, "")


def test_output_goes_to_a_file(run: Run) -> None:
    ran = run("lint", "site/clean.compat", "--output", "report.txt")
    assert (ran.code, ran.out) == (0, "")
    assert Path("report.txt").read_text("utf-8") == "no findings in 1 file\n"


def test_a_file_that_does_not_compile_is_none_without_findings(run: Run) -> None:
    Path("bad.compat").write_text("policy p {", "utf-8")
    Path("good.compat").write_text("let a = 5\n", "utf-8")
    both = run("lint", "bad.compat", "good.compat")
    assert (both.code, both.out) == (2, "no findings in 1 file, 1 file not looked at\n")
    alone = run("lint", "bad.compat")
    assert (alone.code, alone.out) == (2, "1 file not looked at\n")


def test_a_line_of_json_is_a_finding_of_the_document(run: Run) -> None:
    document = run("lint", "site", "--format", "json")
    lines = run("lint", "site", "--format", "jsonl")
    assert [json.loads(each) for each in lines.out.splitlines()] == document.json["diagnostics"] != []
    assert lines.code == document.code
