"""By which name the command line was called, and what that name takes for granted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import argparse

_OTHERS = ("snapshot", "host")
"""Flags that name nodes which need not be those of a cluster."""


class Program(NamedTuple):
    """A name, as usage texts have it, and whether the nodes of a cluster are meant where no others are named."""

    name: str
    of_cluster: bool = False

    def complete(self, arguments: argparse.Namespace) -> None:
        """Set what the name says of a command's arguments."""
        if self.of_cluster and hasattr(arguments, "cluster"):
            arguments.cluster |= not any(getattr(arguments, each, None) for each in _OTHERS)


COMPATLANG = Program("compatlang")
KUBECTL = Program("kubectl compat", of_cluster=True)
