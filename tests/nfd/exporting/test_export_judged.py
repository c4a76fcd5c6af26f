"""What is exported decides as the policy does, by NFD's own code, which reads the text, too."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compatlang import Policies
from compatlang import compile as compile_policies
from compatlang.nfd.features import of_snapshot
from compatlang.snapshot import Section, Snapshot
from compatlang.snapshot.model import EMPTY
from tests.nfd.exporting.judged import judged
from tests.nfd.exporting.strategies import KINDS, compatible, exportable, exported, settled_snapshots, whole
from tests.oracle.oracle import Oracle
from tests.strategies import examples


@examples(100)
@given(exportable(), st.lists(settled_snapshots(), min_size=1, max_size=3))
def test_nfd_itself_decides_as_the_policy(oracle: Oracle, policies: Policies, nodes: list[Snapshot]) -> None:
    agree(oracle, policies, nodes)


@examples(100)
@given(whole(), st.lists(settled_snapshots(), min_size=1, max_size=3))
def test_nfd_itself_decides_as_any_policy_that_is_exported(
    oracle: Oracle, policies: Policies, nodes: list[Snapshot]
) -> None:
    """Policies of all that the language has: includes, parameters, tables, features, profiles."""
    agree(oracle, policies, nodes)


def agree(oracle: Oracle, policies: Policies, nodes: list[Snapshot]) -> None:
    """NFD says yes where the policy is compatible, and no where it is incompatible or unknown.

    It says of what is not reported, and of a text that cannot be read as its type, that it does not match.
    """
    for kind in KINDS:
        text = exported(policies, "main", kind).text
        for node in nodes if text is not None else ():
            assert judged(oracle, kind, text or "", of_snapshot(node)) is compatible(policies, node), (kind, text)


def test_more_than_a_third_of_all_policies_is_exported() -> None:
    counts: Counter[bool] = Counter()

    @settings(derandomize=True, database=None, parent=examples(200))
    @given(whole())
    def count(policies: Policies) -> None:
        counts[exported(policies, "main").text is not None] += 1

    count()
    assert counts[True] * 3 > counts.total(), counts


EMPTY_DOMAINS = Snapshot(
    "node",
    {
        "pci.device": Section(instances=()),
        "kernel.config": Section(attributes={}),
        "cpu.cpuid": Section(flags=frozenset()),
    },
)
"""Nothing is there, and all of it is reported."""


@pytest.mark.parametrize(
    "condition",
    [
        "all pci.device { true }",
        "not any pci.device { false }",
        "pci.device is reported",
        'kernel.config.HZ != "250"',
        'not kernel.config.HZ like "2*"',
        "kernel.config.HZ is missing",
        'not cpu.cpuid has "AVX2"',
        "cpu.cpuid.AVX10_VERSION is missing",
        "cpu.cpuid.AVX10_VERSION != 2",
        "cpu.cpuid.AVX2 is missing",
    ],
)
def test_what_is_reported_and_empty_is_not_what_is_missing(oracle: Oracle, condition: str) -> None:
    policies = compile_policies(f"policy main {{ require it: {condition} }}")
    for kind in KINDS:
        text = exported(policies, "main", kind).text or ""
        assert judged(oracle, kind, text, of_snapshot(EMPTY_DOMAINS)) is True is compatible(policies, EMPTY_DOMAINS)
        assert judged(oracle, kind, text, of_snapshot(EMPTY)) is False is compatible(policies, EMPTY)
