"""Single constructs as terms of node affinity, and what is refused, with the characters that it points at."""

from __future__ import annotations

from typing import Any

import pytest

from compatlang import compile as compile_policies
from compatlang.nfd.affinity import Affinity, export

DECLARED = """feature acme.gpus: int = node.label["acme.example/gpus"]
feature acme.driver: version = node.label["acme.example/driver"]
"""
NFD = "feature.node.kubernetes.io"
NO_LABEL = "no label that NFD publishes by default says exactly this"


def exported(body: str, *, publish: bool = False) -> tuple[Affinity, str]:
    text = f"{DECLARED}policy main {{\n{body}\n}}\n"
    policies = compile_policies(text)
    assert policies.diagnostics == ()
    (identifier,) = policies.program.roots
    return export(policies.program, identifier, (), publish=publish), text


def shown(term: Any) -> list[str]:
    """A term, one expression a line."""
    return [" ".join([each["key"], each["operator"], *each.get("values", [])]) for each in term["matchExpressions"]]


def required(condition: str) -> list[list[str]] | None:
    """The required terms of a condition; None where every node will do."""
    made, _ = exported(f"require it: {condition}")
    assert made.diagnostics == ()
    node: Any = made.affinity["affinity"]
    terms = node["nodeAffinity"].get("requiredDuringSchedulingIgnoredDuringExecution")
    return None if terms is None else [shown(each) for each in terms["nodeSelectorTerms"]]


def preferred(body: str) -> list[tuple[int, list[str]]]:
    made, _ = exported(body)
    assert made.diagnostics == ()
    node: Any = made.affinity["affinity"]
    return [
        (each["weight"], shown(each["preference"]))
        for each in node["nodeAffinity"].get("preferredDuringSchedulingIgnoredDuringExecution", [])
    ]


@pytest.mark.parametrize(
    ("condition", "terms"),
    [
        ('node.label["a"] == "x"', [["a In x"]]),
        ('node.label["a"] in ["y", "x"]', [["a In x y"]]),
        ('node.label["a"] != "x"', [["a NotIn x"]]),
        ('node.label["a"] not in ["x"] and node.label["a"] != "y"', [["a NotIn x y"]]),
        ('node.label["a"] is present', [["a Exists"]]),
        ('node.label["a"] is missing', [["a DoesNotExist"]]),
        ('node.label["a"] is present and node.label["a"] != "x"', [["a Exists", "a NotIn x"]]),
        ("acme.gpus >= 8", [["acme.example/gpus Gt 7"]]),
        ("acme.gpus < 8", [["acme.example/gpus Lt 8"]]),
        ("acme.gpus == 8", [["acme.example/gpus Gt 7", "acme.example/gpus Lt 9"]]),
        ("acme.gpus >= 0", [["acme.example/gpus Lt 1"], ["acme.example/gpus Gt 0"]]),
        ('node.label["a"] == "x" or node.label["b"] == "x"', [["a In x"], ["b In x"]]),
        ('node.label["a"] == "x" and node.label["b"] == "x"', [["a In x", "b In x"]]),
        ('cpu.cpuid has "AVX2"', [[f"{NFD}/cpu-cpuid.AVX2 In true"]]),
        ("kernel.version.major >= 6", [[f"{NFD}/kernel-version.major Gt 5"]]),
        ('node.info.architecture == "arm64"', [["kubernetes.io/arch In arm64"]]),
        ("any pci.device { vendor == 0x10de; class == 0x0302 }", [[f"{NFD}/pci-0302_10de.present In true"]]),
        ("any storage.block { rotational == 0 }", [[f"{NFD}/storage-nonrotationaldisk In true"]]),
        ("memory.swap.enabled", [[f"{NFD}/memory-swap In true"]]),
        ("true", None),
        ("false", [["kubernetes.io/hostname Exists", "kubernetes.io/hostname DoesNotExist"]]),
        (
            'node.label["a"] == "no label at all"',
            [["kubernetes.io/hostname Exists", "kubernetes.io/hostname DoesNotExist"]],
        ),
    ],
)
def test_a_condition_becomes_terms(condition: str, terms: list[list[str]] | None) -> None:
    assert required(condition) == terms


