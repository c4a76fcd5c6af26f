"""`test`: which files, which tests, what fails, and the exit code."""

from __future__ import annotations

from pathlib import Path

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


def test_no_test_is_3_unless_it_may_be_empty(run: Run) -> None:
    ran = run("test", "train.compat", "--filter", "nothing")
    assert ran == (3, "", "nothing was tested: there is no test whose title contains `nothing`\n")
    assert run("test", "train.compat", "--filter", "nothing", "--allow-empty").code == 0


def test_a_path_that_does_not_exist_is_2(run: Run) -> None:
    assert run("test", "none.compat") == (2, "", "error: no such file or folder: `none.compat`\n")


def test_json_counts_what_text_counts(run: Run) -> None:
    document = run("test", "train.compat", "--format", "json").json
    assert document["summary"] == {"tests": 2, "passed": 1, "failed": 1}
    assert document["files"][0]["tests"][0]["failures"][0]["code"] == "failed-expectation"
