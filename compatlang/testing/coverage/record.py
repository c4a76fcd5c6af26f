"""Watching the reference evaluator while it answers what tests expect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from compatlang.evaluate.observe import Observation
from compatlang.evaluate.reference import Environment, Evaluator
from compatlang.evaluate.verdict import Answer, ProfileAnswer, evaluate
from compatlang.snapshot import Snapshot
from compatlang.testing.coverage.items import items
from compatlang.testing.coverage.model import Coverage
from compatlang.testing.expectation import rule_truth
from compatlang.testing.prepared import Prepared
from compatlang.typed import tree as typed
from compatlang.values.truth import Truth, conjunction


class Seen:
    """The truths that nodes came out with. Nodes are told apart by identity: equal conditions stand in many places."""

    def __init__(self) -> None:
        self.truths: dict[int, set[str]] = {}

    def add(self, node: typed.Node, word: str) -> None:
        """Note an outcome of a node."""
        self.truths.setdefault(id(node), set()).add(word)


class Recorder(Evaluator):
    """Answers as the reference does, since it is the reference, and notes each answer."""

    def __init__(self, program: typed.Program, snapshot: Snapshot, seen: Seen) -> None:
        super().__init__(program, snapshot)
        self._seen = seen

    def condition(self, condition: typed.Condition, environment: Environment) -> Truth:
        """As the reference; of calls, the answer is that of the rule or table, too."""
        truth = super().condition(condition, environment)
        self._seen.add(condition, truth.word)
        if isinstance(condition, typed.RuleCall):
            self._seen.add(self.program.rules[condition.rule], truth.word)
        elif isinstance(condition, typed.TableCall):
            self._seen.add(self.program.tables[condition.table], truth.word)
        return truth

    def row(self, table: typed.Table, row: typed.Row, observed: Sequence[Observation | None]) -> Truth:
        """As the reference."""
        truth = super().row(table, row, observed)
        self._seen.add(row, truth.word)
        return truth


def record(program: typed.Program, tests: Iterable[Prepared]) -> Coverage:
    """What tests see of a program. What stands under a `when` is seen where that is not *no*: else it does not count."""
    seen = Seen()
    for each in tests:
        recorder = Recorder(program, each.snapshot, seen)
        for expect in each.test.expects:
            if isinstance(expect, typed.ExpectRule):
                rule_truth(recorder, expect)
            else:
                _policy(recorder, expect, seen)
    found: dict[int, frozenset[str]] = {node: frozenset(truths) for node, truths in seen.truths.items()}
    return Coverage({place.item: found.get(id(place.node), frozenset()) for place in items(program)})


def _policy(recorder: Recorder, expect: typed.ExpectPolicy, seen: Seen) -> None:
    """Ask a policy, and then, watched, each condition of it that counted."""
    evaluated = evaluate(Evaluator(recorder.program, recorder.snapshot), expect.policy, expect.arguments)
    for answer in evaluated.answers:
        _statement(recorder, answer, seen)
    for group in evaluated.groups:
        for profile in group.profiles:
            _profile(recorder, profile, profile is group.chosen, seen)


def _profile(recorder: Recorder, answer: ProfileAnswer, chosen: bool, seen: Seen) -> None:
    seen.add(answer.profile, "chosen" if chosen else answer.truth.word)
    for each in answer.answers:
        _statement(recorder, each, seen)


def _statement(recorder: Recorder, answer: Answer, seen: Seen) -> None:
    placed = answer.placed
    guards = [recorder.condition(each.condition, recorder.environment(each.frame)) for each in placed.guards]
    if conjunction(guards) is not Truth.NO:
        recorder.condition(placed.statement.condition, recorder.environment(placed.frame))
        seen.add(placed.statement, answer.truth.word)
