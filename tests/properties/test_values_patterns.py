"""What a pattern admits: its plain meaning, the set of keys it stands for, and a second formulation agree."""

from __future__ import annotations

import re
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from compatlang.source import SourceFile, Span
from compatlang.syntax import parse_pattern
from compatlang.values import pattern, scalar
from compatlang.values.interval import FULL
from compatlang.values.pattern import Operator, Pattern
from compatlang.values.scalar import ORDERED_TYPES, SCALAR_TYPES, ScalarType
from tests.strategies import examples, pattern_trees
from tests.strategies.values import parsing_values

_UNWRITTEN = re.compile(r"[-_.~^+]\Z|\.\.|^[0-9]+[A-Za-z]")
"""Versions for which there is no literal."""

types = st.sampled_from(SCALAR_TYPES)
ordered_types = st.sampled_from(sorted(ORDERED_TYPES))


def _keys(data: st.DataObject, type_: ScalarType) -> list[Any]:
    return [scalar.parse(type_, text) for text in data.draw(st.lists(parsing_values(type_), min_size=1, max_size=5))]


def _naively(wanted: Pattern, type_: ScalarType, key: Any) -> bool:
    """From `==` and `<` of a literal alone."""

    def equal(text: str) -> bool:
        bounds = scalar.literal_bounds(type_, text) if type_ in ORDERED_TYPES else None
        return bool(key == scalar.parse(type_, text)) if bounds is None else bool(bounds[0] <= key < bounds[1])

    def below(text: str) -> bool:
        bounds = scalar.literal_bounds(type_, text)
        assert bounds is not None
        return bool(key < bounds[0])

    match wanted:
        case pattern.Literal(text):
            return equal(text)
        case pattern.Bound(operator, text):
            holding = {
                "<": below(text),
                "<=": below(text) or equal(text),
                ">": not below(text) and not equal(text),
                ">=": not below(text),
            }
            return holding[operator]
        case pattern.Range(low, high, half_open):
            return not below(low) and (below(high) or (equal(high) and not half_open))
        case pattern.AnyOf(members):
            return any(_naively(each, type_, key) for each in members)
        case pattern.Anything():
            return True


@examples(500)
@given(st.data(), types)
def test_a_pattern_admits_what_its_parts_say(data: st.DataObject, type_: ScalarType) -> None:
    wanted = data.draw(pattern_trees(type_))
    for key in _keys(data, type_):
        assert pattern.admits(wanted, type_, key) == _naively(wanted, type_, key)


@examples(500)
@given(st.data(), ordered_types)
def test_a_pattern_admits_what_its_set_has(data: st.DataObject, type_: ScalarType) -> None:
    wanted = data.draw(pattern_trees(type_))
    made = pattern.interval_set(wanted, type_)
    for key in _keys(data, type_):
        assert pattern.admits(wanted, type_, key) == (key in made)


@examples(300)
@given(st.data(), ordered_types)
def test_bounds_are_each_others_negation(data: st.DataObject, type_: ScalarType) -> None:
    texts = [each for each in (data.draw(pattern_trees(type_, 0)),) if isinstance(each, pattern.Bound)]
    for wanted in texts:
        opposite: dict[Operator, Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
        negated = pattern.Bound(opposite[wanted.operator], wanted.text)
        one, other = (pattern.interval_set(each, type_) for each in (wanted, negated))
        assert one == ~other
        assert one | other == FULL
        for key in _keys(data, type_):
            assert pattern.admits(wanted, type_, key) is not pattern.admits(negated, type_, key)


@examples(300)
@given(st.data(), types)
def test_a_pattern_is_shown_as_it_is_written(data: st.DataObject, type_: ScalarType) -> None:
    """What messages show can be pasted into a policy."""
    wanted = data.draw(pattern_trees(type_).filter(lambda each: _writable(each, type_)))
    text = pattern.show(wanted, type_)
    made, diagnostics = parse_pattern(SourceFile("pattern", text), Span("pattern", 0, len(text)))
    assert made is not None, (text, diagnostics)
    assert not diagnostics


def _writable(wanted: Pattern, type_: ScalarType) -> bool:
    """Whether the language has a literal for each text; a snapshot may hold more, such as `5.15.0-`."""
    match wanted:
        case pattern.Literal(text) | pattern.Bound(_, text):
            texts = [text]
        case pattern.Range(low, high, _):
            texts = [low, high]
        case pattern.AnyOf(members):
            return all(_writable(each, type_) and not isinstance(each, pattern.Anything) for each in members)
        case pattern.Anything():
            return True
    return type_ != "version" or not any(_UNWRITTEN.search(each) for each in texts)


def test_every_operator_is_drawn() -> None:
    assert set(get_args(Operator)) == {"<", "<=", ">", ">="}
