"""`snapshot --cluster`: the nodes of a cluster as a fleet file, an object a line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TextIO

from compatlang.cli import clusters
from compatlang.cli.output import write_parts
from compatlang.cli.progress import Progress
from compatlang.integrations.kubernetes.reading import ClusterNodes
from compatlang.integrations.kubernetes.recording import line


def record(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Write what policies may read of the cluster, and return how many objects that is. Raises `ClusterError`."""
    with clusters.opened(arguments) as connection, Progress(err) as progress:
        lines = _lines(clusters.nodes(connection, arguments, err), progress)
        counted = _Counted(lines)
        if arguments.output:
            write_parts(arguments.output, counted)
        else:
            out.writelines(each.decode("utf-8", "replace") for each in counted)
    return counted.count


def _lines(cluster: ClusterNodes, progress: Progress) -> Iterator[bytes]:
    for item, resource in cluster.objects():
        reached = cluster.reached()
        if reached is not None:
            progress.show("reading", reached.done, reached.what, reached.total)
        yield line(item, resource)


class _Counted:
    """Lines that are counted as they go by."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        for each in self._lines:
            self.count += 1
            yield each
