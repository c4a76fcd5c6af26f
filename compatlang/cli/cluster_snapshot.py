"""`snapshot --cluster`: the nodes of a cluster as a fleet file, an object a line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import chain
from typing import TextIO

from compatlang.cli import clusters
from compatlang.cli.output import write_parts
from compatlang.cli.progress import Progress
from compatlang.integrations.kubernetes.reading import ClusterNodes
from compatlang.integrations.kubernetes.recording import line


def record(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> bool:
    """Write what policies may read of the cluster. Where it has no node nothing is written, and the answer is no.

    Raises `ClusterError`.
    """
    with clusters.opened(arguments) as connection, Progress(err) as progress:
        lines = _lines(clusters.nodes(connection, arguments, err), progress)
        first = next(lines, None)
        if first is None:
            return False
        if arguments.output:
            write_parts(arguments.output, chain((first,), lines))
        else:
            out.writelines(each.decode("utf-8", "replace") for each in chain((first,), lines))
        return True


def _lines(cluster: ClusterNodes, progress: Progress) -> Iterator[bytes]:
    for item, resource in cluster.objects():
        reached = cluster.reached()
        if reached is not None:
            progress.show("reading", reached.done, reached.what, reached.total)
        yield line(item, resource)
