"""What NFD cannot express is refused: the message, and the characters that it points at."""

from __future__ import annotations

import pytest

from compatlang import compile as compile_policies
from compatlang.nfd.exporting import Kind
from tests.nfd.exporting.strategies import KINDS, exported

DECLARED = """domain acme.board: instances { rev: version; maker: string }
domain acme.Fpga: attributes { rev: version }
table pairs {
  source "somewhere"
  first: int | second: int
  1 | 1
  2 | 2
}
feature acme.driver: version =
  node.label.driver ?? version(kernel.config.A, kernel.config.B)
"""

COUNT = "NFD cannot count instances"
NONE = "NFD can ask for an instance that is so, never that there is none"
TWO = "NFD can ask an instance one question about each attribute, and here are several"
COMPARED = "NFD cannot compare two features with each other"


def refused(condition: str, kind: Kind = "spec") -> list[tuple[str, str]]:
    """The messages about a requirement, each with the text that it points at."""
    text = f"{DECLARED}policy main {{ require it: {condition}\n }}"
    policies = compile_policies(text)
    assert policies.diagnostics == ()
    found = exported(policies, "main", kind)
    assert (found.text is None) is bool(found.diagnostics)
    return [(each.message, text[each.span.start : each.span.end]) for each in found.diagnostics]


@pytest.mark.parametrize(
    ("condition", "message", "place"),
    [
        ("count pci.device { vendor == 0x10de } >= 2", COUNT, "count pci.device { vendor == 0x10de }"),
        ("count pci.device { vendor == 0x10de } < 2", COUNT, "count pci.device { vendor == 0x10de }"),
        ("not any pci.device { vendor == 0x10de }", NONE, "any pci.device { vendor == 0x10de }"),
        ("none pci.device { vendor == 0x10de }", NONE, "none pci.device { vendor == 0x10de }"),
        ("all pci.device { vendor == 0x10de }", NONE, "all pci.device { vendor == 0x10de }"),
        ("kernel.version.major == kernel.version.minor", COMPARED, "kernel.version.major == kernel.version.minor"),
        (
            'any network.device { name matches "a"; name matches "b" }',
            TWO,
            'any network.device { name matches "a"; name matches "b" }',
        ),
        (
            "any acme.board { rev >= 2.0 }",
            "NFD can ask an instance one question about each attribute, and a version takes several",
            "rev >= 2.0",
        ),
        (
            'not kernel.config.X matches "a"',
            "NFD cannot ask whether a regular expression does not match",
            'kernel.config.X matches "a"',
        ),
        (
            r'kernel.config.X matches "\\C"',
            r"NFD reads this expression otherwise: Go has no `\C`",
            r'kernel.config.X matches "\\C"',
        ),
        (
            'cpu.security["sgx.epc"] >= 1Gi',
            "NFD cannot compare quantities, each of which has many texts: `1Gi`, `1024Mi`, `1.0Gi`",
            'cpu.security["sgx.epc"] >= 1Gi',
        ),
        (
            "not pci.device is reported",
            "NFD cannot ask whether a feature is missing: whatever is asked of it is no match",
            "pci.device is reported",
        ),
        (
            'cpu.cpuid has "AVX10_VERSION"',
            "NFD cannot tell a flag `AVX10_VERSION` of `cpu.cpuid` from the attribute of that name",
            'cpu.cpuid has "AVX10_VERSION"',
        ),
        ("acme.Fpga.rev >= 2.0", "NFD reads `acme.Fpga` as `acme.fpga`", "acme.Fpga.rev"),
        (
            'rule.matched.x == "1"',
            "NFD fills `rule.matched` while it decides, so it is not a fact about the node",
            "rule.matched.x",
        ),
        (
            "host.driver.nvidia >= 550.0",
            "`host.driver` is not an NFD feature: only the host scan of compatlang reports it",
            "host.driver.nvidia",
        ),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_construct_is_refused_where_it_stands(condition: str, message: str, place: str, kind: Kind) -> None:
    assert refused(condition, kind) == [(message, place)]


def test_a_declared_feature_is_refused_where_its_sources_stand() -> None:
    assert [place for _, place in refused("acme.driver >= 550.0")] == [
        "node.label.driver",
        "version(kernel.config.A, kernel.config.B)",
    ]


def test_everything_that_is_refused_is_told() -> None:
    assert len(refused("none pci.device { vendor == 0x10de } and kernel.version.major == kernel.version.minor")) == 2


def test_what_decides_nothing_is_not_refused() -> None:
    assert refused("false and none pci.device { vendor == 0x10de } or memory.swap.enabled") == []


def test_alternatives_are_bounded() -> None:
    condition = " and ".join(f'(kernel.config.A{each} == "y" or kernel.config.B{each} == "y")' for each in range(9))
    assert refused(condition) == [("NFD would need more than 256 alternatives", f"require it: {condition}")]


@pytest.mark.parametrize(
    "condition",
    [
        "count pci.device { vendor == 0x10de } >= 1",
        "count pci.device { vendor == 0x10de } > 0",
        "count pci.device { vendor == 0x10de } >= 0",
        "not count pci.device { vendor == 0x10de } < 1",
        "not none pci.device { vendor == 0x10de }",
        "not all pci.device { vendor == 0x10de }",
        "all pci.device { true }",
        'any network.device { name like "e*"; name in ["eth0", "ib0"] }',
        "pairs(first: cpu.model.family, second: cpu.model.id)",
        "not pairs(first: cpu.model.family, second: cpu.model.id)",
        'kernel.config.X != "a" and not kernel.config.Y like "a*b"',
    ],
)
def test_what_comes_close_is_not_refused(condition: str) -> None:
    assert refused(condition) == []


def test_names_that_are_too_long_for_kubernetes() -> None:
    name = "p" * 60
    policies = compile_policies(f"policy {name} {{ require it: memory.swap.enabled }}")
    assert exported(policies, name, "spec").text is not None
    assert exported(policies, name, "group").text is not None
    (found,) = exported(policies, name, "rule").diagnostics
    assert "no more than 63 bytes" in found.message


def test_profiles_combine_to_a_bounded_number_of_sets() -> None:
    parts = "".join(
        f"policy p{index} {{ profile a weight 1 {{ require it: memory.swap.enabled }}\n profile b weight 2 {{ }} }}\n"
        for index in range(7)
    )
    includes = "".join(f"include p{index}\n" for index in range(7))
    policies = compile_policies(f"{parts}policy main {{ {includes} }}")
    assert not policies.failed
    assert [each.message for each in exported(policies, "main").diagnostics] == [
        "the profiles of `main` combine to more than 64 sets"
    ]
