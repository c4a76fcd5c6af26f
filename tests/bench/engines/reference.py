"""compatlang's reference evaluator: the meaning of the language, which every other engine is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import compatlang
from tests.bench.engines.compat_text import compat_text
from tests.bench.engines.protocol import Compiled
from tests.bench.nodes import Node, snapshot
from tests.bench.workload import Policy


class Reference:
    """A report of all policies, with reasons: what `check` shows of one node."""

    name = "compatlang, reference"
    most_policies = 100

    def compile(self, policies: Sequence[Policy]) -> Compiled:
        return _Reference(policies)


class _Reference:
    def __init__(self, policies: Sequence[Policy]) -> None:
        self._policies = compatlang.compile(compat_text(policies))
        assert not self._policies.diagnostics

    def prepare(self, node: Node) -> Any:
        return snapshot(node)

    def answer(self, prepared: Any) -> Any:
        return self._policies.check(prepared)

    def verdicts(self, answer: Any) -> Sequence[bool]:
        return [each.verdict == "compatible" for each in answer.results]
