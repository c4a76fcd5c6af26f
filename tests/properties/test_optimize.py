"""Lowering and every pass keep every answer, *unknown* included, and what verifies."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.ir import model as ir
from compatlang.ir.show import show
from compatlang.ir.verify import verify
from compatlang.lower import lower
from compatlang.optimize import PASSES, optimize
from compatlang.optimize.negation import negation
from compatlang.optimize.order import order
from compatlang.optimize.simplify import RULES, simplify
from compatlang.snapshot import Snapshot
from tests.strategies import conditions, declarations, examples, policies, snapshots
from tests.strategies.evaluation import asking, compiled, evaluated, features, mentioned, truths
from tests.strategies.ir_meaning import Meaning
from tests.strategies.ir_programs import DOMAINS, programs
from tests.strategies.ir_texts import lowered
from tests.strategies.policies import MAIN


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Policies, and conditions with a great deal in common, so that there is something to merge and absorb."""
    if draw(st.booleans()):
        return draw(policies())
    declared, names = draw(declarations())
    a, b, c = (f"({draw(conditions(names, 1))})" for _ in range(3))
    shapes = (
        f"{a} and ({a} or {b})",
        f"{a} or {b} and {a} or {c}",
        f"not ({a} and not {b}) or not {a}",
        f"{a} and ({c} or {b} and {a} or {b} and {a} and {c})",
        f"({a} or {b}) and ({c} or {b} or {a})",
        f"{a} and {b} or {b} and {a}",
        f"{a} or not {a}",
        f"{a} and not {a}",
    )
    return asking(declared, *draw(st.lists(st.sampled_from(shapes), min_size=1, max_size=4)))


@examples(400)
@given(st.data(), texts())
def test_no_answer_changes(data: st.DataObject, text: str) -> None:
    made = compiled(text)
    program = lower(made.program, made.selected)
    snapshot = data.draw(snapshots(mentioned(text), features(made.program)))
    expected = truths(evaluated(made.program, snapshot))
    assert Meaning(program, snapshot).statements(MAIN) == expected
    for each in PASSES:
        program = each(program)
        assert Meaning(program, snapshot).statements(MAIN) == expected, each.__name__


STEPS: dict[str, Callable[[ir.Ir], ir.Ir]] = {
    "negation": negation,
    "order": order,
    "optimize": optimize,
    "all rules": simplify,
    **{rule.__name__: partial(simplify, rules=(rule,)) for rule in RULES},
}


@pytest.mark.parametrize("name", STEPS)
@examples(300)
@given(programs(), snapshots(DOMAINS))
def test_no_step_changes_an_answer_by_itself(name: str, program: ir.Ir, snapshot: Snapshot) -> None:
    """Each after nothing else: no pass rests on what another one has done before."""
    after = STEPS[name](program)
    assert verify(program) == verify(after) == []
    assert Meaning(after, snapshot).statements(MAIN) == Meaning(program, snapshot).statements(MAIN)


@examples(300)
@given(programs())
def test_a_second_time_changes_nothing_in_any_program(program: ir.Ir) -> None:
    once = optimize(program)
    assert optimize(once) == once


@examples(150)
@given(texts())
def test_what_comes_out_is_sound(text: str) -> None:
    program = lowered(text)
    assert verify(program) == []
    for each in PASSES:
        program = each(program)
        assert verify(program) == [], each.__name__


@examples(150)
@given(texts())
def test_a_second_time_changes_nothing(text: str) -> None:
    once = optimize(lowered(text))
    twice = optimize(once)
    assert show(twice) == show(once)
    assert twice == once
