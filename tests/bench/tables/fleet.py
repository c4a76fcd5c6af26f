"""Fleets: how long the verdicts of all policies on all nodes take, with and without what has to be built first.

*Building* is what happens to each decoded snapshot when it is added, and the sets that the first sweep makes of what was
added; a *sweep* after that is what it costs to decide all pairs anew. Decoding is not in it. Each fleet has a reader of its
own, so that none finds objects that another has warmed up.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import NamedTuple

from compatlang.evaluate.fleet import FleetEvaluator
from tests.bench import nodes
from tests.bench.agreement import DisagreementError
from tests.bench.engines.compat import Compat
from tests.bench.engines.reader import Reader
from tests.bench.measure import seconds
from tests.bench.table import Cell, Table, ratio
from tests.bench.tables.options import Options
from tests.bench.workload import FLAVOURS, Flavour, workload

CHECKED = 200
AT_A_TIME = 5000


class Size(NamedTuple):
    """So many nodes, and so many policies."""

    nodes: int
    policies: int


class Times(NamedTuple):
    """Seconds: to add all nodes, to sweep for the first time, and to sweep again."""

    adding: float
    first: float
    sweep: float

    @property
    def whole(self) -> float:
        """All that it takes to come from decoded nodes to verdicts."""
        return self.adding + self.first


def tables(options: Options) -> Iterator[Table]:
    """A table of all sizes and one of what doubling does, for each flavour."""
    for flavour in FLAVOURS:
        _require_agreement(flavour)
        most = options.nodes
        sizes = [Size(count, policies) for count in (most // 100, most // 10, most) for policies in (100, 1000)]
        doubled = [Size(most // 2, 1000), Size(most, 500)]
        found = {size: _times(size, flavour, options.runs) for size in (*sizes, *doubled)}
        yield _figures(flavour, {size: found[size] for size in sizes})
        yield _doublings(flavour, found[Size(most, 1000)], *(found[each] for each in doubled))


def _figures(flavour: Flavour, found: dict[Size, Times]) -> Table:
    rows: list[list[Cell]] = [
        [
            size.nodes,
            size.policies,
            times.adding / size.nodes * 1e6,
            times.whole,
            times.whole / (size.nodes * size.policies) * 1e9,
            times.sweep * 1e3,
            times.sweep / (size.nodes * size.policies) * 1e9,
        ]
        for size, times in found.items()
    ]
    columns = (
        "nodes",
        "policies",
        "adding, us a node",
        "with building, s",
        "ns a pair",
        "sweep, ms",
        "ns a pair, built",
    )
    return Table("fleet", f"all policies on all nodes, {flavour} atoms", columns, rows)


def _doublings(flavour: Flavour, whole: Times, half_nodes: Times, half_policies: Times) -> Table:
    rows: list[list[Cell]] = [
        ["twice the nodes", ratio(whole.whole, half_nodes.whole), ratio(whole.sweep, half_nodes.sweep)],
        ["twice the policies", ratio(whole.whole, half_policies.whole), ratio(whole.sweep, half_policies.sweep)],
    ]
    return Table("fleet", f"what doubling costs, {flavour} atoms", ("", "with building, times", "sweep, times"), rows)


def _times(size: Size, flavour: Flavour, runs: int) -> Times:
    graph = Compat().compile(workload(size.policies, flavour).policies).evaluator.graph
    fleet, reader = FleetEvaluator(graph), Reader(graph)
    adding = 0.0
    for first in range(0, size.nodes, AT_A_TIME):
        count = min(AT_A_TIME, size.nodes - first)
        snapshots = [reader.node(each) for each in nodes.fleet(count, first=first)]
        start = time.perf_counter()
        fleet.add(snapshots)
        adding += time.perf_counter() - start
    first_sweep = seconds(lambda: _sweep(fleet))
    again = [_again(fleet) for _ in range(runs)]
    return Times(adding, first_sweep, statistics.median(again))


def _again(fleet: FleetEvaluator) -> float:
    """A sweep of what is built: only the verdicts are forgotten, which nobody but a benchmark wants."""
    fleet._verdicts[:] = [None] * len(fleet._verdicts)
    return seconds(lambda: _sweep(fleet))


def _sweep(fleet: FleetEvaluator) -> None:
    for policy in range(len(fleet.policies)):
        fleet.tally(policy)


def _require_agreement(flavour: Flavour) -> None:
    """The fleet evaluator decides nodes as the node evaluator does, which is compared with the reference elsewhere."""
    work = workload(100, flavour)
    compat = Compat().compile(work.policies)
    fleet = FleetEvaluator(compat.evaluator.graph)
    some = list(nodes.fleet(CHECKED))
    fleet.add(map(nodes.snapshot, some))
    expected = [compat.verdicts(compat.answer(compat.prepare(each))) for each in some]
    for index, policy in enumerate(work.policies):
        compatible = set(fleet.nodes(index, "compatible"))
        if compatible != {node.name for node, verdicts in zip(some, expected, strict=True) if verdicts[index]}:
            raise DisagreementError(f"the fleet evaluator and the node evaluator disagree about {policy.name}")
