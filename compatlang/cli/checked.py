"""What a run of `check` found: for each node, the result of every policy, and what was wrong on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from compatlang.cli.exit_codes import ExitCode
from compatlang.diagnostics import Diagnostic
from compatlang.evaluate.report import WORST_FIRST, PolicyResult, Verdict
from compatlang.source import SourceFile

if TYPE_CHECKING:
    from compatlang.nfd.judging import Outputs


class Outcome(NamedTuple):
    """A policy's result on a node. `label` is the policy's name, with its file where two files have that name."""

    label: str
    file: str
    result: PolicyResult


class Node(NamedTuple):
    """The outcomes on one node, and what is wrong with the values of its snapshot."""

    name: str
    outcomes: tuple[Outcome, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    outputs: tuple[Outputs, ...] = ()
    """What rules of NFD yield there, which have no verdict."""

    @property
    def verdict(self) -> Verdict:
        """The worst of its outcomes."""
        verdicts = {each.result.verdict for each in self.outcomes}
        return next((verdict for verdict in WORST_FIRST if verdict in verdicts), "unknown")


class Checked(NamedTuple):
    """A whole run. `diagnostics` are those of policies and snapshots; `sources` are the texts that spans point into."""

    nodes: tuple[Node, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile]

    def by_policy(self) -> dict[str, list[tuple[str, PolicyResult]]]:
        """For each policy, by its label and in the order in which they were named, every node's name and result."""
        found: dict[str, list[tuple[str, PolicyResult]]] = {}
        for node in self.nodes:
            for each in node.outcomes:
                found.setdefault(each.label, []).append((node.name, each.result))
        return found


class Ran(NamedTuple):
    """What a run that has shown everything says at its end: exit codes, and how many nodes there were."""

    codes: Sequence[ExitCode]
    snapshots: int
    evaluated: bool
    """Whether any policy was decided on any node."""
