"""What tests notice, what they do not, and what nobody could."""

from __future__ import annotations

import pytest

from compatlang.schema.catalog import BASE
from compatlang.source import SourceFile
from compatlang.testing.mutation import mutants, run_mutants
from compatlang.testing.mutation.accepted import accepted_lines
from compatlang.testing.mutation.equivalent import is_equivalent
from compatlang.testing.prepared import Prepared, prepare
from tests.strategies.evaluation import compiled

POLICY = """
rule modern { kernel.version >= 5.15 }
policy p { require kernel: modern() }
"""
PASSES = 'test "a new one" { given kernel.version = "6.1"; expect p: compatible }\n'
FAILS = 'test "an old one" { given kernel.version = "4.1"; expect p: incompatible }\n'
EXACT = 'test "the first" { given kernel.version = "5.15"; expect modern(): yes }\n'


def outcomes(text: str) -> dict[str, str]:
    """The test that kills each mutant, empty where none does."""
    policies = compiled(text)
    tests = [each for each in prepare(policies.program, BASE, policies.loader) if isinstance(each, Prepared)]
    ran = run_mutants(policies.program, tests, lambda _: True)
    return {f"{each.mutant.change.was} => {each.mutant.change.becomes}".rstrip(): each.killer for each in ran}


def test_a_test_kills_what_it_does_not_pass_on() -> None:
    assert outcomes(POLICY + PASSES) == {
        "require kernel =>": "",
        "modern() => not modern()": "a new one",
        ">= 5.15 => > 5.15": "",
    }
    assert outcomes(POLICY + FAILS)["require kernel =>"] == "an old one"
    assert outcomes(POLICY + PASSES + EXACT)[">= 5.15 => > 5.15"] == "the first"


def test_how_many_tests_ask_what_was_changed() -> None:
    policies = compiled(POLICY + PASSES + EXACT)
    tests = [each for each in prepare(policies.program, BASE, policies.loader) if isinstance(each, Prepared)]
    reached = [each.reached for each in run_mutants(policies.program, tests, lambda _: True)]
    assert reached == [1, 1, 2]


@pytest.mark.parametrize(
    ("text", "equivalent"),
    [
        ("rule r { kernel.version >= 5 and kernel.version >= 6 }", ["kernel.version >= 5 =>", ">= 5 => > 5"]),
        ("rule r { kernel.version >= 5 }", []),
        (
            "rule r(n: int) { memory.numa.node_count >= n or memory.numa.node_count >= n }",
            [
                "memory.numa.node_count >= n =>",
                "memory.numa.node_count >= n =>",
                "memory.numa.node_count >= n or memory.numa.node_count >= n =>"
                " memory.numa.node_count >= n and memory.numa.node_count >= n",
            ],
        ),
        (
            "table t { a: int | b: int\n 1 | >= 5\n 1 | >= 4 }\nrule r { t(a: 1, b: memory.numa.node_count) }",
            [">= 5 => > 5", "1 | >= 5 =>"],
        ),
        (
            'table t { a: int | b: int | source: string\n 1 | [5, 6] | "x"\n [1, 2] | [5, 6, 7] | "y" }\n'
            "rule r { t(a: memory.numa.node_count, b: memory.numa.node_count) }",
            ['1 | [5, 6] | "x" =>', "5 =>", "6 =>"],
        ),
        (
            'table t { a: string | b: version\n "x" | [5.*, 6.*]\n "x" | [5.*, 7.*] }\n'
            "rule r(a: string) { t(a: a, b: kernel.version) }",
            ["5.* =>", "5.* =>"],
        ),
        # Of two instances at most it is known that `n` is one of these, but of neither that it is that one.
        ("rule r(n: int) { n == 0 or n in [0, 1] }", []),
        ("rule r(n: version) { n == 5.* or n in [5.*, 6.*] }", ["n == 5.* =>", "5.* =>"]),
    ],
)
def test_equivalent_mutants_are_told(text: str, equivalent: list[str]) -> None:
    program = compiled(text).program
    found = [each.change for each in mutants(program, lambda _: True) if is_equivalent(program, each)]
    assert [f"{each.was} => {each.becomes}".rstrip() for each in found] == equivalent


def test_a_comment_accepts_the_survivors_of_its_line() -> None:
    text = """\
rule a { true }  # test: survives nobody asks
  # test: survives the "next" line
# and a remark

rule b { true }
rule c { true }  ## test: survives
let d = "# test: survives in a string"
"""
    assert accepted_lines(SourceFile("x", text)) == {1: "nobody asks", 5: 'the "next" line', 6: ""}
