"""Memory: the peak of a whole `check` that reads a fleet from a stream."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.bench import nodes
from tests.bench.engines.compat_text import compat_text
from tests.bench.table import Cell, Table
from tests.bench.tables.options import Options
from tests.bench.tables.processes import CHECK, Finished, run
from tests.bench.workload import workload

POLICIES = 100


def tables(options: Options) -> Iterator[Table]:
    """One process for each tenth of the fleet's size and the whole, so that growth shows."""
    rows: list[list[Cell]] = []
    for count in (options.nodes // 100, options.nodes // 10, options.nodes):
        finished = _check(count)
        problem = finished.err.splitlines()[:1] if finished.status not in {0, 1, 3} else []
        rows.append([count, finished.peak / 1e6, finished.seconds, finished.seconds / count * 1e6, *(problem or [""])])
    columns = ("nodes", "peak MB", "seconds", "us a node", "problem")
    yield Table(
        "memory",
        f"check of {POLICIES} policies on NodeFeatures of 60 KB, as JSON lines from standard input",
        columns,
        rows,
        ("The time includes making up the nodes, which happens beside it.",),
    )


def _check(count: int) -> Finished:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "policies.compat").write_text(compat_text(workload(POLICIES, "shared").policies), "utf-8")
        pipe = folder / "nodes.jsonl"
        os.mkfifo(pipe)
        writer = threading.Thread(target=_write, args=(pipe, count), daemon=True)
        writer.start()
        return run((*CHECK, "policies.compat", "--snapshot", "-", "--format", "jsonl"), folder, stdin=pipe.name)


def _write(pipe: Path, count: int) -> None:
    try:
        with pipe.open("wb") as stream:
            for node in nodes.fleet(count):
                stream.write(nodes.node_feature(node) + b"\n")
    except BrokenPipeError:
        pass  # the reader gave up; its exit code says why
