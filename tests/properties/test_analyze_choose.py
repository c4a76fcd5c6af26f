"""A text is chosen from every set that has one, and it is in the set."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from compatlang.analyze.choose import admitted
from compatlang.ir.accepted import Names
from compatlang.values import pattern, scalar
from compatlang.values.interval import IntervalSet
from compatlang.values.quantity import show_quantity
from compatlang.values.scalar import ScalarType
from tests.strategies import examples
from tests.strategies.values import parsing_values, pattern_trees

TYPES: st.SearchStrategy[ScalarType] = st.sampled_from(scalar.SCALAR_TYPES)


@examples(300)
@given(st.data(), TYPES)
def test_a_set_that_admits_some_text_gives_one_that_it_admits(data: st.DataObject, type_: ScalarType) -> None:
    wanted = data.draw(pattern_trees(type_).filter(lambda each: type_ in scalar.ORDERED_TYPES or _listed(each)))
    known = data.draw(parsing_values(type_))
    near = data.draw(st.none() | parsing_values(type_))
    chosen = admitted(type_, wanted, near)
    if chosen is not None:
        assert pattern.admits(wanted, type_, scalar.parse(type_, chosen))
    else:
        assert not pattern.admits(wanted, type_, scalar.parse(type_, known))


@examples(300)
@given(st.data(), st.sampled_from(sorted(scalar.ORDERED_TYPES)))
def test_between_two_texts_one_is_found(data: st.DataObject, type_: ScalarType) -> None:
    """Also in what is left of a set when another is taken away, where ends are those of single keys."""
    first, second, third = (data.draw(pattern_trees(type_)) for _ in range(3))
    left = (pattern.interval_set(first, type_) & pattern.interval_set(second, type_)) - pattern.interval_set(
        third, type_
    )
    known = scalar.parse(type_, data.draw(parsing_values(type_)))
    chosen = admitted(type_, left)
    assert (scalar.parse(type_, chosen) in left) if chosen is not None else (known not in left)


@given(st.sampled_from(sorted(scalar.ORDERED_TYPES)), st.data())
def test_from_a_low_end_on_the_least_text_is_that_end(type_: ScalarType, data: st.DataObject) -> None:
    text = data.draw(parsing_values(type_).filter(lambda each: not _is_a_step_above(type_, each)))
    key = scalar.parse(type_, text)
    chosen = admitted(type_, pattern.interval_set(pattern.Anything(), type_) - _below(key))
    assert chosen is not None
    assert scalar.parse(type_, chosen) == key


@given(TYPES, st.data())
def test_what_was_observed_is_kept_where_it_is_admitted(type_: ScalarType, data: st.DataObject) -> None:
    text = data.draw(parsing_values(type_))
    assert admitted(type_, pattern.Anything(), text) == text


@given(st.frozensets(st.sampled_from(["other", "other-1", "a", "true"])))
def test_a_name_that_is_not_excluded_is_found(names: frozenset[str]) -> None:
    chosen = admitted("string", Names(names, excluded=True))
    assert chosen is not None
    assert chosen not in names


def _listed(wanted: pattern.Pattern) -> bool:
    if isinstance(wanted, pattern.AnyOf):
        return all(map(_listed, wanted.members))
    return isinstance(wanted, pattern.Literal)


def _is_a_step_above(type_: ScalarType, text: str) -> bool:
    """Whether a quantity is what `> 16Gi` begins with, for which a plainer one is chosen."""
    key: scalar.Key = scalar.parse(type_, text)
    return type_ == "quantity" and len(show_quantity(key - 1)) < len(show_quantity(key))


def _below(key: scalar.Key) -> IntervalSet:
    return IntervalSet([(None, key)])
