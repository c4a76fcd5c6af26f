"""The scheduler chooses the nodes that the policy is compatible with, and ranks them by its score."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from compatlang import Policies
from compatlang import compile as compile_policies
from compatlang.evaluate.report import PolicyResult
from compatlang.nfd.affinity import Affinity, export
from compatlang.snapshot import Snapshot
from compatlang.values.truth import Truth
from tests.nfd.affinity.judged import Judgement, judged, modelled, published_by_nfd
from tests.nfd.affinity.nodes import labelled, odd_snapshots, published, snapshots
from tests.nfd.affinity.scheduler import Node, admits
from tests.nfd.exporting.strategies import whole
from tests.oracle.oracle import Oracle
from tests.strategies import examples

Published = Callable[[str, Snapshot], Mapping[str, str]]
"""The labels that NFD gives a node for a NodeFeatureRule."""

Judged = Callable[[Any, Sequence[Node]], list[Judgement]]
"""What an affinity says of nodes."""

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
    "not kernel.version is reported",
    "not pci.device is reported",
    'not cpu.cpuid is reported and node.label["acme.example/tier"] == "gold"',
    "count pci.device { vendor == 0x10de } >= 2",
    "none pci.device { vendor == 0x10de; class in [0x0300, 0x0302] }",
    "all network.device { sriov_totalvfs > 0 }",
)


@st.composite
def conditions(draw: st.DrawFn, atoms: tuple[str, ...], depth: int = 2) -> str:
    """Conditions made from some, joined and negated."""
    match draw(st.sampled_from(["", "", "not", "and", "or"])) if depth else "":
        case "":
            return draw(st.sampled_from(atoms))
        case "not":
            return f"not ({draw(conditions(atoms, depth - 1))})"
        case joint:
            return f"({draw(conditions(atoms, depth - 1))} {joint} {draw(conditions(atoms, depth - 1))})"


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
        body.append(f"profile f{index} weight {draw(st.integers(0, 250))} {{ {inner} }}")
    return f"{DECLARED}policy main {{\n{chr(10).join(body)}\n}}\n"


def exported(policies: Policies, *, publish: bool = False) -> Affinity:
    """The one policy of a file as affinity."""
    (identifier,) = policies.program.roots
    return export(policies.program, identifier, (), publish=publish)


def agree(
    made: Affinity,
    policies: Policies,
    nodes: list[Snapshot],
    published: Published = published,
    judged: Judged = modelled,
) -> None:
    """The affinity, as it is written, admits what is compatible.

    Its sums of weights differ from the scores of the chosen profiles by what every node gets.
    """
    affinity = json.loads(made.json())
    assert yaml.safe_load(made.yaml()) == affinity
    whole, shown = zip(*(labelled(each, published(made.rules_yaml(), each)) for each in nodes), strict=True)
    results = [policies.check(each).results[0] for each in whole]
    answers = judged(affinity["affinity"]["nodeAffinity"], shown)
    compatible = [each.verdict == "compatible" for each in results]
    assert [match for match, _ in answers] == compatible, (shown, made.yaml())
    given_to_all = {scored(each) - (score or 0) for each, (_, score) in zip(results, answers, strict=True)}
    assert len(given_to_all) == 1, made.yaml()


def scored(result: PolicyResult) -> int:
    """The weights of what certainly holds: of preferences and of the chosen profiles."""
    chosen = [each.weight for group in result.groups for each in group.profiles if each.name == group.chosen]
    found = sum(each.weight for each in result.preferences if each.truth is Truth.YES) + sum(chosen)
    assert result.score.certain <= found <= result.score.possible
    return found


@examples(200)
@given(sources(OF_LABELS), st.lists(snapshots(), min_size=2, max_size=4))
def test_affinity_of_labels_decides_and_ranks_as_the_policy(source: str, nodes: list[Snapshot]) -> None:
    policies = compile_policies(source)
    made = exported(policies)
    assume(not made.refused)
    agree(made, policies, nodes)


@examples(100)
@given(sources((*OF_LABELS, *OF_FEATURES)), st.lists(snapshots(), min_size=2, max_size=4))
def test_affinity_of_published_labels_decides_and_ranks_as_the_policy(source: str, nodes: list[Snapshot]) -> None:
    policies = compile_policies(source)
    made = exported(policies, publish=True)
    assume(not made.refused)
    agree(made, policies, nodes)


@examples(200)
@given(sources((*OF_LABELS, *OF_FEATURES)), st.lists(snapshots(), min_size=2, max_size=4))
def test_nfd_publishes_and_kubernetes_chooses_and_ranks_as_the_policy(
    oracle: Oracle, source: str, nodes: list[Snapshot]
) -> None:
    """By the code of both: the labels are those that NFD's rules set, the choice is that of the scheduler's terms."""
    policies = compile_policies(source)
    made = exported(policies, publish=True)
    assume(not made.refused)
    agree(made, policies, nodes, partial(published_by_nfd, oracle), partial(judged, oracle))


@examples(200)
@given(sources(OF_LABELS), st.lists(odd_snapshots(), min_size=1, max_size=4))
def test_no_node_is_admitted_that_is_not_certainly_compatible(source: str, nodes: list[Snapshot]) -> None:
    """Whatever is known in part, has a text that no label can have, or cannot be read as its type."""
    policies = compile_policies(source)
    made = exported(policies)
    assume(not made.refused)
    affinity: Any = made.affinity["affinity"]
    for node in nodes:
        whole, shown = labelled(node)
        (result,) = policies.check(whole).results
        assert result.verdict == "compatible" or not admits(affinity["nodeAffinity"], shown), (shown, made.yaml())


@pytest.mark.parametrize(("publish", "atoms"), [(False, OF_LABELS), (True, (*OF_LABELS, *OF_FEATURES))])
def test_a_third_of_all_policies_is_exported(publish: bool, atoms: tuple[str, ...]) -> None:
    counts: Counter[bool] = Counter()

    @settings(derandomize=True, database=None, parent=examples(200))
    @given(sources(atoms))
    def count(source: str) -> None:
        counts[exported(compile_policies(source), publish=publish).refused] += 1

    count()
    assert counts[False] * 3 > counts.total(), counts


@examples(100)
@given(whole(), st.booleans())
def test_any_policy_is_written_or_refused(policies: Policies, publish: bool) -> None:
    """Policies of all that the language has: includes, parameters, tables, declared features and domains."""
    ((identifier, arguments),) = policies.selected.items()
    made = export(policies.program, identifier, arguments, publish=publish)
    assert made.refused is not bool(made.affinity)
    assert not made.rules or publish
