"""What changes between two states of a node: verdicts that are not what they were, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compatlang.cli.fleet_tally import PolicyTally
from compatlang.evaluate.report import Decision, Open, Verdict

Decisions = Sequence[Decision]


class VerdictChange(NamedTuple):
    """A verdict that is not what it was. `before` is None for a node that is new, `after` for one that is gone."""

    node: str
    label: str
    policy: str
    file: str
    before: Verdict | None
    after: Verdict | None
    open: tuple[Open, ...]
    """The requirements that are open now."""


def changes(
    node: str, policies: Sequence[PolicyTally], before: Decisions | None, after: Decisions | None
) -> Iterator[VerdictChange]:
    """The changes on one node, in the order of the policies; None are the decisions where there is no such node."""
    for index, policy in enumerate(policies):
        was = None if before is None else before[index].verdict
        now = None if after is None else after[index].verdict
        if was != now:
            open_ = () if after is None else after[index].open
            yield VerdictChange(node, policy.label, policy.policy, policy.file, was, now, open_)
