"""Questions about pairs of policies: what is proved, and what a witness shows."""

from __future__ import annotations

import pytest

import compatlang
from compatlang.analyze import questions
from compatlang.analyze.answers import Answer, Proved, Undecided, Witness
from compatlang.analyze.policies import Compiled, Policy, policies

DECLARED = """
domain acme.fpga: attributes { rev: version; state: string }
feature gpu.driver: version =
  node.label["full"] ?? version(node.label["major"], node.label["minor"], node.label["rev"])
table driver {
  cuda: version | driver: version
  12.4.* | >= 550.54.14
  11.8.* | >= 450.80.02
}
"""


def of_file(text: str) -> Compiled:
    made = compatlang.compile(text)
    assert not made.failed, made.diagnostics
    return Compiled(made.program, made.selected, made.tags, made.ir)


def pair(first: str, second: str) -> tuple[Policy, Policy]:
    one, other = policies(of_file(f"{DECLARED}\npolicy a {{ require {first} }}\npolicy b {{ require {second} }}"))
    return one, other


def answer(relation: str, first: str, second: str) -> Answer:
    asked = {"implies": questions.implies, "equal": questions.equal, "disjoint": questions.disjoint}
    return asked[relation](*pair(first, second))


@pytest.mark.parametrize(
    ("relation", "first", "second"),
    [
        ("implies", "x: kernel.version in 5.15.*", "x: kernel.version < 6"),
        ("implies", "x: kernel.version > 5.15", "x: kernel.version is present"),
        ("implies", "x: gpu.driver >= 550.54.14", "x: gpu.driver >= 535"),
        ("implies", "x: driver(cuda: 12.4, driver: gpu.driver)", "x: driver(cuda: 11.8, driver: gpu.driver)"),
        ("implies", 'x: cpu.cpuid has ["AVX2", "FMA3"]', 'x: cpu.cpuid has any ["AVX2", "SSE4"]'),
        (
            "implies",
            "x: any pci.device { vendor == 0x10de; class == 0x0302 }",
            "x: any pci.device { vendor in [0x10de, 0x1002] }",
        ),
        ("implies", "x: count pci.device { vendor == 0x10de } >= 8", "x: any pci.device { vendor == 0x10de }"),
        (
            "implies",
            "x: count pci.device { vendor == 0x10de; class == 0x0302 } >= 8",
            "x: count pci.device { vendor == 0x10de } >= 4",
        ),
        ("implies", 'x: acme.fpga.state like "up-1*"', 'x: acme.fpga.state like "up*"'),
        ("implies", 'x: cpu.model.vendor_id like "A?"', 'x: cpu.model.vendor_id != "AMD"'),
        ("equal", "x: not kernel.version < 5", "x { kernel.version >= 5 or kernel.version is missing }"),
        ("equal", 'x: all of { cpu.cpuid has "A"; cpu.cpuid has "B" }', 'x: cpu.cpuid has ["B", "A"]'),
        ("disjoint", "x: kernel.version in 5.15.*", "x: kernel.version >= 6"),
        ("disjoint", "x: none pci.device { vendor == 0x10de }", "x: count pci.device { vendor == 0x10de } >= 2"),
        ("disjoint", 'x: acme.fpga.state like "a*"', 'x: acme.fpga.state like "?b*" and acme.fpga.state like "b*"'),
        ("disjoint", "x: cpu.model.family < cpu.model.id", "x: cpu.model.family > 5 and cpu.model.id < 5"),
    ],
)
def test_what_holds_is_proved(relation: str, first: str, second: str) -> None:
    assert isinstance(answer(relation, first, second), Proved)


@pytest.mark.parametrize(
    ("relation", "first", "second", "domain"),
    [
        ("implies", "x: kernel.version < 6", "x: kernel.version in 5.15.*", "kernel.version"),
        ("implies", "x: kernel.version < 6 or kernel.version >= 6", "x: kernel.version < 6", "kernel.version"),
        ("implies", 'x: cpu.cpuid has "AVX2"', 'x: not cpu.cpuid has "SSE4" or cpu.cpuid has "SSE4"', "cpu.cpuid"),
        (
            "implies",
            "x: count pci.device { vendor == 0x10de } >= 2",
            "x: all pci.device { vendor == 0x10de }",
            "pci.device",
        ),
        ("equal", "x: kernel.version <= 5.15", "x: kernel.version < 5.16", "kernel.version"),
        ("disjoint", 'x: cpu.model.vendor_id matches "^A+$"', 'x: cpu.model.vendor_id != "A"', "cpu.model"),
        ("disjoint", "x: cpu.model.family < cpu.model.id", "x: cpu.model.family > 5", "cpu.model"),
        ("disjoint", "x: gpu.driver < 550", 'x: node.label["full"] is missing', "node.label"),
    ],
)
def test_what_does_not_hold_has_a_witness(relation: str, first: str, second: str, domain: str) -> None:
    """It was evaluated before it came back, so that only what it speaks of is looked at here."""
    found = answer(relation, first, second)
    assert isinstance(found, Witness)
    assert set(found.snapshot.sections) == {domain}


def test_a_flag_that_may_or_may_not_be_there_is_unknown_of_a_domain_known_in_part() -> None:
    found = answer("implies", 'x: cpu.cpuid has "AVX2"', 'x: not cpu.cpuid has "SSE4" or cpu.cpuid has "SSE4"')
    assert isinstance(found, Witness)
    assert found.snapshot.sections["cpu.cpuid"].partial


def test_a_policy_that_asks_less_does_not_imply_one_that_asks_more() -> None:
    """What is not reported is unknown, and unknown is not compatible."""
    found = answer("implies", "x: kernel.version >= 5", 'x: cpu.cpuid has "AVX2" or not cpu.cpuid has "AVX2"')
    assert isinstance(found, Witness)
    assert "cpu.cpuid" not in found.snapshot.sections


def test_policies_of_different_files_keep_their_own_features() -> None:
    one = of_file('feature f.x: int = node.label["one"]\npolicy a { require x: f.x == 1 }')
    other = of_file('feature f.x: int = node.label["other"]\npolicy b { require x: f.x == 2 }')
    first, second = policies(one, other)
    found = questions.disjoint(first, second)
    assert isinstance(found, Witness)
    assert found.snapshot.sections["node.label"].attributes == {"one": "1", "other": "2"}


def test_the_same_file_twice_is_equal_to_itself() -> None:
    text = f"{DECLARED}\npolicy a {{ require x: driver(cuda: 12.4, driver: gpu.driver) }}"
    first, second = policies(of_file(text), of_file(text))
    assert isinstance(questions.equal(first, second), Proved)


def test_a_question_past_its_budget_is_undecided_and_says_so() -> None:
    first, second = pair("x: kernel.version in 5.15.*", "x: kernel.version < 6")
    assert questions.disjoint(first, second, steps=1) == Undecided(past_budget=True)


def test_what_samples_of_expressions_do_not_settle_is_undecided() -> None:
    """No text is matched by both, and that there is none is no matter of samples."""
    found = answer("disjoint", 'x: cpu.model.vendor_id matches "^A$"', 'x: cpu.model.vendor_id matches "^B$"')
    assert found == Undecided(past_budget=False)
