"""The operators: for each small thing that can be wrong, the mutant that has it."""

from __future__ import annotations

import pytest

from compatlang.testing.mutation import mutants
from tests.strategies.evaluation import compiled

HEAD = "domain acme.site: attributes { level: int; release: version; name: string; vendor: id }\n"


def changes(declarations: str) -> list[str]:
    """What the mutants of a text change, in their order."""
    program = compiled(HEAD + declarations).program
    return [f"{each.change.was} => {each.change.becomes}".rstrip() for each in mutants(program, lambda _: True)]


def of_condition(condition: str) -> list[str]:
    """What the mutants of a condition change; those that leave out the requirement around it are all alike."""
    found = changes(f"policy main {{ require it: {condition} }}")
    assert found[0] == "require it =>"
    return found[1:]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("acme.site.level >= 5", [">= 5 => > 5"]),
        ("acme.site.level > 5", ["> 5 => >= 5"]),
        ("acme.site.level <= 5", ["<= 5 => < 5"]),
        ("acme.site.release < 6.1", ["< 6.1 => <= 6.1"]),
        (
            "acme.site.level in 5 .. 8",
            ["5 .. 8 => 5 ..< 8", "5 .. 8 => 6 .. 8", "acme.site.level in 5 .. 8 => acme.site.level not in 5 .. 8"],
        ),
        (
            "acme.site.release in 5.10 ..< 5.15.*",
            [
                "5.10 ..< 5.15.* => 5.10 .. 5.15.*",
                "5.10 ..< 5.15.* => 5.11 ..< 5.15.*",
                "acme.site.release in 5.10 ..< 5.15.* => acme.site.release not in 5.10 ..< 5.15.*",
            ],
        ),
        (
            "acme.site.level in 5 .. 5",
            ["5 .. 5 => 5 ..< 5", "acme.site.level in 5 .. 5 => acme.site.level not in 5 .. 5"],
        ),
        (
            'acme.site.name in ["a", "b"]',
            ['"a" =>', '"b" =>', 'acme.site.name in ["a", "b"] => acme.site.name not in ["a", "b"]'],
        ),
        (
            "acme.site.release in [5.10.*, >= 6.1]",
            [
                ">= 6.1 => > 6.1",
                "5.10.* =>",
                ">= 6.1 =>",
                "acme.site.release in [5.10.*, >= 6.1] => acme.site.release not in [5.10.*, >= 6.1]",
            ],
        ),
        ("acme.site.vendor == 0x10de", ["acme.site.vendor == 0x10de => acme.site.vendor != 0x10de"]),
        ("acme.site.vendor != 0x10de", ["acme.site.vendor != 0x10de => acme.site.vendor == 0x10de"]),
        ("not acme.site is reported", ["not acme.site is reported => acme.site is reported"]),
        ('cpu.cpuid has "AVX2"', ['cpu.cpuid has "AVX2" => not cpu.cpuid has "AVX2"']),
        (
            'cpu.cpuid has ["AVX", "AVX2"]',
            [
                '"AVX" =>',
                '"AVX2" =>',
                'cpu.cpuid has ["AVX", "AVX2"] => cpu.cpuid has any ["AVX", "AVX2"]',
                'cpu.cpuid has ["AVX", "AVX2"] => not cpu.cpuid has ["AVX", "AVX2"]',
            ],
        ),
        (
            "acme.site.level > 1 and acme.site.level < 4",
            [
                "acme.site.level > 1 =>",
                "acme.site.level < 4 =>",
                "acme.site.level > 1 and acme.site.level < 4 => acme.site.level > 1 or acme.site.level < 4",
                "> 1 => >= 1",
                "< 4 => <= 4",
            ],
        ),
        (
            "any pci.device { device is present }",
            [
                "any pci.device { device is present } => all pci.device { device is present }",
                "device is present => device is missing",
            ],
        ),
        (
            "none pci.device { device is present }",
            [
                "none pci.device { device is present } => any pci.device { device is present }",
                "device is present => device is missing",
            ],
        ),
        ("count pci.device { true } >= 2", [">= 2 => > 2"]),
    ],
)
def test_of_a_condition(condition: str, expected: list[str]) -> None:
    assert of_condition(condition) == expected


def test_of_statements() -> None:
    text = """
policy base { require a: acme.site.level >= 1 }
policy main {
  include base
  forbid b: acme.site.level > 9
  prefer c weight 5: true
  when acme.site.level > 2 { warn d: true }
  profile p weight 1 { require e: true }
}"""
    found = changes(text)
    assert found[:2] == ["require a =>", ">= 1 => > 1"]
    assert found[2:] == [
        *("include base =>", "forbid b =>", "prefer c =>", "profile p =>"),
        *("forbid b => require b", "> 9 => >= 9"),
        *("warn d =>", "when acme.site.level > 2 =>", "> 2 => >= 2"),
        "require e =>",
    ]


def test_of_tables() -> None:
    text = """
table t { level: int | release: version
  [1, 2] | >= 5.15
  *      | * }
policy main { require it: t(level: acme.site.level) }"""
    found = changes(text)
    assert found[2:] == [
        ">= 5.15 => > 5.15",
        "[1, 2] | >= 5.15 =>",
        "1 =>",
        "2 =>",
        "* | * =>",
    ]


def test_of_features() -> None:
    text = """
feature acme.version: version = node.label["x/a"] ?? node.label["x/b"]
policy main { require it: acme.version >= 5 }"""
    assert changes(text)[2:] == ['node.label["x/a"] =>', 'node.label["x/b"] =>']


def test_what_is_not_meant_has_none() -> None:
    program = compiled("policy main { require it: kernel.version >= 5 }").program
    assert list(mutants(program, lambda _: False)) == []
