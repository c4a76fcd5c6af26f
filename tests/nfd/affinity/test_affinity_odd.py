"""What is easily got wrong: texts that no label can have, absent labels, numbers, and how terms are joined.

The selector's answers are those of Kubernetes itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from compatlang import compile as compile_policies
from compatlang.nfd.affinity import Affinity, export
from compatlang.snapshot import Section, Snapshot
from tests.nfd.affinity.judged import judged
from tests.nfd.affinity.scheduler import Node, refused
from tests.oracle.oracle import Oracle

DECLARED = """feature acme.gpus: int = node.label["g"]
closed feature acme.least: int = node.label["g"]
"""


def exported(body: str) -> Affinity:
    policies = compile_policies(f"{DECLARED}policy main {{ {body} }}")
    assert policies.diagnostics == ()
    (identifier,) = policies.program.roots
    return export(policies.program, identifier, ())


def both(oracle: Oracle, condition: str, labels: Mapping[str, str]) -> tuple[bool | None, bool]:
    """Whether Kubernetes chooses a node with these labels, and whether the policy calls it compatible."""
    policies = compile_policies(f"{DECLARED}policy main {{ require it: {condition} }}")
    affinity = json.loads(exported(f"require it: {condition}").json())["affinity"]["nodeAffinity"]
    assert not refused(affinity)
    ((match, _),) = judged(oracle, affinity, [Node(labels)])
    (result,) = policies.check(Snapshot("node", {"node.label": Section(attributes=dict(labels))})).results
    return match, result.verdict == "compatible"


LONG = "x" * 64


@pytest.mark.parametrize(
    ("condition", "labels", "chosen"),
    [
        # `NotIn` holds of an absent label, and so does `!=`, as an absent label is a fact
        ('node.label["a"] != "x"', {}, True),
        ('node.label["a"] != "x"', {"a": "x"}, False),
        ('node.label["a"] not in ["x", "y"]', {"a": ""}, True),
        ('not node.label["a"] == "x"', {}, True),
        ('node.label["a"] is present and node.label["a"] != "x"', {}, False),
        # a text that no label can have is no text of any label
        (f'node.label["a"] == "{LONG}"', {"a": "x"}, False),
        (f'node.label["a"] != "{LONG}"', {"a": "x"}, True),
        (f'node.label["a"] in ["{LONG}", "x"]', {"a": "x"}, True),
        ('node.label["a"] == "a b"', {}, False),
        ('node.label["a"] == ""', {"a": ""}, True),
        ('node.label["a"] == ""', {}, False),
        ('node.label["a"] == "-x"', {"a": "x"}, False),
        # a label whose name no label can have is absent
        ('node.label["a b"] is missing', {}, True),
        ('node.label["a/b/c"] is present', {"a": "x"}, False),
        (f'node.label["{LONG}"] != "x"', {}, True),
        # integers: what is none is unknown, and so is an absent one unless the feature is closed
        ("acme.gpus >= 8", {"g": "8"}, True),
        ("acme.gpus >= 8", {"g": "007"}, False),
        ("acme.gpus >= 8", {"g": "8.0"}, False),
        ("acme.gpus < 8", {"g": "many"}, False),
        ("acme.gpus < 8", {}, False),
        ("acme.gpus != 8", {}, False),
        ("acme.least != 8", {}, True),
        ("acme.least != 8", {"g": "many"}, False),
        ("acme.gpus == 8", {"g": "08"}, True),
        ("acme.gpus > -1", {"g": "0"}, True),
        ("acme.gpus > 9223372036854775806", {"g": "9223372036854775807"}, True),
        ("acme.gpus >= 0", {"g": "9223372036854775808"}, False),
        # terms are alternatives, expressions of one are not
        ('node.label["a"] == "x" or node.label["b"] == "x"', {"b": "x"}, True),
        ('node.label["a"] == "x" and node.label["b"] == "x"', {"b": "x"}, False),
        # nothing and everything
        ("true", {}, True),
        ("false", {"kubernetes.io/hostname": "node"}, False),
        ('node.label["a"] == "x" and node.label["a"] == "y"', {"a": "x"}, False),
    ],
)
def test_kubernetes_chooses_what_the_policy_is_compatible_with(
    oracle: Oracle, condition: str, labels: Mapping[str, str], chosen: bool
) -> None:
    assert both(oracle, condition, labels) == (chosen, chosen)


@pytest.mark.parametrize("key", ["kernel-version.major", "kernel-version.minor"])
def test_numbers_of_the_kernel_are_compared_as_numbers(key: str) -> None:
    made = exported(f"require it: kernel.version.{key.rpartition('.')[2]} >= 10")
    assert '"Gt"' in made.json()
    assert f'"feature.node.kubernetes.io/{key}"' in made.json()


def test_the_kernel_as_a_whole_is_no_number() -> None:
    (found,) = exported("require it: kernel.version >= 6.10").diagnostics
    assert found.message == "no label that NFD publishes by default says exactly this"


@pytest.mark.parametrize(("count", "is_exported"), [(64, True), (65, False)])
def test_alternatives_are_bounded(count: int, is_exported: bool) -> None:
    condition = " or ".join(f'node.label["a{each}"] == "x"' for each in range(count))
    assert exported(f"require it: {condition}").refused is not is_exported
    assert exported(f"prefer it weight 1: {condition}").refused is not is_exported


def test_many_requirements_of_two_alternatives_are_refused_and_do_not_take_long() -> None:
    """Their product is 2 to the 40."""
    body = "\n".join(
        f'require r{each}: node.label["a{each}"] == "x" or node.label["b{each}"] == "x"' for each in range(40)
    )
    assert [each.message for each in exported(body).diagnostics] == ["node affinity would need more than 64 terms"]


def test_many_profiles_are_refused_and_do_not_take_long() -> None:
    """Each would be taken from all that are lighter, and so would be what is left of each."""
    body = "\n".join(
        f'profile p{each} weight {each} {{ require it: node.label["a{each}"] == "x" or node.label["b{each}"] == "x" }}'
        for each in range(400)
    )
    assert "several alternatives of this may hold, and node affinity would add up their weights" in [
        each.message for each in exported(body).diagnostics
    ]
