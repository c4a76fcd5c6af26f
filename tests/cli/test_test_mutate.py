"""`test --mutate`: the mutants that survive, the score, and the exit code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run

Golden = Callable[[str, str], None]

SHARED = """\
rule modern(least: version = 5.15) { kernel.version >= least }
rule maintained { kernel.version in [5.10.*, 6.1.*] }
"""
POLICY = """\
import "./shared.compat" as shared

policy p {
  require kernel: shared.modern() and shared.maintained()
  forbid swap: memory.swap.enabled == true  # test: survives the nodes of the tests have no swap
}

test "a maintained one" { given kernel.version = "6.1.9"; given memory.swap.enabled = "false"; expect p: compatible }
test "an old one" { given kernel.version = "4.4"; expect p: incompatible at kernel }
"""


@pytest.fixture
def policy(run: Run) -> Run:
    """A folder with a policy that imports another."""
    Path("train.compat").unlink()
    for name, text in {"shared.compat": SHARED, "p.compat": POLICY}.items():
        Path(name).write_text(text, encoding="utf-8")
    return run


def test_survivors_are_listed_with_their_lines(policy: Run, golden: Golden) -> None:
    ran = policy("test", "--mutate", "--jobs", "1")
    golden("test-mutate.txt", ran.out)
    assert (ran.code, ran.err) == (0, "")


def test_any_number_of_processes_writes_the_same(policy: Run) -> None:
    Path("more.compat").write_text(POLICY, encoding="utf-8")
    assert policy("test", "--mutate", "--jobs", "2") == policy("test", "--mutate", "--jobs", "1")


def test_tests_of_several_files_count_together(policy: Run) -> None:
    def survivors() -> list[str]:
        files = policy("test", "--mutate", "--jobs", "1", "--format", "json").json["mutation"]["files"]
        return [each["was"] for file in files if file["file"] == "shared.compat" for each in file["survivors"]]

    assert "5.10.*" in survivors()
    Path("more.compat").write_text(
        'import "./shared.compat" as shared\n'
        'test "the older one" { given kernel.version = "5.10.3"; expect shared.maintained(): yes }\n',
        encoding="utf-8",
    )
    assert "5.10.*" not in survivors()


def test_a_file_without_tests_counts(policy: Run) -> None:
    Path("untested.compat").write_text("policy q { require kernel: kernel.version >= 5 }\n", encoding="utf-8")
    files = policy("test", "--mutate", "--jobs", "1", "--format", "json").json["mutation"]["files"]
    (untested,) = [each for each in files if each["file"] == "untested.compat"]
    assert (untested["killed"], untested["total"]) == (0, 2)
    assert [each["tests"] for each in untested["survivors"]] == [0, 0]


@pytest.mark.parametrize(("least", "code"), [("0", 0), ("50", 0), ("100", 1)])
def test_a_low_score_is_1(policy: Run, least: str, code: int) -> None:
    ran = policy("test", "--mutate", "--min-mutation", least, "--jobs", "1")
    assert ran.code == code
    assert bool(ran.err) is bool(code)


def test_a_policy_whose_tests_fail_is_not_mutated(policy: Run) -> None:
    Path("p.compat").write_text(POLICY.replace('"4.4"', '"6.1"'), encoding="utf-8")
    ran = policy("test", "--mutate")
    assert (ran.code, ran.err) == (1, "nothing was mutated: all tests have to pass first\n")
    assert "mutation" not in ran.out
