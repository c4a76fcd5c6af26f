"""Mutants: a killed one has a failing test, a survivor has none, and an equivalent one can have none."""

from __future__ import annotations

from hypothesis import given

from compatlang.snapshot import Snapshot
from compatlang.testing.mutation import mutants, run_mutants
from compatlang.testing.mutation.equivalent import is_equivalent
from compatlang.testing.prepared import Prepared
from compatlang.typed import tree as typed
from tests.strategies import examples
from tests.strategies.pinned import pin, pinned

Case = tuple[typed.Program, list[Prepared], list[Snapshot]]


def everywhere(_: str) -> bool:
    return True


@examples(60)
@given(pinned())
def test_what_is_said_of_a_mutant_is_what_running_every_test_on_it_says(case: Case) -> None:
    program, tests, _ = case
    assert all(each.passes(program) for each in tests)
    for mutant, reached, killer in run_mutants(program, tests, everywhere):
        failing = [each for each in tests if not each.passes(mutant.applied(program))]
        assert bool(killer) is bool(failing), mutant
        assert len(failing) <= reached <= len(tests)


@examples(60)
@given(pinned())
def test_an_equivalent_mutant_passes_every_test(case: Case) -> None:
    program, tests, others = case
    tests = [*tests, *(pin(program, each) for each in others)]
    for mutant in mutants(program, everywhere):
        if is_equivalent(program, mutant):
            assert all(each.passes(mutant.applied(program)) for each in tests), mutant


@examples(60)
@given(pinned())
def test_every_mutant_differs_from_the_program_and_has_a_name_of_its_own(case: Case) -> None:
    program, _, _ = case
    made = list(mutants(program, everywhere))
    assert len({each.key for each in made}) == len(made)
    for each in made:
        assert each.applied(program) != program
        assert each.change.was != each.change.becomes
