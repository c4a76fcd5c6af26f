"""Two policy files compared: which policies are meant to be the same, what changes between them, and on which nodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compatlang.analyze.difference import Difference, PolicyDifference, difference, pairs
from compatlang.analyze.policies import Compiled, policies
from compatlang.cli.watch_changes import VerdictChange
from compatlang.evaluate.report import Decision
from compatlang.pipeline import Policies
from compatlang.snapshot import Snapshot


class Comparison(NamedTuple):
    """What became of each policy, and the nodes whose verdicts are not what they were."""

    policies: tuple[PolicyDifference, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    flips: tuple[VerdictChange, ...]
    nodes: int

    @property
    def differs(self) -> bool:
        """Whether anything changed."""
        changed = any(not each.same and not is_open(each) for found in self.policies for each in parts_of(found))
        return bool(changed or self.added or self.removed or self.flips)

    @property
    def undecided(self) -> bool:
        """Whether some question was not answered."""
        return any(each.undecided for found in self.policies for each in parts_of(found))


def named_witnesses(comparison: Comparison) -> Iterator[tuple[str, Snapshot]]:
    """The node of each change, under a name that says what it shows: `train-driver-yes-no`."""
    for found in comparison.policies:
        for part in parts_of(found):
            for each in part.changes:
                words = (found.new, part.name or part.kind, each.before.word, each.after.word)
                yield "-".join(words), each.witness


def parts_of(found: PolicyDifference) -> tuple[Difference, ...]:
    """The verdict and all parts."""
    return (found.verdict, *found.parts)


def is_open(part: Difference) -> bool:
    """Whether all that is known of a part is that it is undecided."""
    return part.undecided and not part.changes and part.weights is None and part.presence == "both"


def compare(old: Policies, new: Policies, nodes: Sequence[Snapshot], steps: int) -> Comparison:
    """Both files' selected policies, compared pair by pair, and on each of the nodes. Neither file failed to compile."""
    files = [Compiled(each.program, each.selected, each.tags, each.ir) for each in (old, new)]
    found = policies(*files)
    before, after = found[: len(files[0].selected)], found[len(files[0].selected) :]
    matched = list(pairs(before, after))
    names = {one.name: other.name for one, other in matched if one is not None and other is not None}
    return Comparison(
        tuple(difference(one, other, steps) for one, other in matched if one is not None and other is not None),
        tuple(other.name for one, other in matched if one is None and other is not None),
        tuple(one.name for one, other in matched if one is not None and other is None),
        tuple(_flips(old, new, names, nodes)),
        len(nodes),
    )


def _flips(old: Policies, new: Policies, names: dict[str, str], nodes: Sequence[Snapshot]) -> Iterator[VerdictChange]:
    """By node, then in the order of the old file."""
    before, after = old.evaluator(), new.evaluator()
    for node in nodes:
        was = _by_policy(before.evaluate(node).decisions)
        now = _by_policy(after.evaluate(node).decisions)
        for one, other in names.items():
            if was[one].verdict != now[other].verdict:
                yield VerdictChange(
                    node.node, other, other, new.name, was[one].verdict, now[other].verdict, now[other].open
                )


def _by_policy(decisions: Sequence[Decision]) -> dict[str, Decision]:
    return {each.policy: each for each in decisions}
