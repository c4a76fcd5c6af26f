"""The commands, one module each, imported only when named.

A command's module has `SUMMARY`, one line; `configure(parser)`, which adds its arguments; and
`run(arguments, out, err)`, which returns an exit code. It raises `UsageError` for what the user asked wrongly.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol, TextIO, cast

if TYPE_CHECKING:
    import argparse

SUMMARIES = {
    "check": "decide which nodes have what policies require",
    "explain": "show one policy on one node, requirement by requirement",
    "plan": "show which verdicts an upgrade would change, before it happens",
    "tree": "draw how one policy decides, and a node's way through it",
    "test": "run the tests that policy files declare",
    "fmt": "lay out policy files in the one canonical way",
    "lint": "find mistakes in policies that compile, and repair some of them",
    "diff": "show what changes between two policies, and on which nodes",
    "analyze": "find what policies can never decide, and how they relate to each other",
    "compile": "write policies as a compiled bundle, or show what they come down to",
    "import": "turn a document of NFD, or what an NVIDIA image requires, into a policy file",
    "export": "write a policy for Node Feature Discovery, or as node affinity of Kubernetes",
    "attach": "attach policies to an image, as an artifact beside it",
    "discover": "show what is attached to an image, and what it says",
    "pull": "fetch the files of what is attached to an image",
    "remove": "remove what is attached to an image",
    "rank": "order the variants of an image for a node, or nodes for an image",
    "snapshot": "capture the features of this host, or of the nodes of a cluster",
    "catalog": "list the features that policies may read",
    "rule": "say what a diagnostic's code means, and what to write instead",
}
"""Every command and its one line, so that `--help` needs to import none of them. A test keeps it true."""

_KEYWORDS = {"import"}
"""Commands that no module can be called; an underscore follows in its name."""


class Command(Protocol):
    """What a command's module offers."""

    SUMMARY: str

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's arguments and flags."""

    def run(self, arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
        """Carry the command out and return the exit code."""


def load(name: str) -> Command:
    """The command called `name`, which is one of `SUMMARIES`."""
    module = f"{name}_" if name in _KEYWORDS else name
    return cast("Command", importlib.import_module(f"compatlang.cli.commands.{module}"))
