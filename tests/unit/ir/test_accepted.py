"""Sets of names against membership by brute force; sets of intervals have properties of their own."""

from __future__ import annotations

from itertools import product

from compatlang.ir.accepted import Names, intersection, union
from compatlang.values.interval import IntervalSet

UNIVERSE = ("a", "b", "c")
SETS = [
    Names(frozenset(name for name, kept in zip("ab", chosen, strict=True) if kept), excluded=excluded)
    for chosen in product((False, True), repeat=2)
    for excluded in (False, True)
]


def _members(names: object) -> set[str]:
    assert isinstance(names, Names)
    return {each for each in UNIVERSE if each in names}


def test_operations_are_those_of_sets() -> None:
    for one, two, three in product(SETS, repeat=3):
        a, b, c = _members(one), _members(two), _members(three)
        assert _members(union(one, two, three)) == a | b | c
        assert _members(intersection(one, two, three)) == a & b & c
        assert _members(~one) == set(UNIVERSE) - a


def test_equal_sets_are_one() -> None:
    for one, two in product(SETS, repeat=2):
        assert (one == two) == (_members(one) == _members(two))
        assert one != two or hash(one) == hash(two)


def test_sets_of_keys_are_joined_all_at_once() -> None:
    sets = [IntervalSet([(low, low + 2)]) for low in (0, 1, 6)]
    assert union(*sets) == IntervalSet([(0, 3), (6, 8)])
    assert intersection(*sets[:2]) == IntervalSet([(1, 2)])
    assert intersection(*sets) == IntervalSet()
