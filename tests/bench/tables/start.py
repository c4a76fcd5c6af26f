"""Whole processes: what a shell waits for when one policy is checked on one snapshot."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench import nodes
from tests.bench.engines.compat_text import compat_text
from tests.bench.measure import Sample, medians
from tests.bench.table import Cell, Table, ratio
from tests.bench.tables.options import Options
from tests.bench.tables.processes import CHECK, run
from tests.bench.workload import workload

LARK = "python -c 'import lark'"
MSGSPEC = "python -c 'import msgspec'"
_DECIDED = {0, 1, 3}
"""Exit codes of `check` that say that it came to a verdict."""


def tables(options: Options) -> Iterator[Table]:
    """From a policy's source without and with what an earlier run left behind, and from a bundle."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "policy.compat").write_text(compat_text(workload(1, "shared").policies), "utf-8")
        [node] = nodes.fleet(1)
        (folder / "node.json").write_bytes(nodes.node_feature(node))
        samples, notes = _samples(folder)
        found = medians(samples, max(options.runs, 11))
    rows: list[list[Cell]] = [
        [what, taken * 1e3, ratio(taken, found[LARK]), ratio(taken, found[MSGSPEC])] for what, taken in found.items()
    ]
    columns = ("process", "ms", "times lark", "times msgspec")
    yield Table("start", "a whole process that checks one policy on one snapshot of 60 KB", columns, rows, notes)


def _samples(folder: Path) -> tuple[dict[str, Sample], list[str]]:
    cache = folder / "cache"
    check = (*CHECK, "policy.compat", "--snapshot", "node.json")

    def first() -> float:
        shutil.rmtree(cache, ignore_errors=True)
        return _seconds(check, folder)

    samples: dict[str, Sample] = {
        "python -c pass": lambda: _seconds((sys.executable, "-c", "pass"), folder),
        MSGSPEC: lambda: _seconds((sys.executable, "-c", "import msgspec"), folder),
        LARK: lambda: _seconds((sys.executable, "-c", "import lark"), folder),
        "check, from source for the first time": first,
        "check, from source again": lambda: _seconds(check, folder),
    }
    compile_ = (*CHECK[:-1], "compile", "policy.compat", "-o", "policy.compatc")
    compiled = run(compile_, folder)
    if compiled.status != 0:
        return samples, [f"Not from a bundle, which could not be made: {compiled.err.splitlines()[0]}"]
    from_bundle = (*CHECK, "policy.compatc", "--snapshot", "node.json")
    samples["check, from a bundle"] = lambda: _seconds(from_bundle, folder)
    return samples, []


def _seconds(command: Sequence[str], folder: Path) -> float:
    finished = run(command, folder, {"XDG_CACHE_HOME": str(folder / "cache")})
    assert finished.status in _DECIDED, finished.err
    return finished.seconds
