"""What commands say to clusters: their flags, and the cluster that they open with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from compatlang.cli.extras import needs
from compatlang.cli.fleet_input import Inputs, inputs
from compatlang.cli.registries import TIMEOUT_SECONDS, seconds
from compatlang.cli.usage import WrongUsage
from compatlang.diagnostics.render.plain import plain
from compatlang.snapshot.read import NFD_NAMESPACE

if TYPE_CHECKING:
    import argparse

    from compatlang.integrations.kubernetes.connection import Connection
    from compatlang.integrations.kubernetes.reading import ClusterNodes


def add_cluster(parser: argparse.ArgumentParser, what: str) -> None:
    """`--cluster` and how a cluster is read."""
    parser.add_argument("--cluster", action="store_true", help=what)
    parser.add_argument(
        "--kubeconfig",
        metavar="FILE",
        default="",
        help="with --cluster, how to reach it; default: KUBECONFIG, ~/.kube/config, or what a Pod is given",
    )
    parser.add_argument(
        "--context", metavar="NAME", default="", help="the context of the kubeconfig; default: its current one"
    )


def add_selector(parser: argparse.ArgumentParser) -> None:
    """`--selector`."""
    parser.add_argument(
        "-l", "--selector", metavar="LABELS", default="", help="only the nodes that this label selector selects"
    )


def add_nfd_namespace(parser: argparse.ArgumentParser) -> None:
    """`--nfd-namespace`."""
    parser.add_argument(
        "--nfd-namespace",
        metavar="NAME",
        default=NFD_NAMESPACE,
        help=f"where Node Feature Discovery runs, whose own NodeFeatures come first in merging; default: {NFD_NAMESPACE}",
    )


def add_workloads(parser: argparse.ArgumentParser) -> None:
    """`--workloads` and `--namespace`."""
    parser.add_argument(
        "--workloads",
        action="store_true",
        help="with --cluster, judge Pods by what is attached to their images: what runs where it should not, and what"
        " could not move; POLICY files then count for the images that they name",
    )
    parser.add_argument(
        "--namespace",
        metavar="NAME",
        action="append",
        default=[],
        help="with --workloads, only the Pods of this namespace; may be given again",
    )


def add_timeout(parser: argparse.ArgumentParser) -> None:
    """`--timeout`, where only clusters are asked."""
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        default=TIMEOUT_SECONDS,
        help=f"how long a cluster may take for one answer; default: {TIMEOUT_SECONDS}",
    )


def require_cluster(arguments: argparse.Namespace) -> None:
    """Refuse flags of a cluster where none is read: other nodes would be looked at than were meant. Raises `WrongUsage`."""
    for flag in ("kubeconfig", "context", "selector"):
        if flag in arguments.flags_given and not arguments.cluster:
            raise WrongUsage(f"--{flag} is for --cluster", f"add --cluster, or leave --{flag} out")


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[Connection]:
    """The cluster that the flags mean. Raises `ClusterError`, and `WrongUsage` for the flags."""
    with needs("kubernetes", "reading a cluster"):
        from compatlang.integrations.kubernetes.access import Access
        from compatlang.integrations.kubernetes.connection import connected
    with connected(Access(arguments.kubeconfig, arguments.context, seconds(arguments.timeout))) as found:
        yield found


def nodes(connection: Connection, arguments: argparse.Namespace, err: TextIO, node: str = "") -> ClusterNodes:
    """What policies may read of a cluster, or of one of its nodes; what it does not have is told on `err`."""
    from compatlang.integrations.kubernetes.reading import ClusterNodes

    def tell(line: str) -> None:
        err.write(f"warning: {plain(line)}\n")

    return ClusterNodes(connection, "" if node else arguments.selector, tell, node)


@contextmanager
def inputs_of(arguments: argparse.Namespace, err: TextIO, node: str = "") -> Iterator[Inputs]:
    """The snapshots that are named, and the nodes of the cluster, or one of them, where it is asked for.

    Raises as `opened` does.
    """
    if not arguments.cluster:
        yield inputs(arguments.snapshot, arguments.nfd_namespace)
        return
    with opened(arguments) as connection:
        yield inputs(arguments.snapshot, arguments.nfd_namespace, nodes(connection, arguments, err, node))


def without_nodes(arguments: argparse.Namespace) -> str:
    """Why a cluster gave no node."""
    selector = arguments.selector.strip()
    return f"the cluster has no node that `{plain(selector)}` selects" if selector else "the cluster has no nodes"


def record(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> bool:
    """`snapshot --cluster`: whether there was anything to write. Raises `ClusterError`, and `WrongUsage` for the flags."""
    with needs("kubernetes", "reading a cluster"):
        from compatlang.cli import cluster_snapshot
    return cluster_snapshot.record(arguments, out, err)


def check_workloads(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """`check --workloads`. Raises `ClusterError`, and `WrongUsage` for the flags."""
    with needs("kubernetes", "reading a cluster"):
        from compatlang.integrations.kubernetes import pods  # noqa: F401 - whether it is there is the question
    with needs("registry", "reading images"):
        from compatlang.cli import workloads
    return workloads.check_workloads(arguments, out, err)
