"""Running the tests of a program on its mutants."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from compatlang.testing.mutation.model import Mutant
from compatlang.testing.mutation.mutants import mutants
from compatlang.testing.mutation.trace import Trace
from compatlang.testing.prepared import Prepared
from compatlang.typed import tree as typed


class Ran(NamedTuple):
    """A mutant, how many tests ask what it changes, and the title of the first that fails; empty where none does."""

    mutant: Mutant
    reached: int
    killer: str


def run_mutants(program: typed.Program, tests: Sequence[Prepared], is_meant: Callable[[str], bool]) -> Iterator[Ran]:
    """Each mutant of what is declared in the files that are meant. The tests pass on the program as it is."""
    traces = [Trace(program, each) for each in tests]
    for mutant in mutants(program, is_meant):
        reached = [each for each in traces if each.reaches(mutant)]
        yield Ran(mutant, len(reached), _killer(program, mutant, reached))


def _killer(program: typed.Program, mutant: Mutant, traces: Sequence[Trace]) -> str:
    changed: typed.Program | None = None
    for each in traces:
        if each.notices(mutant):
            changed = changed or mutant.applied(program)
            if not each.prepared.passes(changed):
                return each.prepared.test.title
    return ""
