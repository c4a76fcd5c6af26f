"""What a benchmark asks of an engine: policies compiled beforehand, nodes prepared beforehand, and verdicts on the clock."""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Sequence
from typing import Any, Protocol

from tests.bench.nodes import Node
from tests.bench.workload import Policy


class NotInstalledError(Exception):
    """An engine is not installed. The message says how to install it."""


class Compiled(Protocol):
    """Policies ready to be asked."""

    def prepare(self, node: Node) -> Any:
        """The node in the form that the engine takes; not on the clock, however long it takes."""

    def answer(self, prepared: Any) -> Any:
        """The verdicts on a node, in whatever form the engine gives them. This is what is timed."""

    def verdicts(self, answer: Any) -> Sequence[bool]:
        """Of each policy, in order, whether the node is compatible; not on the clock."""


class Engine(Protocol):
    """One engine, in the way in which its users would use it."""

    name: str
    most_policies: int
    """More of them take it too long for a benchmark."""

    def compile(self, policies: Sequence[Policy]) -> Compiled:
        """Raises `NotInstalledError` where the engine is not installed."""


def load(module: str, package: str) -> Any:
    """A module of a peer. Raises `NotInstalledError`."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise NotInstalledError(f"{package} is not installed: pip install 'compatlang[bench]'") from None
