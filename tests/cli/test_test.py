"""`test`: which files, which tests, what fails, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PASSES = """\
policy p { require kernel: kernel.version >= 5.10 }
test "a new kernel passes" { given kernel.version = "6.1.0"; expect p: compatible }
test "an old kernel does not" { given kernel.version = "4.1.0"; expect p: incompatible at kernel }
"""
BAD = "policy bad { require kernel: kernel.verison >= 5.10 }\n"


def write(name: str, text: str) -> str:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_all_passed_is_0(run: Run) -> None:
    ran = run("test", write("p.compat", PASSES))
    assert ran == (0, "p.compat  2 passed\n\n2 tests: 2 passed\n", "")


def test_one_failed_is_1_and_points_at_the_expectation(run: Run) -> None:
    ran = run("test", "train.compat")
    assert ran.code == 1
    assert "failed: an old driver is refused, and named\n  error[failed-expectation]" in ran.out
    assert "expect train: compatible\n     |     ^^^" in ran.out
    assert ran.out.endswith("\n\n2 tests: 1 passed, 1 failed\n")


def test_a_faulty_policy_is_2_and_the_others_still_run(run: Run) -> None:
    ran = run("test", write("bad.compat", BAD), write("p.compat", PASSES))
    assert ran.code == 2
    assert ran.out.startswith("bad.compat  not run: the policy has 1 error\np.compat    2 passed\n")
    assert "bad.compat:1:" in ran.err


def test_folders_are_searched_and_hidden_ones_are_not(run: Run) -> None:
    write("a/b/p.compat", PASSES)
    write("a/.hidden/bad.compat", BAD)
    ran = run("test", "a", "a/b/p.compat")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "a/b/p.compat  2 passed")


def test_without_a_path_the_current_folder_is_searched(run: Run) -> None:
    assert run("test").out.splitlines()[0] == "train.compat  1 passed, 1 failed"


def test_a_filter_selects_by_title(run: Run) -> None:
    assert run("test", "train.compat", "--filter", "rule").out == "train.compat  1 passed\n\n1 test: 1 passed\n"


def test_several_filters_select_what_any_of_them_does(run: Run) -> None:
    ran = run("test", write("p.compat", PASSES), "--filter", "new", "--filter", "an old", "--verbose")
    assert ran.out.count("passed:") == 2


def test_no_test_is_3_unless_it_may_be_empty(run: Run) -> None:
    write("p.compat", "policy p { require kernel: kernel.version >= 5.10 }\n")
    assert run("test", "p.compat") == (3, "", "nothing was tested: there is no test\n")
    assert run("test", "p.compat", "--allow-empty").code == 0


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("NEW", "  help: close to it are `a new kernel passes`\n"),
        ("old kernal", "  help: close to it are `an old kernel does not`\n"),
        ("something else", ""),
    ],
)
def test_a_filter_that_is_in_no_title_fails(run: Run, text: str, help_: str) -> None:
    message = f"no test has a title that contains `{text}`\n{help_}"
    assert run("test", write("p.compat", PASSES), "--filter", text) == (1, "", message)
    assert run("test", "p.compat", "--filter", "new", "--filter", text)[::2] == (1, message)
    assert run("test", "p.compat", "--filter", text, "--allow-empty").code == 0


FAILS = PASSES.replace('"6.1.0"; expect p: compatible', '"6.1.0"; expect p: incompatible')


def test_with_fail_fast_the_tests_behind_the_first_that_fails_are_counted(run: Run) -> None:
    write("a.compat", PASSES), write("b.compat", FAILS), write("c.compat", PASSES), write("d.compat", BAD)
    ran = run("test", "a.compat", "b.compat", "c.compat", "--fail-fast")
    lines = ran.out.splitlines()
    assert ran.code == 1
    assert lines[:2] == ["a.compat  2 passed", "b.compat  1 failed, 1 not run"]
    assert lines[-3:] == ["c.compat  2 not run", "", "6 tests: 2 passed, 1 failed, 3 not run"]
    assert run("test", "b.compat", "d.compat", "--fail-fast").code == 2


def test_with_fail_fast_nothing_is_left_out_where_all_pass(run: Run) -> None:
    ran = run("test", write("p.compat", PASSES), "--fail-fast")
    assert ran == run("test", "p.compat")


@pytest.mark.parametrize("flags", [(), ("--fail-fast",), ("--coverage", "--format", "json")])
def test_any_number_of_processes_writes_the_same(run: Run, flags: tuple[str, ...]) -> None:
    write("a.compat", PASSES), write("b.compat", FAILS), write("c.compat", PASSES), write("d.compat", BAD)
    argv = ("test", ".", *flags, "--jobs")
    assert run(*argv, "1") == run(*argv, "2") == run(*argv, "3")


@pytest.mark.parametrize("number", ["0", "-1", "many", "1025"])
def test_a_number_of_processes_that_is_none_is_refused(run: Run, number: str) -> None:
    ran = run("test", "train.compat", f"--jobs={number}")
    assert (ran.code, ran.out) == (2, "")
    assert "expected a number of processes, from 1 to 1024" in ran.err


def test_a_path_that_does_not_exist_is_2(run: Run) -> None:
    assert run("test", "none.compat") == (2, "", "error: no such file or folder: `none.compat`\n")


def test_json_counts_what_text_counts(run: Run) -> None:
    document = run("test", "train.compat", "--format", "json").json
    assert document["summary"] == {"tests": 2, "passed": 1, "failed": 1, "not_run": 0}
    assert document["files"][0]["tests"][0]["failures"][0]["code"] == "failed-expectation"


def test_a_line_of_json_is_a_file_of_the_document(run: Run) -> None:
    Path("bad.compat").write_text("policy {", encoding="utf-8")
    document = run("test", "train.compat", "bad.compat", "--format", "json")
    lines = run("test", "train.compat", "bad.compat", "--format", "jsonl")
    assert [json.loads(each) for each in lines.out.splitlines()] == document.json["files"] != []
    assert lines.code == document.code
