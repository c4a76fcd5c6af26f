"""Coverage of small policies: what is to be seen, and what tests see of it."""

from __future__ import annotations

import pytest

from compatlang.schema.catalog import BASE
from compatlang.testing.coverage import Coverage, record
from compatlang.testing.prepared import Prepared, prepare
from tests.strategies.evaluation import compiled


def covered(text: str) -> Coverage:
    """What the tests of a text see of it."""
    policies = compiled(text)
    tests = list(prepare(policies.program, BASE, policies.loader))
    return record(policies.program, [each for each in tests if isinstance(each, Prepared)])


def missing(text: str) -> list[str]:
    """What is not seen, in source order."""
    (file,) = covered(text).files()
    return [f"{each.item.kind} {each.item.name}: {' '.join(each.missing)}" for each in file.items if each.missing]


def in_test(givens: str, expect: str) -> str:
    return f'\ntest "{expect} {len(givens)}" {{ {givens}; expect {expect} }}'


NEW, OLD = 'given kernel.version = "6.1"', 'given kernel.version = "4.1"'
POLICY = "policy p { require kernel: kernel.version >= 5 }"


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        ("", ["requirement kernel: yes no"]),
        (in_test(NEW, "p: compatible"), ["requirement kernel: no"]),
        (in_test(OLD, "p: incompatible"), ["requirement kernel: yes"]),
        (in_test("given unreported kernel.version", "p: unknown"), ["requirement kernel: yes no"]),
        (in_test(NEW, "p: compatible") + in_test(OLD, "p: incompatible"), []),
    ],
)
def test_a_requirement_is_seen_both_ways(tests: str, expected: list[str]) -> None:
    assert missing(POLICY + tests) == expected


def test_a_forbidden_thing_is_seen_as_its_requirement_is() -> None:
    text = "policy p { forbid kernel: kernel.version < 5 }" + in_test(NEW, "p: compatible")
    assert missing(text) == ["requirement kernel: no"]


def test_each_operand_is_a_branch() -> None:
    text = "policy p { require kernel: kernel.version in 5.10.* or kernel.version >= 6 }"
    assert missing(text + in_test(NEW, "p: compatible")) == [
        "requirement kernel: no",
        "condition kernel.version in 5.10.*: yes".replace(" in ", " == "),
        "condition kernel.version >= 6: no",
    ]


def test_what_stands_under_a_condition_that_does_not_hold_is_not_seen() -> None:
    text = 'policy p { when kernel.version < 5 { require avx: cpu.cpuid has "AVX" } }'
    new = in_test(NEW + '; given cpu.cpuid += "SSE"', "p: compatible")
    old = in_test(OLD + '; given cpu.cpuid += "SSE"', "p: incompatible")
    assert missing(text + new) == ["when kernel.version < 5: yes", "requirement avx: yes no"]
    assert missing(text + new + old) == ["requirement avx: yes"]


def test_the_block_of_a_quantifier_is_seen_of_some_instance() -> None:
    text = "policy p { require gpu: any pci.device { vendor == 0x10de; class == 0x0302 } }"
    one = in_test("given pci.device += { vendor = 0x10de; class = 0x0302 }", "p: compatible")
    other = in_test("given pci.device += { vendor = 0x10de; class = 0x0200 }", "p: incompatible")
    assert missing(text + one) == [
        "requirement gpu: no",
        "condition vendor == 0x10de: no",
        "condition class == 0x0302: no",
    ]
    assert missing(text + one + other) == ["condition vendor == 0x10de: no"]


def test_a_profile_is_seen_chosen_and_not_holding() -> None:
    text = "policy p { profile new weight 2 { require k: kernel.version >= 5 }; profile any weight 1 { } }"
    assert missing(text + in_test(NEW, "p: compatible with profile new")) == [
        "profile new: no",
        "requirement k: no",
        "profile any: chosen no",
    ]
    both = in_test(NEW, "p: compatible with profile new") + in_test(OLD, "p: compatible with profile any")
    assert missing(text + both) == ["profile any: no"]


TABLE = """
table t { release: version | level: int
  5.* | 1
  6.* | 2 }
rule known { t(release: kernel.version) }
"""


def test_a_row_is_seen_where_it_admits_and_a_table_where_no_row_does() -> None:
    text = TABLE + in_test(NEW, "known(): yes")
    assert missing(text) == ["table t: no", "row t: yes", "rule known: no"]
    assert missing(text + in_test(OLD, "known(): no")) == ["row t: yes"]


def test_a_rule_is_seen_through_its_callers() -> None:
    text = "rule new { kernel.version >= 5 }\npolicy p { require kernel: new() }"
    assert missing(text + in_test(NEW, "p: compatible")) == ["rule new: no", "requirement kernel: no"]


def test_shares_are_rounded_down() -> None:
    coverage = covered(POLICY + in_test(NEW, "p: compatible"))
    assert (coverage.share, coverage.share.percent) == ((1, 2), 50.0)
    assert Coverage().share.percent == 100.0


def test_files_may_be_called_otherwise_or_left_out() -> None:
    coverage = covered(POLICY)
    assert [each.file for each in coverage.renamed(lambda name: f"below/{name}").files()] == ["below/random.compat"]
    assert list(coverage.renamed(lambda _: None).files()) == []
