"""What a test asks, and what the answers are: which mutants can make a difference to it.

The reference answers a condition by the answers of its parts. So where a mutant's node answers as before whenever a test
asks it, the whole test comes out as before, and need not be run again. In the literature that is weak mutation:
W. E. Howden, Weak Mutation Testing and Completeness of Test Sets, 1982.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compatlang.evaluate.observe import Observation
from compatlang.evaluate.reference import Environment, Evaluator
from compatlang.evaluate.verdict import evaluate
from compatlang.snapshot import Snapshot
from compatlang.testing.expectation import rule_truth
from compatlang.testing.mutation.model import Mutant
from compatlang.testing.prepared import Prepared
from compatlang.testing.tree import nodes
from compatlang.typed import tree as typed
from compatlang.values.truth import Truth, disjunction


class AskedTable(NamedTuple):
    """A question to a table: what was observed of each column that was asked, and the answer."""

    observed: tuple[Observation | None, ...]
    truth: Truth


class _Tracer(Evaluator):
    """Answers as the reference does, and keeps every question."""

    def __init__(self, program: typed.Program, snapshot: Snapshot) -> None:
        super().__init__(program, snapshot)
        self.conditions: dict[int, list[tuple[Environment, Truth]]] = {}
        self.values: dict[int, Observation] = {}
        self.calls: list[tuple[typed.TableCall, Environment, Truth]] = []

    def observe(self, value: typed.Value, environment: Environment) -> Observation:
        """As the reference. Of a declared feature, the value is asked once and outside of everything."""
        observed = super().observe(value, environment)
        self.values[id(value)] = observed
        return observed

    def condition(self, condition: typed.Condition, environment: Environment) -> Truth:
        """As the reference."""
        truth = super().condition(condition, environment)
        self.conditions.setdefault(id(condition), []).append((environment, truth))
        if isinstance(condition, typed.TableCall):
            self.calls.append((condition, environment, truth))
        return truth


class Trace:
    """A test, and what it asks of a program."""

    def __init__(self, program: typed.Program, prepared: Prepared) -> None:
        self.prepared = prepared
        self._program = program
        self._plain = Evaluator(program, prepared.snapshot)
        self._tracer = _Tracer(program, prepared.snapshot)
        self._policies: set[str] = set()
        for each in prepared.test.expects:
            if isinstance(each, typed.ExpectRule):
                rule_truth(self._tracer, each)
            else:
                evaluate(self._tracer, each.policy, each.arguments)
                self._policies.update(included(program, each.policy))
        self._tables: dict[str, set[AskedTable]] = {}
        for call, environment, truth in self._tracer.calls:
            observed = tuple(
                None if each is None else self._plain.observe(each, environment) for each in call.arguments
            )
            self._tables.setdefault(call.table, set()).add(AskedTable(observed, truth))

    def reaches(self, mutant: Mutant) -> bool:
        """Whether the test asks what the mutant changes."""
        old = mutant.change.old
        if isinstance(old, typed.Row):
            return mutant.place.identifier in self._tables
        if isinstance(old, typed.Condition):
            return id(old) in self._tracer.conditions
        if mutant.place.section == "features":
            return id(old) in self._tracer.values
        return mutant.place.identifier in self._policies

    def notices(self, mutant: Mutant) -> bool:
        """Whether the mutant's node answers the test otherwise. Of a statement that is not asked before it is run."""
        change = mutant.change
        if isinstance(change.old, typed.Row):
            assert change.new is None or isinstance(change.new, typed.Row)
            return self._row_differs(mutant.place.identifier, change.old, change.new)
        if isinstance(change.old, typed.Condition) and isinstance(change.new, typed.Condition):
            asked = self._tracer.conditions.get(id(change.old), [])
            return any(self._plain.condition(change.new, environment) is not truth for environment, truth in asked)
        if mutant.place.section == "features" and isinstance(change.new, typed.Value):
            observed = self._tracer.values.get(id(change.old))
            return observed is not None and self._plain.observe(change.new, Environment({})) != observed
        return self.reaches(mutant)

    def _row_differs(self, name: str, old: typed.Row, new: typed.Row | None) -> bool:
        table = self._program.tables[name]
        for asked in self._tables.get(name, ()):
            was = self._plain.row(table, old, asked.observed)
            now = Truth.NO if new is None else self._plain.row(table, new, asked.observed)
            if now is not was and max(now, self._others(table, old, asked.observed)) is not asked.truth:
                return True
        return False

    def _others(self, table: typed.Table, row: typed.Row, observed: Sequence[Observation | None]) -> Truth:
        return disjunction(self._plain.row(table, each, observed) for each in table.rows if each is not row)


def included(program: typed.Program, policy: str) -> Iterator[str]:
    """A policy and all that it includes, by identifier."""
    yield policy
    for each in nodes(program.policies[policy]):
        if isinstance(each, typed.Include):
            yield from included(program, each.policy)
