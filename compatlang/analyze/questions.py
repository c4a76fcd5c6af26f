"""Questions about policies, and about pairs of them.

All speak of *compatible*, the verdict: a policy is satisfiable where some snapshot makes it compatible; A implies B where no
snapshot makes A compatible and B not, be it incompatible or unknown; equal policies imply each other; disjoint ones are
never both compatible. Snapshots are those of real nodes: each domain is reported, reported in part, or not, texts are whatever
they like, and declared features are made from their sources.
"""

from __future__ import annotations

from collections.abc import Sequence

from compatlang.analyze.answers import Answer, Proved
from compatlang.analyze.policies import Policy
from compatlang.analyze.solver import NO, STEPS, UNKNOWN, YES, Wanted, find
from compatlang.snapshot import Snapshot


def satisfiable(policy: Policy, steps: int = STEPS) -> Answer:
    """A snapshot on which the policy is compatible, or proof that there is none."""
    return _compatible([policy], steps)


def disjoint(first: Policy, second: Policy, steps: int = STEPS) -> Answer:
    """Proof that no snapshot makes both compatible, or one that does. Both are of one call of `policies`."""
    return _compatible([first, second], steps)


def implies(first: Policy, second: Policy, steps: int = STEPS) -> Answer:
    """Proof that wherever the first is compatible the second is, or a snapshot where it is not."""

    def confirm(snapshot: Snapshot) -> bool:
        return is_compatible(first, snapshot) and not is_compatible(second, snapshot)

    return find(first.ir, [Wanted(first.verdict, YES), Wanted(second.verdict, NO | UNKNOWN)], confirm, steps)


def equal(first: Policy, second: Policy, steps: int = STEPS) -> Answer:
    """Proof that both are compatible on the same snapshots, or one on which only one of them is."""
    answers = [implies(first, second, steps), implies(second, first, steps)]
    return next((each for each in answers if not isinstance(each, Proved)), answers[0])


def is_compatible(policy: Policy, snapshot: Snapshot) -> bool:
    """As the reference evaluator decides it."""
    return policy.evaluate(snapshot).decision.verdict == "compatible"


def _compatible(policies: Sequence[Policy], steps: int) -> Answer:
    def confirm(snapshot: Snapshot) -> bool:
        return all(is_compatible(each, snapshot) for each in policies)

    return find(policies[0].ir, [Wanted(each.verdict) for each in policies], confirm, steps)