def test_the_weight_of_a_preference_is_added_once() -> None:
    body = 'prefer it weight 20: node.label["a"] == "x" or node.label["b"] == "y"'
    assert preferred(body) == [(20, ["a In x"]), (20, ["b In y", "a NotIn x"])]


def test_only_the_heaviest_profile_that_holds_has_its_weight() -> None:
    body = """profile slow weight 1 { require it: node.label["b"] is present }
    profile fast weight 1000 { require it: node.label["a"] is present }
    profile none weight 0 { }"""
    assert preferred(body) == [(100, ["a Exists"]), (1, ["b Exists", "a DoesNotExist"])]


@pytest.mark.parametrize(
    ("condition", "message", "place"),
    [
        ("kernel.version >= 5.15", NO_LABEL, "kernel.version >= 5.15"),
        ('cpu.cpuid has "SSE42"', NO_LABEL, 'cpu.cpuid has "SSE42"'),
        ('not cpu.cpuid has "AVX2"', NO_LABEL, 'cpu.cpuid has "AVX2"'),
        ("memory.swap.enabled == false", NO_LABEL, "memory.swap.enabled == false"),
        ('kernel.config.PREEMPT == "y"', NO_LABEL, 'kernel.config.PREEMPT == "y"'),
        ("any pci.device { vendor == 0x10de }", NO_LABEL, "any pci.device { vendor == 0x10de }"),
        (
            "any pci.device { vendor == 0x15b3; class == 0x0207 }",
            NO_LABEL,
            "any pci.device { vendor == 0x15b3; class == 0x0207 }",
        ),
        (
            'node.label["a"] like "x*"',
            "a node selector compares labels as whole texts and as integers only",
            'node.label["a"] like "x*"',
        ),
        (
            "acme.driver >= 550",
            "a node selector compares labels as whole texts and as integers only",
            "acme.driver >= 550",
        ),
        (
            "count pci.device { vendor == 0x10de } >= 2",
            "NFD cannot count instances",
            "count pci.device { vendor == 0x10de }",
        ),
    ],
)
def test_a_construct_is_refused_where_it_stands(condition: str, message: str, place: str) -> None:
    made, text = exported(f"require it: {condition}")
    places = [(each.message, text[each.span.start : each.span.end]) for each in made.diagnostics]
    assert [each for each, _ in places] == [message]
    assert place.endswith(places[0][1])


def test_terms_are_bounded() -> None:
    condition = " and ".join(f'(node.label["a{each}"] == "x" or node.label["b{each}"] == "x")' for each in range(7))
    made, _ = exported(f"require it: {condition}")
    assert [each.message for each in made.diagnostics] == ["node affinity would need more than 64 terms"]


def test_weights_that_would_add_up_are_refused() -> None:
    made, _ = exported('prefer it weight 2: acme.gpus >= 8 or node.label["a"] == "x"')
    assert [each.message for each in made.diagnostics] == [
        "several alternatives of this may hold, and node affinity would add up their weights"
    ]


def test_what_no_label_says_is_published_as_a_whole() -> None:
    body = 'require it: memory.swap.enabled == false and cpu.cpuid has "AVX2"\nrequire gpu: cpu.cpuid has "AVX2"'
    made, _ = exported(body, publish=True)
    assert made.diagnostics == ()
    text = made.rules_yaml()
    assert text.count('"compatlang.feature.node.kubernetes.io/main.it": "true"') == 1
    assert "main.gpu" not in text


def test_what_labels_of_kubernetes_say_is_not_published_with_the_rest() -> None:
    made, _ = exported('require it: node.label["a"] == "x" or memory.swap.enabled == false', publish=True)
    assert "# part of require it: " in made.rules_yaml()
    assert '"a"' in made.yaml()
    assert '"a"' not in made.rules_yaml()


def test_what_nfd_cannot_say_either_is_refused() -> None:
    made, _ = exported("require it: none pci.device { vendor == 0x10de }", publish=True)
    assert [each.message for each in made.diagnostics] == [
        "NFD can ask for an instance that is so, never that there is none"
    ]
    assert (made.affinity, made.rules) == ({}, {})


def test_a_label_that_is_too_long_is_refused() -> None:
    made, _ = exported(f"require {'x' * 70}: memory.swap.enabled == false", publish=True)
    (found,) = made.diagnostics
    assert "no more than 63 bytes" in found.message
