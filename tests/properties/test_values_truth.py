"""Kleene's laws, on every triple of truths there is."""

from __future__ import annotations

from itertools import product

import pytest

from compatlang.values.truth import Truth, conjunction, disjunction, negation

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
TRIPLES = list(product(Truth, repeat=3))


def _and(*values: Truth) -> Truth:
    return conjunction(values)


def _or(*values: Truth) -> Truth:
    return disjunction(values)


@pytest.mark.parametrize(("a", "b", "c"), TRIPLES)
def test_laws(a: Truth, b: Truth, c: Truth) -> None:
    assert negation(negation(a)) is a
    assert negation(_and(a, b)) is _or(negation(a), negation(b))
    assert negation(_or(a, b)) is _and(negation(a), negation(b))
    assert _and(a, b) is _and(b, a)
    assert _or(a, b) is _or(b, a)
    assert _and(_and(a, b), c) is _and(a, _and(b, c)) is _and(a, b, c)
    assert _or(_or(a, b), c) is _or(a, _or(b, c)) is _or(a, b, c)
    assert _and(a, _or(a, b)) is a is _or(a, _and(a, b))
    assert _and(a, _or(b, c)) is _or(_and(a, b), _and(a, c))
    assert _or(a, _and(b, c)) is _and(_or(a, b), _or(a, c))
    assert _and(a, a) is a is _or(a, a)


@pytest.mark.parametrize(("a", "b"), list(product(Truth, repeat=2)))
def test_answers_are_those_of_every_world(a: Truth, b: Truth) -> None:
    """An unknown may turn out either way; what is the same in every world is known, and nothing else."""
    worlds = {YES: (True,), NO: (False,), UNKNOWN: (True, False)}

    def known(answers: set[bool]) -> Truth:
        return Truth.of(answers.pop()) if len(answers) == 1 else UNKNOWN

    assert _and(a, b) is known({x and y for x, y in product(worlds[a], worlds[b])})
    assert _or(a, b) is known({x or y for x, y in product(worlds[a], worlds[b])})
    assert negation(a) is known({not x for x in worlds[a]})


def test_of_none() -> None:
    assert _and() is YES
    assert _or() is NO
    assert [each.word for each in Truth] == ["no", "unknown", "yes"]
    assert [Truth.of(True), Truth.of(False)] == [YES, NO]
