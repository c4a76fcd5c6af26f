"""One node of a fleet changes: from its new snapshot to the verdicts that are not what they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from compatlang.evaluate.fleet import FleetEvaluator
from compatlang.snapshot import Snapshot
from tests.bench import nodes, vocabulary
from tests.bench.engines.compat import Compat
from tests.bench.engines.reader import Reader
from tests.bench.measure import Sample, medians, seconds
from tests.bench.nodes import Node
from tests.bench.table import Cell, Table, ratio
from tests.bench.tables.options import Options
from tests.bench.workload import workload

POLICIES = 1000
DIFFERENT = 1000
"""So many different nodes a fleet is made of; what a change costs does not depend on what the other nodes are."""

AT_A_TIME = 100


def tables(options: Options) -> Iterator[Table]:
    """The same changes in a fleet and in one of ten times as many nodes."""
    graph = Compat().compile(workload(POLICIES, "shared").policies).evaluator.graph
    reader = Reader(graph)
    decoded = [reader.node(each) for each in nodes.fleet(DIFFERENT)]
    sizes = (max(options.nodes // 10, DIFFERENT), max(options.nodes, DIFFERENT))
    fleets = {size: _fleet(FleetEvaluator(graph), decoded, size) for size in sizes}
    samples: dict[tuple[str, int], Sample] = {}
    for size, fleet in fleets.items():
        for what, change in CHANGES.items():
            samples[what, size] = _sample(fleet, reader, change, size)
    found = medians(samples, options.runs)
    rows: list[list[Cell]] = [
        [what, *(found[what, size] * 1e6 for size in sizes), ratio(found[what, sizes[1]], found[what, sizes[0]])]
        for what in CHANGES
    ]
    columns = ("what changes", *(f"us of {size:,}" for size in sizes), "times")
    yield Table("change", f"one node of a fleet changes, {POLICIES:,} policies of shared atoms", columns, rows)


def _fleet(fleet: FleetEvaluator, decoded: list[Snapshot], size: int) -> FleetEvaluator:
    fleet.add(_as(_name(number), decoded[number % DIFFERENT]) for number in range(size))
    for policy in range(POLICIES):
        fleet.tally(policy)
    return fleet


def _name(number: int) -> str:
    return f"node-{number}"


def _same(node: Node) -> Node:
    return node


def _rebooted(node: Node) -> Node:
    place = vocabulary.KERNELS.index(node.kernel)
    return node._replace(kernel=vocabulary.KERNELS[(place + 1) % len(vocabulary.KERNELS)])


def _replaced(node: Node) -> Node:
    return next(nodes.fleet(1, first=DIFFERENT + int(node.name[5:11])))


CHANGES = {
    "nothing": _same,
    "another kernel": _rebooted,
    "all of it": _replaced,
}


def _sample(fleet: FleetEvaluator, reader: Reader, change: Callable[[Node], Node], size: int) -> Sample:
    """Some nodes change, on the clock, and change back. They are alike in fleets of all sizes."""

    def sample() -> float:
        before, after = [], []
        for number, node in enumerate(nodes.fleet(AT_A_TIME)):
            # One of the places in the fleet that such a node has.
            name = _name(number + number * 7 % (size // DIFFERENT) * DIFFERENT)
            before.append(_as(name, reader.node(node)))
            after.append(_as(name, reader.node(change(node))))
        taken = seconds(lambda: [fleet.update(each) for each in after]) / len(after)
        for each in before:
            fleet.update(each)
        return taken

    return sample


def _as(name: str, snapshot: Snapshot) -> Snapshot:
    return msgspec.structs.replace(snapshot, node=name)
