"""Before anything is timed: all engines give the same verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.bench.engines.protocol import Compiled
from tests.bench.nodes import Node
from tests.bench.workload import Policy


class DisagreementError(Exception):
    """Two engines decide a node differently; the run stops, since figures of different questions cannot be compared."""


def require_agreement(compiled: Mapping[str, Compiled], policies: Sequence[Policy], nodes: Sequence[Node]) -> float:
    """The share of compatible verdicts, which all engines agree on. The first engine is the one that is right."""
    compatible = 0
    for node in nodes:
        answers = {name: list(each.verdicts(each.answer(each.prepare(node)))) for name, each in compiled.items()}
        first, expected = next(iter(answers.items()))
        for name, verdicts in answers.items():
            if verdicts != expected:
                raise DisagreementError(_difference(node, policies, first, expected, name, verdicts))
        compatible += sum(expected)
    return compatible / (len(policies) * len(nodes))


def _difference(
    node: Node, policies: Sequence[Policy], first: str, expected: Sequence[bool], name: str, verdicts: Sequence[bool]
) -> str:
    if len(verdicts) != len(expected):
        return f"{name} gives {len(verdicts)} verdicts on {node.name}, {first} {len(expected)}"
    wrong = [policy.name for policy, one, other in zip(policies, expected, verdicts, strict=True) if one != other]
    return f"{name} and {first} disagree on {node.name} about {', '.join(wrong)}"
