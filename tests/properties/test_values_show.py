"""Sets of keys as text: read again, the text is the set."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from compatlang.values import pattern, scalar
from compatlang.values.interval import FULL, Interval, IntervalSet
from compatlang.values.scalar import ORDERED_TYPES, Key, ScalarType
from compatlang.values.show import show_set
from compatlang.values.version import literal_bounds, parse_version, show_bound
from tests.strategies import examples, pattern_trees
from tests.strategies.values import parsing_values, version_texts

ordered_types = st.sampled_from(sorted(ORDERED_TYPES))


def _bounds(type_: ScalarType, text: str) -> tuple[Key, Key]:
    if text.startswith("exactly "):
        key = scalar.parse(type_, text.removeprefix("exactly "))
        assert key is not None
        return key, scalar.successor(type_, key)
    bounds = scalar.literal_bounds(type_, text)
    assert bounds is not None, text
    return bounds


def _interval(type_: ScalarType, text: str) -> Interval:
    if text == "*":
        return None, None
    range_ = re.fullmatch(r"(> )?(.+) (\.\.<?) (.+)", text)
    if range_ is not None:
        above, low, dots, high = range_.groups()
        return _bounds(type_, low)[1 if above else 0], _bounds(type_, high)[0 if dots == "..<" else 1]
    bound = re.fullmatch(r"([<>]=?) (.+)", text)
    if bound is None:
        return _bounds(type_, text)
    low, high = _bounds(type_, bound[2])
    ends: dict[str, Interval] = {"<": (None, low), "<=": (None, high), ">": (high, None), ">=": (low, None)}
    return ends[bound[1]]


def read_again(type_: ScalarType, text: str) -> IntervalSet:
    """The set that a shown text means."""
    members = text[1:-1].split(", ") if text.startswith("[") else [text]
    return IntervalSet(_interval(type_, each) for each in members if each)


@st.composite
def shown_sets(draw: st.DrawFn, type_: ScalarType) -> IntervalSet:
    """Sets that come out of patterns, of comparisons with one key, and out of both by the operations of sets."""
    made = pattern.interval_set(draw(pattern_trees(type_)), type_)
    for _ in range(draw(st.integers(0, 3))):
        if draw(st.booleans()):
            key = scalar.parse(type_, draw(parsing_values(type_)))
            above = scalar.successor(type_, key)
            other = IntervalSet([draw(st.sampled_from([(key, above), (above, None), (None, above)]))])
        else:
            other = pattern.interval_set(draw(pattern_trees(type_)), type_)
        made = draw(st.sampled_from((made | other, made & other, made - other, ~made)))
    return made


@examples(800)
@given(st.data(), ordered_types)
def test_a_set_is_shown_exactly(data: st.DataObject, type_: ScalarType) -> None:
    made = data.draw(shown_sets(type_))
    assert read_again(type_, show_set(type_, made)) == made


@examples(500)
@given(version_texts())
def test_every_key_of_a_version_has_a_text(text: str) -> None:
    key = parse_version(text)
    assert key is not None
    shown, after = show_bound(key)
    assert (parse_version(shown), after) == (key, False)
    bounds = literal_bounds(shown)
    assert bounds is not None
    assert show_bound(bounds[1]) == (shown, True)


def test_everything_and_nothing() -> None:
    assert show_set("int", FULL) == "*"
    assert show_set("int", IntervalSet()) == "[]"
