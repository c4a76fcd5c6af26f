"""From atoms to variables: which feature an atom asks, which of its states answer yes, and in which order to ask.

All sets that are asked of one value cut its keys into cells: `kernel.version < 5.4` and `kernel.version in 5.15.*` make four.
Cells that every atom answers alike are one state.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import xor
from typing import NamedTuple

from compatlang.decision.graph import (
    ABSENT,
    FIRST_CELL,
    MOST_STATES,
    NO,
    UNKNOWN,
    UNPARSABLE,
    UNREPORTED,
    YES,
    Named,
    Ordered,
    Question,
    Variable,
)
from compatlang.ir import model as ir
from compatlang.ir.accepted import Names
from compatlang.ir.cost import cost_of_condition, cost_of_value
from compatlang.ir.counted import Counted
from compatlang.values.interval import IntervalSet

_MOST_CUTS = MOST_STATES - FIRST_CELL - 1
"""So many cuts make at most as many cells as there are states."""


class Asked(NamedTuple):
    """The variable that an atom asks, and the leaf that it answers in each state."""

    variable: int
    leaves: tuple[int, ...]


class Assignment(NamedTuple):
    """Variables in the order of asking, and what each atom asks of them."""

    variables: tuple[Variable, ...]
    atoms: dict[ir.ConditionRef, Asked]


class _Draft(NamedTuple):
    """A variable before it has a place in the order. `atoms` are those that ask it, with their answers a state."""

    variable: Variable
    atoms: dict[ir.ConditionRef, tuple[int, ...]]
    cost: int


def assign(program: ir.Ir, uses: dict[ir.ConditionRef, int]) -> Assignment:
    """Variables for atoms, given how often each is used.

    What is cheap to ask comes first, of equals what is asked most often: it settles most. Then the order of the atoms.
    """
    counted = Counted(program.values, program.features)
    by_value: dict[ir.ValueRef, list[ir.ConditionRef]] = {}
    drafts: list[_Draft] = []
    for atom in sorted(uses):
        condition = program.conditions[atom]
        if isinstance(condition, ir.Member | ir.Present) and condition.value not in counted:
            by_value.setdefault(condition.value, []).append(atom)
        else:
            drafts.append(_Draft(Question(atom), {atom: (NO, UNKNOWN, YES)}, cost_of_condition(program, atom)))
    for value, asking in by_value.items():
        drafts += _values(program, value, asking)
    drafts.sort(key=lambda each: (each.cost, -sum(uses[atom] for atom in each.atoms), min(each.atoms)))
    atoms = {atom: Asked(index, leaves) for index, draft in enumerate(drafts) for atom, leaves in draft.atoms.items()}
    return Assignment(tuple(each.variable for each in drafts), atoms)


def _values(program: ir.Ir, value: ir.ValueRef, asking: Sequence[ir.ConditionRef]) -> Iterator[_Draft]:
    cost = cost_of_value(program, value)
    for chunk in _chunks(program, asking):
        variable, signatures = _cells(program, value, chunk)
        leaves = {atom: _leaves(program.conditions[atom], position, signatures) for position, atom in enumerate(chunk)}
        yield _Draft(variable, leaves, cost)


def _chunks(program: ir.Ir, atoms: Sequence[ir.ConditionRef]) -> Iterator[list[ir.ConditionRef]]:
    """Atoms of one value in as many parts as its states need; a large set has a part of its own, of two states."""
    chunk: list[ir.ConditionRef] = []
    cuts = 0
    for atom in atoms:
        own = _cut_count(program.conditions[atom])
        if own > _MOST_CUTS:
            yield [atom]
            continue
        if cuts + own > _MOST_CUTS:
            yield chunk
            chunk, cuts = [], 0
        chunk.append(atom)
        cuts += own
    if chunk:
        yield chunk


def _cut_count(condition: ir.Condition) -> int:
    if not isinstance(condition, ir.Member):
        return 0
    accepted = condition.accepted
    return len(accepted.keys) if isinstance(accepted, Names) else 2 * len(accepted.intervals)


def _cells(program: ir.Ir, value: ir.ValueRef, atoms: Sequence[ir.ConditionRef]) -> tuple[Variable, list[int]]:
    """The variable of a value, and for each of its cell states the set of atoms that admit it, as bits."""
    members = [program.conditions[atom] for atom in atoms]
    sets = [each.accepted if isinstance(each, ir.Member) else None for each in members]
    if any(isinstance(each, Names) for each in sets) or program.values[value].type in ("string", "bool"):
        return _named(value, [each for each in sets if not isinstance(each, IntervalSet)])
    return _ordered(value, [each for each in sets if not isinstance(each, Names)])


def _ordered(value: ir.ValueRef, sets: Sequence[IntervalSet | None]) -> tuple[Ordered, list[int]]:
    intervals = [
        (bit, each) for bit, accepted in enumerate(sets) if accepted is not None for each in accepted.intervals
    ]
    cuts = sorted({end for _, ends in intervals for end in ends if end is not None})
    toggles = [0] * (len(cuts) + 1)
    for bit, (low, high) in intervals:
        toggles[0 if low is None else bisect_left(cuts, low) + 1] ^= 1 << bit
        if high is not None:
            toggles[bisect_left(cuts, high) + 1] ^= 1 << bit
    signatures: dict[int, int] = {}
    states = tuple(signatures.setdefault(each, FIRST_CELL + len(signatures)) for each in accumulate(toggles, xor))
    return Ordered(value, tuple(cuts), states, FIRST_CELL + len(signatures)), list(signatures)


def _named(value: ir.ValueRef, sets: Sequence[Names | None]) -> tuple[Named, list[int]]:
    """Keys that no set names are all alike: those sets admit them that name what they exclude."""
    others = sum(1 << bit for bit, each in enumerate(sets) if each is not None and each.excluded)
    by_key: dict[object, int] = {}
    for bit, each in enumerate(sets):
        for key in sorted(each.keys) if each is not None else ():
            by_key[key] = by_key.get(key, others) ^ (1 << bit)
    signatures = {others: FIRST_CELL}
    states = {key: signatures.setdefault(each, FIRST_CELL + len(signatures)) for key, each in by_key.items()}
    kept = {key: state for key, state in states.items() if state != FIRST_CELL}
    return Named(value, kept, FIRST_CELL, FIRST_CELL + len(signatures)), list(signatures)


def _leaves(condition: ir.Condition, position: int, signatures: Sequence[int]) -> tuple[int, ...]:
    """What an atom answers in each state of its value."""
    special = [UNKNOWN] * FIRST_CELL
    if isinstance(condition, ir.Present):
        special[UNREPORTED], special[UNPARSABLE], special[ABSENT] = UNKNOWN, YES, NO
        return (*special, *(YES for _ in signatures))
    assert isinstance(condition, ir.Member), "only these ask a cell"
    special[ABSENT] = YES if condition.absent else NO
    return (*special, *(YES if each >> position & 1 else NO for each in signatures))
