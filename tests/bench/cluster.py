"""`python -m tests.bench.cluster`: reading a cluster, side by side with the plain client for Python, against a real API server.

Each reader is a process of its own; figures are medians of runs taken in turn. Bytes are counted by a relay in runs that are
not timed.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench.engines.compat_text import compat_text
from tests.bench.relay import relayed
from tests.bench.table import Cell, Table, ratio
from tests.bench.tables.processes import CHECK, ROOT, Finished, run
from tests.bench.workload import workload
from tests.processes import orphans_end

POLICIES = 100
_PLAIN = """
from kubernetes import client, config
config.load_kube_config()
found = client.CustomObjectsApi().list_cluster_custom_object("nfd.k8s-sigs.io", "v1alpha1", "nodefeatures")
assert len(found["items"]) == {count}
"""
_PLAIN_BOTH = (
    _PLAIN
    + """
assert len(client.CoreV1Api().list_node().items) == {count}
"""
)
_OURS = """
import sys
from compatlang.cli.inputs import load_policies
from compatlang.evaluate.wanted import wanted
from compatlang.integrations.kubernetes.access import Access
from compatlang.integrations.kubernetes.connection import connected
from compatlang.integrations.kubernetes.listing import items, pages
from compatlang.integrations.kubernetes.reading import piece
from compatlang.integrations.kubernetes.resources import NODE_FEATURES
from compatlang.snapshot.collected import Collected
from compatlang.snapshot.gather import Gatherer
(file,) = load_policies([sys.argv[1]], cached=True)
gatherer, collected = Gatherer(wanted(file.policies.fleet().graph)), Collected()
with connected(Access()) as connection:
    for page in pages(connection, NODE_FEATURES):
        for item in items(page, NODE_FEATURES):
            gatherer.feed(piece(item, NODE_FEATURES), collected)
assert len(gatherer.nodes()) == {count}
"""
_POLICY = "policies.compat"
_EXAMPLE = str(ROOT / "policies" / "examples" / "cuda-training" / "train.compat")
READERS: Mapping[str, Sequence[str]] = {
    "plain client, NodeFeatures": (sys.executable, "-c", _PLAIN),
    "plain client, NodeFeatures and Nodes": (sys.executable, "-c", _PLAIN_BOTH),
    "compatlang's reader, NodeFeatures": (sys.executable, "-c", _OURS, _EXAMPLE),
    "snapshot --cluster": (sys.executable, "-m", "compatlang", "snapshot", "--cluster", "-o", "fleet.jsonl"),
    "check --cluster, the CUDA example": (*CHECK, _EXAMPLE, "--cluster"),
    f"check --cluster, {POLICIES} policies": (*CHECK, _POLICY, "--cluster"),
}
_BASE = "plain client, NodeFeatures"


def main() -> int:
    """Print the table."""
    arguments = _parser().parse_args()
    with tempfile.TemporaryDirectory() as name, _served(Path(name), arguments.nodes) as config:
        print(_table(config, Path(name), arguments.nodes, arguments.runs).text())
    return 0


@contextmanager
def _served(folder: Path, count: int) -> Iterator[Path]:
    """The kubeconfig of a cluster that another process serves: a small one has small children, whose memory is measured."""
    config = folder / "served"
    command = [sys.executable, "-m", "tests.kubernetes.serve", str(config), "--nodes", str(count), "--full"]
    with subprocess.Popen(command, cwd=ROOT, preexec_fn=orphans_end()) as process:
        try:
            while not config.exists():
                if process.poll() is not None:
                    raise SystemExit("the cluster does not start")
                time.sleep(0.1)
            yield config
        finally:
            process.terminate()


def _table(config: Path, folder: Path, count: int, runs: int) -> Table:
    (folder / _POLICY).write_text(compat_text(workload(POLICIES, "shared").policies), "utf-8")
    found: dict[str, list[Finished]] = {each: [] for each in READERS}
    for _ in range(runs):
        for reader, finished in found.items():
            finished.append(_read(config, folder, reader, count))
    received = {each: _bytes(config, folder, each, count) for each in READERS}
    base = found[_BASE]
    rows: list[list[Cell]] = []
    for reader, finished in found.items():
        processor, peak = _processor(finished), _peak(finished)
        rows.append(
            [
                reader,
                statistics.median(each.seconds for each in finished),
                processor,
                ratio(processor, _processor(base)),
                peak / 1e6,
                ratio(peak, _peak(base)),
                received[reader] / 1e6,
            ]
        )
    columns = ("reader", "seconds", "cpu s", "x plain", "peak MB", "x plain mem", "MB read")
    return Table("cluster", f"{count} Nodes and as many NodeFeatures of 60 KB", columns, rows)


def _read(config: Path, folder: Path, reader: str, count: int) -> Finished:
    command = [each.format(count=count) if "import" in each else each for each in READERS[reader]]
    finished = run(command, folder, {"KUBECONFIG": str(config)})
    if finished.status not in {0, 1, 3}:
        raise SystemExit(f"{reader}: {finished.status} {finished.err}")
    return finished


def _bytes(config: Path, folder: Path, reader: str, count: int) -> int:
    written = config.read_text("utf-8")
    (port,) = re.findall(r"https://127\.0\.0\.1:([0-9]+)", written)
    with relayed(int(port)) as relay:
        (folder / "relayed").write_text(written.replace(f":{port}", f":{relay.port}"), "utf-8")
        _read(folder / "relayed", folder, reader, count)
        return relay.received


def _processor(finished: Sequence[Finished]) -> float:
    return statistics.median(each.processor for each in finished)


def _peak(finished: Sequence[Finished]) -> float:
    return statistics.median(each.peak for each in finished)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cluster", description=__doc__)
    parser.add_argument("--nodes", metavar="N", type=int, default=5000, help="default: 5,000")
    parser.add_argument("--runs", metavar="N", type=int, default=5, help="samples that each median is of; default: 5")
    return parser


if __name__ == "__main__":
    sys.exit(main())
