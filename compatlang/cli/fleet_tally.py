"""Verdicts of many nodes, counted as they go by: what a summary and an exit code need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from compatlang.cli.exit_codes import ExitCode
from compatlang.diagnostics import Diagnostic
from compatlang.evaluate.report import WORST_FIRST, Decision, Open, Verdict

_MOST_EXAMPLES = 2


class PolicyTally:
    """What one policy made of the nodes so far."""

    def __init__(self, label: str, file: str, policy: str) -> None:
        self.label = label
        self.file = file
        self.policy = policy
        self.verdicts: Counter[Verdict] = Counter()
        self.degraded: Counter[Verdict] = Counter()
        """How many of each verdict are degraded by a warning."""
        self.open: Counter[Open] = Counter()
        """On how many nodes a requirement is no, and on how many it is unknown."""
        self.examples: dict[Open, list[str]] = {}
        """The first nodes of each of those."""
        self.errors: tuple[Diagnostic, ...] = ()
        """Why the policy has no verdict."""

    def count(self, node: str, decision: Decision) -> None:
        """One more node."""
        self.verdicts[decision.verdict] += 1
        self.degraded[decision.verdict] += decision.degraded
        for each in dict.fromkeys(decision.open):
            self.open[each] += 1
            examples = self.examples.setdefault(each, [])
            if len(examples) < _MOST_EXAMPLES:
                examples.append(node)

    def badness(self) -> tuple[int, ...]:
        """A key that is greater the worse the verdicts are."""
        return (len(self.errors), *(self.verdicts[verdict] for verdict in WORST_FIRST))


class Tally:
    """What all policies made of the nodes so far. `nodes` counts the worst verdict of each node."""

    def __init__(self, policies: Sequence[PolicyTally]) -> None:
        self.policies = tuple(policies)
        self.nodes: Counter[Verdict] = Counter()

    def count(self, node: str, decisions: Iterable[Decision]) -> None:
        """One more node, with the decision of each policy."""
        verdicts = set()
        for policy, decision in zip(self.policies, decisions, strict=True):
            policy.count(node, decision)
            verdicts.add(decision.verdict)
        self.nodes[worst_verdict(verdicts)] += 1

    def exit_codes(self, *, unknown_passes: bool, fail_on_warn: bool) -> Iterator[ExitCode]:
        """What the verdicts say to the shell."""
        for each in self.policies:
            if (each.errors and self.nodes) or each.verdicts["error"]:
                yield ExitCode.ERROR
            if each.verdicts["incompatible"] or (fail_on_warn and each.degraded.total()):
                yield ExitCode.FAILED
            if each.verdicts["unknown"] and not unknown_passes:
                yield ExitCode.UNKNOWN


def worst_verdict(verdicts: Iterable[Verdict]) -> Verdict:
    """Of several verdicts on one node that which counts for it."""
    found = set(verdicts)
    return next((verdict for verdict in WORST_FIRST if verdict in found), "unknown")
