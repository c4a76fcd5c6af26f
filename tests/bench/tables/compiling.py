"""Compiling: from the text of policies to an evaluator."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.engines.compat import evaluator
from tests.bench.engines.compat_text import compat_text
from tests.bench.measure import Sample, medians, seconds
from tests.bench.table import Cell, Table
from tests.bench.tables.options import Options
from tests.bench.workload import FLAVOURS, workload

SIZES = (100, 500, 1000, 2000)


def tables(options: Options) -> Iterator[Table]:
    """How long it takes, and whether it grows with the number of policies and no faster."""
    rows: list[list[Cell]] = []
    for flavour in FLAVOURS:
        texts = {size: compat_text(workload(size, flavour).policies) for size in SIZES}
        evaluator(texts[SIZES[0]])  # the parser is built by the first
        found = medians({size: _sample(text) for size, text in texts.items()}, options.runs)
        rows += [
            [flavour, size, taken, taken / size * 1e3, taken / size / (found[SIZES[0]] / SIZES[0])]
            for size, taken in found.items()
        ]
    columns = ("atoms", "policies", "seconds", "ms a policy", "times as much a policy as of 100")
    yield Table("compile", "compiling policies of 5 requirements to an evaluator", columns, rows)


def _sample(text: str) -> Sample:
    return lambda: seconds(lambda: evaluator(text))
