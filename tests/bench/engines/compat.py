"""compatlang's node evaluator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import compatlang
from compatlang.evaluate.node import NodeEvaluator
from tests.bench.engines.compat_text import compat_text
from tests.bench.nodes import Node, snapshot
from tests.bench.workload import Policy


def evaluator(text: str) -> NodeEvaluator:
    """An evaluator of all policies of a text; none of them has parameters."""
    return compatlang.compile(text).evaluator()


class Compat:
    """The evaluator of a compiled file, on decoded snapshots."""

    name = "compatlang"
    most_policies = 1000

    def compile(self, policies: Sequence[Policy]) -> CompatPolicies:
        return CompatPolicies(policies)


class CompatPolicies:
    """Policies with an evaluator that remembers what it has seen."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self.evaluator = evaluator(compat_text(policies))

    def fresh(self) -> NodeEvaluator:
        """An evaluator of the same policies that has seen nothing."""
        return NodeEvaluator(self.evaluator.graph)

    def prepare(self, node: Node) -> Any:
        return snapshot(node)

    def answer(self, prepared: Any) -> Any:
        return self.evaluator.evaluate(prepared)

    def verdicts(self, answer: Any) -> Sequence[bool]:
        return [each == "compatible" for each in answer.verdicts]
