"""CEL in Python: cel-python, the package `celpy`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.bench.engines.cel import CEL
from tests.bench.engines.facts import Facts
from tests.bench.engines.protocol import Compiled, load
from tests.bench.nodes import Node
from tests.bench.workload import Policy


class Celpy:
    """A program a policy, by the quicker of its two runners, on values converted beforehand."""

    name = "CEL, cel-python"
    most_policies = 100

    def compile(self, policies: Sequence[Policy]) -> Compiled:
        return _Programs(load("celpy", "cel-python"), policies)


class _Programs:
    def __init__(self, celpy: Any, policies: Sequence[Policy]) -> None:
        environment = celpy.Environment(runner_class=celpy.CompiledRunner)
        self._programs = [environment.program(environment.compile(CEL.policy(each))) for each in policies]
        self._converted = celpy.json_to_cel
        self._facts = Facts(policies)

    def prepare(self, node: Node) -> Any:
        return {name: self._converted(value) for name, value in self._facts.with_lookup(node).items()}

    def answer(self, prepared: Any) -> Any:
        return [each.evaluate(prepared) for each in self._programs]

    def verdicts(self, answer: Any) -> Sequence[bool]:
        return [bool(each) for each in answer]
