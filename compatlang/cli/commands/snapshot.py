"""`compatlang snapshot`: what a machine has, as a document that `check` reads."""

from __future__ import annotations

import argparse
import os
import platform
from pathlib import Path
from typing import TextIO

import msgspec

from compatlang.cli import clusters
from compatlang.cli.exit_codes import ExitCode
from compatlang.cli.output import opened
from compatlang.cli.show.documents import as_json
from compatlang.cli.usage import WrongUsage
from compatlang.integrations.host import Host, discover
from compatlang.integrations.host.cpuid_exec import this_machine
from compatlang.integrations.host.documents import exported, node_feature

SUMMARY = "capture the features of this host, or of the nodes of a cluster"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--host", action="store_true", help="capture this host")
    parser.add_argument(
        "--root", metavar="DIR", default="/", help="the host's file system, mounted or recorded; default: /"
    )
    parser.add_argument(
        "--mounted",
        action="store_true",
        help="DIR is the file system of the machine that this runs on, so its processor may be asked, too",
    )
    parser.add_argument("--machine", metavar="NAME", default="", help="what `uname -m` says there; default: as found")
    parser.add_argument(
        "--node", metavar="NAME", default="", help="the name of the node; default: NODE_NAME, else the host's name"
    )
    parser.add_argument(
        "--format",
        choices=("nodefeature", "nfd"),
        default="nodefeature",
        help="a NodeFeature, or what `nfd export features` prints, without what NFD does not know; default: nodefeature",
    )
    clusters.add_cluster(parser, "capture the nodes of a cluster: a file of JSON lines, an object a line")
    clusters.add_selector(parser)
    clusters.add_timeout(parser)
    parser.add_argument("-o", "--output", metavar="FILE", default="", help="write to this file, not to standard output")
    parser.add_argument("--verbose", action="store_true", help="say what is not known, and why")


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Capture and write. What could not be read is left out, which is no error."""
    clusters.require_cluster(arguments)
    if arguments.cluster:
        return _record(arguments, out, err)
    if not arguments.host:
        raise WrongUsage("nothing to capture", "compatlang snapshot --host, or --cluster")
    root = Path(arguments.root)
    if not root.is_dir():
        raise WrongUsage(f"`{arguments.root}` is no folder", "name the root of a file system with --root")
    host = discover(
        root,
        machine=arguments.machine or None,
        node_name=arguments.node or os.environ.get("NODE_NAME", ""),
        hardware=this_machine() if arguments.mounted else None,
    )
    if arguments.verbose:
        err.write("".join(f"{line}\n" for line in _unknown(host)))
    with opened(arguments.output, out) as target:
        target.write(exported(host) if arguments.format == "nfd" else _document(host))
    return ExitCode.OK


def _record(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> ExitCode:
    """A cluster, of which an empty file says nothing."""
    if arguments.host:
        raise WrongUsage("--host and --cluster do not go together", "capture each into a file; `check` reads several")
    if "node" in arguments.flags_given:
        raise WrongUsage("--node is for --host", f"`--selector kubernetes.io/hostname={arguments.node}` chooses one")
    if arguments.format != "nodefeature":
        raise WrongUsage(f"--cluster does not go with --format {arguments.format}", "a fleet file has its own form")
    if clusters.record(arguments, out, err):
        return ExitCode.OK
    err.write(f"{clusters.without_nodes(arguments)}\n")
    return ExitCode.UNKNOWN


def _document(host: Host) -> str:
    return as_json(node_feature(host if host.node else msgspec.structs.replace(host, node=platform.node())))


def _unknown(host: Host) -> list[str]:
    """A line for each reason why something is not known."""
    return [
        f"{note.domain} is {'partial' if note.domain in host.partial else 'not reported'}: "
        f"{note.problem}{f' ({note.path})' if note.path else ''}"
        for note in host.notes
    ]
