"""Reporting more never turns a decided answer around, in policies that do not ask `is reported`."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from compatlang.evaluate.verdict import Evaluation
from compatlang.snapshot import EMPTY, Section, Snapshot
from compatlang.typed import tree as typed
from compatlang.values.scalar import SCALAR_TYPES
from compatlang.values.truth import Truth
from tests.strategies import conditions, declarations, examples, more_reported, policies, snapshots
from tests.strategies.conditions import values
from tests.strategies.evaluation import answers, asking, compiled, evaluated, features, mentioned, truths


def _stands(before: list[Truth], after: list[Truth]) -> None:
    for one, other in zip(before, after, strict=True):
        assert one is Truth.UNKNOWN or one is other


def _narrows(before: Evaluation, after: Evaluation) -> None:
    _stands(truths(before), truths(after))
    assert before.decision.verdict == "unknown" or after.decision.verdict == before.decision.verdict
    assert (
        before.decision.score.certain
        <= after.decision.score.certain
        <= after.decision.score.possible
        <= before.decision.score.possible
    )


@examples(150)
@given(st.data())
def test_a_verdict_never_turns_around(data: st.DataObject) -> None:
    text = data.draw(policies(reported=False, most=3))
    program = compiled(text).program
    domains, declared = mentioned(text), features(program)
    snapshot = data.draw(snapshots(domains, declared))
    found = evaluated(program, snapshot)
    for _ in range(3):
        snapshot = data.draw(more_reported(snapshot, domains, declared))
        more = evaluated(program, snapshot)
        _narrows(found, more)
        found = more
    _narrows(found, evaluated(program, data.draw(more_reported(snapshot, domains, declared, complete=True))))


def _asked(data: st.DataObject, program: typed.Program, text: str) -> None:
    domains, declared = mentioned(text), features(program)
    snapshot = data.draw(snapshots(domains, declared))
    for _ in range(3):
        before = answers(program, snapshot)
        snapshot = data.draw(more_reported(snapshot, domains, declared))
        _stands(before, answers(program, snapshot))


@examples(150)
@given(st.data())
def test_a_condition_never_turns_around(data: st.DataObject) -> None:
    declared, names = data.draw(declarations(reported=False))
    text = asking(declared, *data.draw(st.lists(conditions(names, 2), min_size=1, max_size=5)))
    _asked(data, compiled(text).program, text)


@examples(150)
@given(st.data())
def test_a_value_never_comes_or_goes(data: st.DataObject) -> None:
    """Of every kind of value, declared features among them: whether it is there, and what it equals."""
    declared, names = data.draw(declarations(reported=False))
    type_ = data.draw(st.sampled_from(SCALAR_TYPES))
    x, y = data.draw(values(type_, names)), data.draw(values(type_, names))
    text = asking(declared, f"({x}) is present", f"({x} ?? {y}) is missing", f"{x} == {y}", f"{x} ?? {y} != {y}")
    _asked(data, compiled(text).program, text)


@examples(100)
@given(st.data())
def test_a_count_never_leaves_its_bounds(data: st.DataObject) -> None:
    declared, names = data.draw(declarations(reported=False))
    domain = data.draw(st.sampled_from(("pci.device", "network.device", "acme.board")))
    inner = data.draw(conditions(names.inside(domain, "d"), 1))
    count = f"count {domain} as d {{ {inner} }}"
    text = asking(
        declared,
        *(f"{count} {operator} {number}" for operator in ("==", "<", ">=") for number in range(5)),
        *(f"{kind} {domain} as d {{ {inner} }}" for kind in ("any", "all", "none")),
        f"{count} == {count}",
        f"{count} < {count}",
    )
    _asked(data, compiled(text).program, text)


def test_is_reported_is_exempt() -> None:
    """The exception is there, or the properties above would hold of it too."""
    program = compiled(asking("", "not (pci.device is reported)")).program
    assert answers(program, EMPTY) == [Truth.YES]
    assert answers(program, Snapshot("", {"pci.device": Section(instances=())})) == [Truth.NO]
