"""Coverage: nothing is called seen that the reference evaluator did not answer while the tests ran."""

from __future__ import annotations

from collections.abc import Sequence
from unittest.mock import patch

from hypothesis import given

from compatlang.evaluate.observe import Observation
from compatlang.evaluate.reference import Environment, Evaluator
from compatlang.evaluate.verdict import evaluate
from compatlang.snapshot import Snapshot
from compatlang.testing.coverage import items, record
from compatlang.testing.prepared import Prepared
from compatlang.typed import tree as typed
from compatlang.values.truth import Truth
from tests.strategies import examples
from tests.strategies.pinned import pinned

Case = tuple[typed.Program, list[Prepared], list[Snapshot]]


def answered(program: typed.Program, tests: Sequence[Prepared]) -> dict[int, set[str]]:
    """What each condition and row answered, and what became of each statement, when the tests ran as they always do."""
    found: dict[int, set[str]] = {}
    condition, row = Evaluator.condition, Evaluator.row

    def spied_condition(self: Evaluator, asked: typed.Condition, environment: Environment) -> Truth:
        truth = condition(self, asked, environment)
        found.setdefault(id(asked), set()).add(truth.word)
        return truth

    def spied_row(
        self: Evaluator, table: typed.Table, asked: typed.Row, observed: Sequence[Observation | None]
    ) -> Truth:
        truth = row(self, table, asked, observed)
        found.setdefault(id(asked), set()).add(truth.word)
        return truth

    with patch.object(Evaluator, "condition", spied_condition), patch.object(Evaluator, "row", spied_row):
        for each in tests:
            assert each.passes(program)
            for expect in each.test.expects:
                assert isinstance(expect, typed.ExpectPolicy)
                _statements(program, each.snapshot, expect, found)
    return found


def _statements(
    program: typed.Program, snapshot: Snapshot, expect: typed.ExpectPolicy, found: dict[int, set[str]]
) -> None:
    evaluated = evaluate(Evaluator(program, snapshot), expect.policy, expect.arguments)
    profiles = [profile for group in evaluated.groups for profile in group.profiles]
    for answer in [*evaluated.answers, *(each for profile in profiles for each in profile.answers)]:
        found.setdefault(id(answer.placed.statement), set()).add(answer.truth.word)
    for group in evaluated.groups:
        for profile in group.profiles:
            word = "chosen" if profile is group.chosen else profile.truth.word
            found.setdefault(id(profile.profile), set()).add(word)


@examples(100)
@given(pinned())
def test_what_is_seen_was_answered(case: Case) -> None:
    program, tests, _ = case
    coverage = record(program, tests)
    there = answered(program, tests)
    places = list(items(program))
    for place in places:
        if not isinstance(place.node, typed.Rule | typed.Table):
            # Two nodes may be one item, such as a statement that is included twice.
            same = [each.node for each in places if each.item == place.item]
            was: set[str] = set().union(*(there.get(id(each), set()) for each in same))
            assert coverage.seen[place.item] <= was, place.item


@examples(100)
@given(pinned())
def test_more_tests_see_no_less(case: Case) -> None:
    program, tests, _ = case
    less, more = record(program, tests[:1]), record(program, tests)
    assert all(less.seen[item] <= more.seen[item] for item in less.seen)
    assert more.joined([less]).seen == more.seen
