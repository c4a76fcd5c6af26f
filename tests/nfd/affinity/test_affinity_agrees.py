"""The scheduler chooses the nodes that the policy is compatible with, and ranks them by its score."""

from __future__ import annotations

import json
from collections import Counter

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from compatlang import Policies
from compatlang import compile as compile_policies
from compatlang.nfd.affinity import Affinity, export
from compatlang.snapshot import Snapshot
from tests.nfd.affinity.nodes import labelled, odd_snapshots, snapshots
from tests.nfd.affinity.scheduler import admits, score
from tests.nfd.exporting.strategies import whole
from tests.strategies import examples

DECLARED = """feature acme.gpus: int = node.label["acme.example/gpus"]
closed feature acme.least: int = node.label["acme.example/gpus"]
feature acme.drain: bool = node.label["acme.example/drain"]
rule recent(at_least: int) { kernel.version.major >= at_least }
"""

OF_LABELS = (
    'node.label["acme.example/tier"] == "gold"',
    'node.label["acme.example/tier"] in ["gold", "silver", "never a label!"]',
    'node.label["acme.example/tier"] != ""',
    'node.label["acme.example/tier"] != "gold"',
    'node.label["acme.example/tier"] is missing',
    'node.label["acme.example/drain"] is present',
    'node.label["not a key!"] == "x"',
    "acme.gpus >= 1",
    "acme.gpus in [0, 7 .. 9]",
    "acme.least > -3",
    "acme.least <= 7",
    "acme.least == 9223372036854775807",
    "acme.drain",
    'node.info.architecture != "arm64"',
    'cpu.model.vendor_id == "AMD"',
    'cpu.model.vendor_id != "AMD"',
    "recent(6)",
    "kernel.version.minor != 8",
    "kernel.version.revision < 90",
    "cpu.security.sgx.enabled",
    'system.osrelease.ID in ["ubuntu", "debian"]',
    "memory.numa.is_numa",
    "kernel.selinux.enabled == true",
    'cpu.cpuid has ["AVX2", "AVX512F"]',
    'cpu.cpuid has any ["AVX2", "AVX512F"]',
    "any pci.device { vendor == 0x10de; class in [0x0300, 0x0302] }",
    "any pci.device { vendor in [0x10de, 0x15b3]; class == 0x1200 }",
    "any usb.device { vendor == 0x1a6e; class == 0xfe; device == 0x089a }",
    "count network.device { sriov_totalvfs > 0 } >= 1",
    "any storage.block { rotational == 0 }",
    "true",
)

OF_FEATURES = (
    "kernel.version >= 5.15",
    'cpu.cpuid has "SSE42"',
    "memory.swap.enabled == false",
    'kernel.loadedmodule has "nvidia_fs"',
    'any network.device { operstate == "up" }',
    "any pci.device { vendor == 0x15b3; class == 0x0207 }",
    "memory.numa.node_count > 1",
    "cpu.security.sgx.epc is present",
    "kernel.version is reported",
)


def conditions(atoms: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Conditions made from some, joined and negated."""
    return st.recursive(
        st.sampled_from(atoms),
        lambda inner: (
            st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner) | inner.map("not ({})".format)
        ),
        max_leaves=3,
    )


@st.composite
def sources(draw: st.DrawFn, atoms: tuple[str, ...]) -> str:
    """A policy with all kinds of statements."""
    asked = conditions(atoms)
    body = [
        f"{draw(st.sampled_from(['require', 'forbid']))} r{index}: {draw(asked)}"
        for index in range(draw(st.integers(0, 2)))
    ]
    body += [
        f"prefer p{index} weight {draw(st.integers(1, 100))}: {draw(asked)}" for index in range(draw(st.integers(0, 2)))
    ]
    if draw(st.booleans()):
        body.append(f"when {draw(asked)} {{ require w: {draw(asked)}\n prefer v weight 3: {draw(asked)} }}")
    for index in range(draw(st.sampled_from([0, 0, 2, 3]))):
        inner = f"require it: {draw(asked)}\n prefer own weight 5: {draw(asked)}"
        body.append(f"profile f{index} weight {draw(st.integers(0, 100))} {{ {inner} }}")
    return f"{DECLARED}policy main {{\n{chr(10).join(body)}\n}}\n"


def exported(policies: Policies, *, publish: bool = False) -> Affinity:
    """The one policy of a file as affinity."""
    (identifier,) = policies.program.roots
    return export(policies.program, identifier, (), publish=publish)


def agree(made: Affinity, policies: Policies, nodes: list[Snapshot]) -> None:
    """The affinity, as it is written, admits what is compatible. Scores differ from the policy's by what every node gets."""
    affinity = json.loads(made.json())
    assert yaml.safe_load(made.yaml()) == affinity
    given_to_all = set()
    for node in nodes:
        whole, labels = labelled(node, made.rules_yaml())
        (result,) = policies.check(whole).results
        assert admits(affinity, labels) is (result.verdict == "compatible"), (labels, made.yaml())
        given_to_all.add(result.score.certain - score(affinity, labels))
    assert len(given_to_all) == 1, made.yaml()


@examples(300)
@given(sources(OF_LABELS), st.lists(snapshots(), min_size=2, max_size=4))
def test_affinity_of_labels_decides_and_ranks_as_the_policy(source: str, nodes: list[Snapshot]) -> None:
    policies = compile_policies(source)
    made = exported(policies)
    assume(not made.refused)
    agree(made, policies, nodes)


@examples(300)
@given(sources((*OF_LABELS, *OF_FEATURES)), st.lists(snapshots(), min_size=2, max_size=4))
def test_affinity_of_published_labels_decides_and_ranks_as_the_policy(source: str, nodes: list[Snapshot]) -> None:
    policies = compile_policies(source)
    made = exported(policies, publish=True)
    assume(not made.refused)
    agree(made, policies, nodes)


@examples(200)
@given(sources(OF_LABELS), st.lists(odd_snapshots(), min_size=1, max_size=4))
def test_no_node_is_admitted_that_is_not_certainly_compatible(source: str, nodes: list[Snapshot]) -> None:
    """Whatever is known in part, has a text that no label can have, or cannot be read as its type."""
    policies = compile_policies(source)
    made = exported(policies)
    assume(not made.refused)
    for node in nodes:
        whole, labels = labelled(node)
        (result,) = policies.check(whole).results
        assert result.verdict == "compatible" or not admits(made.affinity, labels), (labels, made.yaml())


@pytest.mark.parametrize(("publish", "atoms"), [(False, OF_LABELS), (True, (*OF_LABELS, *OF_FEATURES))])
def test_a_third_of_all_policies_is_exported(publish: bool, atoms: tuple[str, ...]) -> None:
    counts: Counter[bool] = Counter()

    @settings(derandomize=True, database=None, parent=examples(200))
    @given(sources(atoms))
    def count(source: str) -> None:
        counts[exported(compile_policies(source), publish=publish).refused] += 1

    count()
    assert counts[False] * 3 > counts.total(), counts


@examples(200)
@given(whole(), st.booleans())
def test_any_policy_is_written_or_refused(policies: Policies, publish: bool) -> None:
    """Policies of all that the language has: includes, parameters, tables, declared features and domains."""
    ((identifier, arguments),) = policies.selected.items()
    made = export(policies.program, identifier, arguments, publish=publish)
    assert made.refused is not bool(made.affinity)
    assert not made.rules or publish
