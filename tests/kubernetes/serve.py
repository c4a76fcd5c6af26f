"""A cluster to try things on: `python -m tests.kubernetes.serve KUBECONFIG [--nodes N] [--full]`.

It runs on loopback until somebody sends SIGTERM, and at SIGUSR1 its API server restarts. The kubeconfig appears once
everything is there.
"""

from __future__ import annotations

import argparse
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from tests.kubernetes import bulk, crds
from tests.kubernetes.access import kubeconfig
from tests.kubernetes.api import Document
from tests.kubernetes.build import MODULE
from tests.kubernetes.cluster import Cluster
from tests.kubernetes.nodes import NAMESPACE, fleet

MANY = 500


def main() -> NoReturn:
    """Start, load, and wait."""
    arguments = _parser().parse_args()
    signal.signal(signal.SIGTERM, _stop)
    with (
        tempfile.TemporaryDirectory() as folder,
        Cluster(MODULE.programs(), Path(folder)) as cluster,
    ):
        cluster.api.apply(*crds.documents())
        cluster.api.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}})
        documents = list(_documents(arguments.nodes, arguments.full))
        if len(documents) > MANY:
            bulk.load(cluster, documents)
        else:
            cluster.api.apply(*documents)
        partial = kubeconfig(cluster, arguments.kubeconfig.with_suffix(".partial"))
        partial.replace(arguments.kubeconfig)
        signal.signal(signal.SIGUSR1, lambda *_: cluster.restart(suddenly=True))
        while True:
            signal.pause()


def _stop(*_: object) -> NoReturn:
    raise SystemExit(0)


def _documents(count: int, full: bool) -> Iterator[Document]:
    for machine in fleet(count, full=full):
        yield from machine


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.kubernetes.serve", description=__doc__)
    parser.add_argument("kubeconfig", metavar="KUBECONFIG", type=Path, help="written once the cluster is ready")
    parser.add_argument("--nodes", metavar="N", type=int, default=10, help="default: 10")
    parser.add_argument("--full", action="store_true", help="NodeFeatures of 60 kB, not of 4 kB")
    return parser


if __name__ == "__main__":
    main()
