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

POLICIES = {"compatible": (10, 0), "incompatible": (0, 1)}
"""Which policy of the workload has which verdict on the node, and the exit code that says so. Reasons are shown of one."""


def tables(options: Options) -> Iterator[Table]:
    """From a policy's source without and with what an earlier run left behind, and from a bundle."""
    policies = workload(1 + max(index for index, _ in POLICIES.values()), "shared").policies
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        [node] = nodes.fleet(1)
        (folder / "node.json").write_bytes(nodes.node_feature(node))
        samples: dict[str, Sample] = {
            "python -c pass": lambda: _seconds((sys.executable, "-c", "pass"), folder),
            MSGSPEC: lambda: _seconds((sys.executable, "-c", "import msgspec"), folder),
            LARK: lambda: _seconds((sys.executable, "-c", "import lark"), folder),
        }
        for verdict, (index, status) in POLICIES.items():
            (folder / f"{verdict}.compat").write_text(compat_text([policies[index]]), "utf-8")
            samples |= _samples(verdict, status, folder)
        for sample in samples.values():
            sample()  # once for the bytecode of everything that is imported
        found = medians(samples, max(options.runs, 11))
    rows: list[list[Cell]] = [
        [what, taken * 1e3, ratio(taken, found[LARK]), ratio(taken, found[MSGSPEC])] for what, taken in found.items()
    ]
    columns = ("process", "ms", "times lark", "times msgspec")
    yield Table("start", "a whole process that checks one policy on one snapshot of 60 KB", columns, rows)


def _samples(verdict: str, status: int, folder: Path) -> dict[str, Sample]:
    check = (*CHECK, f"{verdict}.compat", "--snapshot", "node.json")
    from_bundle = (*CHECK, f"{verdict}.compatc", "--snapshot", "node.json")
    _seconds((*CHECK[:-1], "compile", f"{verdict}.compat", "-o", f"{verdict}.compatc"), folder)

    def first() -> float:
        shutil.rmtree(folder / "cache", ignore_errors=True)
        return _seconds(check, folder, status)

    return {
        f"check, {verdict}, from source for the first time": first,
        f"check, {verdict}, from source again": lambda: _seconds(check, folder, status),
        f"check, {verdict}, from a bundle": lambda: _seconds(from_bundle, folder, status),
    }


def _seconds(command: Sequence[str], folder: Path, status: int = 0) -> float:
    """How long a process takes that has its bytecode, as what is installed has, wherever compatlang stands."""
    environ = {
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "PYTHONDONTWRITEBYTECODE": "",
    }
    finished = run(command, folder, environ)
    assert finished.status == status, finished.err
    return finished.seconds
