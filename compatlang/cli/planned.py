"""Which verdicts change on which nodes if something were so: decided by the graphs, explained only where they change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from compatlang.cli.evaluation import agreed, labels_of
from compatlang.cli.exit_codes import ExitCode, worst
from compatlang.cli.inputs import PolicyFile
from compatlang.cli.supposed import Supposed
from compatlang.evaluate.report import Decision, Report, RequirementResult, Verdict
from compatlang.pipeline import Policies
from compatlang.snapshot import Snapshot
from compatlang.values.truth import Truth

_WORSE: tuple[Verdict, ...] = ("compatible", "unknown", "incompatible", "error")
"""From the best to the worst."""


class Flip(NamedTuple):
    """A node whose verdict changes. `requirements` are those that are answered otherwise, where they are not met."""

    node: str
    before: Verdict
    after: Verdict
    requirements: tuple[RequirementResult, ...]

    @property
    def is_worse(self) -> bool:
        """Whether the verdict is worse than it was."""
        return _WORSE.index(self.after) > _WORSE.index(self.before)


class Planned(NamedTuple):
    """A policy: the nodes whose verdicts change, and how many do not."""

    label: str
    policy: str
    file: str
    flips: tuple[Flip, ...]
    unchanged: int

    @property
    def worse(self) -> int:
        """How many nodes have a worse verdict."""
        return sum(each.is_worse for each in self.flips)

    @property
    def better(self) -> int:
        """How many nodes have a better one."""
        return len(self.flips) - self.worse

    @property
    def code(self) -> ExitCode:
        """What it says to the shell: 1 where a node becomes incompatible, 3 where one becomes unknown."""
        codes = {"incompatible": ExitCode.FAILED, "unknown": ExitCode.UNKNOWN, "error": ExitCode.ERROR}
        return worst(codes.get(each.after, ExitCode.OK) for each in self.flips if each.is_worse)


def plan(files: Sequence[PolicyFile], nodes: Sequence[Snapshot], supposed: Supposed) -> list[Planned]:
    """Every policy of sound files, in their order."""
    labels = labels_of(files)
    changed = [supposed.of(each) for each in nodes]
    planned = []
    for file in files:
        if file.policies is None:
            continue
        flips = list(_flips(file.name, file.policies, nodes, changed))
        for index, policy in enumerate(file.policies.policies):
            own = tuple(flip for place, flip in flips if place == index)
            label = labels.get((file.name, policy), policy)
            planned.append(Planned(label, policy, file.name, own, len(nodes) - len(own)))
    return planned


def _flips(
    file: str, policies: Policies, nodes: Sequence[Snapshot], changed: Sequence[Snapshot]
) -> Iterator[tuple[int, Flip]]:
    """Each change, with the place of its policy."""
    evaluator = policies.evaluator()
    for node, after in zip(nodes, changed, strict=True):
        was, is_ = evaluator.evaluate(node), evaluator.evaluate(after)
        if was.verdicts != is_.verdicts:
            told = _Told(file, policies, node, after)
            for place, (old, new) in enumerate(zip(was.decisions, is_.decisions, strict=True)):
                if old.verdict != new.verdict:
                    yield place, told.flip(place, old, new)


class _Told:
    """The reasons on one node: of a verdict that gets worse those afterwards, of one that gets better those before."""

    def __init__(self, file: str, policies: Policies, before: Snapshot, after: Snapshot) -> None:
        self._file = file
        self._policies = policies
        self._snapshots = before, after
        self._reports: dict[bool, Report] = {}

    def flip(self, place: int, old: Decision, new: Decision) -> Flip:
        """The change of one policy, and the requirements that are answered otherwise."""
        flip = Flip(self._snapshots[0].node, old.verdict, new.verdict, ())
        told, other = (new, old) if flip.is_worse else (old, new)
        result = agreed(self._file, flip.node, self._report(flip.is_worse).results[place], told)
        if result.verdict == "error":
            return flip._replace(after="error")
        truths = {each.name: each.truth for each in other.open}
        responsible = tuple(each for each in result.open() if truths.get(each.name, Truth.YES) is not each.truth)
        return flip._replace(requirements=responsible)

    def _report(self, after: bool) -> Report:
        if after not in self._reports:
            # Places in the snapshot are not shown; to find one, its document would be read again.
            self._reports[after] = self._policies.check(replace(self._snapshots[after], documents=()))
        return self._reports[after]
