"""The benchmarks compare like with like: every engine gives the verdicts of the reference. Nothing here is timed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import compatlang
from tests.bench import nodes
from tests.bench.agreement import DisagreementError, require_agreement
from tests.bench.engines import PEERS
from tests.bench.engines.compat import Compat
from tests.bench.engines.protocol import Compiled, Engine, NotInstalledError
from tests.bench.engines.reader import Reader
from tests.bench.engines.reference import Reference
from tests.bench.workload import FLAVOURS, Flavour, Workload, workload
from tests.tools import missing

FLEET = tuple(nodes.fleet(3))


def verdicts(compiled: Compiled) -> list[Sequence[bool]]:
    return [compiled.verdicts(compiled.answer(compiled.prepare(each))) for each in FLEET]


@pytest.fixture(scope="module", params=FLAVOURS)
def policies(request: pytest.FixtureRequest) -> Workload:
    flavour: Flavour = request.param
    return workload(20, flavour)


@pytest.fixture(scope="module")
def expected(policies: Workload) -> list[Sequence[bool]]:
    return verdicts(Reference().compile(policies.policies))


@pytest.mark.parametrize("engine", PEERS, ids=lambda each: each.name)
def test_a_peer_agrees_with_the_reference(engine: Engine, policies: Workload, expected: list[Sequence[bool]]) -> None:
    try:
        compiled = engine.compile(policies.policies)
    except NotInstalledError as error:
        missing(str(error))
    assert verdicts(compiled) == expected


def test_the_workload_is_decided_both_ways(expected: list[Sequence[bool]]) -> None:
    assert {verdict for node in expected for verdict in node} == {True, False}


def test_snapshots_are_what_the_reader_reads() -> None:
    for node in FLEET:
        [read] = compatlang.parse_snapshots(nodes.documents(node).decode()).snapshots
        assert nodes.snapshot(node).sections == read.sections


def test_documents_are_as_long_as_real_ones() -> None:
    for node in FLEET:
        assert 50_000 < len(nodes.node_feature(node)) < 70_000


def test_a_larger_workload_begins_with_the_smaller() -> None:
    assert workload(20, "diverse").policies[:10] == workload(10, "diverse").policies


def test_the_node_evaluator_agrees_with_the_reference(policies: Workload, expected: list[Sequence[bool]]) -> None:
    assert verdicts(Compat().compile(policies.policies)) == expected


def test_a_node_that_the_fleet_reader_reads_is_decided_alike(
    policies: Workload, expected: list[Sequence[bool]]
) -> None:
    compiled = Compat().compile(policies.policies)
    reader = Reader(compiled.evaluator.graph)
    assert [compiled.verdicts(compiled.answer(reader.node(each))) for each in FLEET] == expected


def test_a_run_stops_where_engines_disagree(policies: Workload) -> None:
    compat, others = Compat().compile(policies.policies), Compat().compile(policies.policies[::-1])
    with pytest.raises(DisagreementError, match=r"the other and the one disagree on node-000000\S+ about p0"):
        require_agreement({"the one": compat, "the other": others}, policies.policies, FLEET)
