"""Sets of keys against membership by brute force, and the laws of sets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from compatlang.values.interval import EMPTY, FULL, IntervalSet
from tests.strategies import examples

KEYS = range(-1, 12)
"""Every key that an end of an interval below can tell apart."""

_END = st.none() | st.integers(0, 10)
_INTERVALS = st.lists(st.tuples(_END, _END), max_size=6)


def _members(made: IntervalSet) -> set[int]:
    return {key for key in KEYS if key in made}


@examples(400)
@given(_INTERVALS)
def test_a_set_has_what_its_intervals_have(intervals: list[tuple[int | None, int | None]]) -> None:
    expected = {
        key for key in KEYS for low, high in intervals if (low is None or low <= key) and (high is None or key < high)
    }
    assert _members(IntervalSet(intervals)) == expected


sets = _INTERVALS.map(IntervalSet)


@examples(400)
@given(sets, sets)
def test_operations_are_those_of_sets(one: IntervalSet, other: IntervalSet) -> None:
    a, b = _members(one), _members(other)
    assert _members(one | other) == a | b
    assert _members(one & other) == a & b
    assert _members(one - other) == a - b
    assert _members(~one) == set(KEYS) - a
    assert bool(one) == bool(a)
    assert (one == other) == (a == b)
    assert one != other or hash(one) == hash(other)


@examples(300)
@given(sets, sets, sets)
def test_laws_of_sets(a: IntervalSet, b: IntervalSet, c: IntervalSet) -> None:
    assert ~~a == a
    assert a | b == b | a
    assert a & b == b & a
    assert (a | b) | c == a | (b | c)
    assert (a & b) & c == a & (b & c)
    assert a & (b | c) == (a & b) | (a & c)
    assert a | (b & c) == (a | b) & (a | c)
    assert ~(a | b) == ~a & ~b
    assert ~(a & b) == ~a | ~b
    assert a | (a & b) == a == a & (a | b)
    assert a | ~a == FULL
    assert a & ~a == EMPTY
    assert a - b == a & ~b


@examples(300)
@given(sets)
def test_intervals_are_sorted_disjoint_and_apart(made: IntervalSet) -> None:
    ends = [end for interval in made.intervals for end in interval]
    inner = [each for each in ends if each is not None]
    assert inner == sorted(set(inner))
    assert None not in ends[1:-1]
