"""The host as a snapshot, for commands that judge it on the spot."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from compatlang.cli.usage import WrongUsage
from compatlang.snapshot.read import Reading

if TYPE_CHECKING:
    import argparse


def with_host(reading: Reading, arguments: argparse.Namespace) -> Reading:
    """The nodes of snapshots, and this host where `--host` asks for it. Raises `WrongUsage` where there is no such root."""
    if not arguments.host:
        return reading
    from compatlang.integrations.host import discover
    from compatlang.integrations.host.cpuid_exec import this_machine

    root = Path(arguments.root)
    if not root.is_dir():
        raise WrongUsage(f"`{arguments.root}` is no folder", "name the root of a file system with --root")
    hardware = this_machine() if arguments.mounted else None
    host = discover(root, node_name=os.environ.get("NODE_NAME", ""), hardware=hardware)
    snapshot = host.snapshot()
    if not snapshot.node:
        snapshot = replace(snapshot, node=platform.node() or "localhost")
    return replace(reading, snapshots=(*reading.snapshots, snapshot))
