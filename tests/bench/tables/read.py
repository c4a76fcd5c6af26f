"""From the bytes of one NodeFeature to the verdicts of a hundred policies, beside what bare decoders of JSON take."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import msgspec

import compatlang
from compatlang.evaluate.node import NodeEvaluator
from tests.bench import nodes
from tests.bench.agreement import DisagreementError
from tests.bench.engines.compat import Compat
from tests.bench.engines.compat_text import compat_text
from tests.bench.engines.protocol import NotInstalledError, load
from tests.bench.engines.reader import Reader
from tests.bench.measure import Sample, medians, seconds
from tests.bench.table import Cell, Table, ratio
from tests.bench.tables.options import Options
from tests.bench.workload import workload

POLICIES = 100
BEFORE = 300
"""So many nodes were read before: a reader may remember sections, and a fleet has few different ones."""

AT_A_TIME = 50
CHECKED = 5
ORJSON = "orjson.loads"


class _Nothing(msgspec.Struct):
    """Decoding into this looks at every byte and keeps none."""


def tables(options: Options) -> Iterator[Table]:
    """New nodes only: each document is read once."""
    work = workload(POLICIES, "shared")
    evaluator = Compat().compile(work.policies).evaluator
    _require_agreement(evaluator, compat_text(work.policies))
    reader = Reader(evaluator.graph)
    for node in nodes.fleet(BEFORE):
        evaluator.evaluate(reader.labels_in_part(node))
    numbers = cycle(range(BEFORE, 100_000, AT_A_TIME))
    actions: dict[str, Callable[[bytes], object]] = {
        "compatlang, to verdicts": lambda data: evaluator.evaluate(reader.node_feature(data)),
        "json.loads": json.loads,
        "msgspec, scanned and nothing kept": msgspec.json.Decoder(_Nothing).decode,
    }
    notes = []
    try:
        actions[ORJSON] = load("orjson", "orjson").loads
    except NotInstalledError as error:
        notes.append(str(error))
    found = medians({name: _sample(action, numbers) for name, action in actions.items()}, options.runs)
    rows: list[list[Cell]] = [[name, taken * 1e6, ratio(taken, found.get(ORJSON))] for name, taken in found.items()]
    size = len(nodes.node_feature(next(nodes.fleet(1))))
    title = f"a NodeFeature of {size / 1000:.0f} KB, {POLICIES} policies of shared atoms"
    yield Table("read", title, ("", "us", "times orjson"), rows, notes)


def _sample(action: Callable[[bytes], object], numbers: Iterator[int]) -> Sample:
    def sample() -> float:
        documents: list[Any] = [nodes.node_feature(each) for each in nodes.fleet(AT_A_TIME, first=next(numbers))]
        return seconds(lambda: [action(each) for each in documents]) / AT_A_TIME

    return sample


def _require_agreement(evaluator: NodeEvaluator, text: str) -> None:
    """Labels are known in part here, so the reference is asked about the very same documents."""
    policies = compatlang.compile(text)
    reader = Reader(evaluator.graph)
    for node in nodes.fleet(CHECKED):
        document = nodes.node_feature(node)
        [snapshot] = compatlang.parse_snapshots(document.decode()).snapshots
        expected = tuple(each.verdict for each in policies.check(snapshot).results)
        if evaluator.evaluate(reader.node_feature(document)).verdicts != expected:
            raise DisagreementError(f"the node evaluator and the reference disagree about what is read of {node.name}")
