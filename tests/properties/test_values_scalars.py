"""Integers, ids, truth values and strings: which texts they are, and what they compare by."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.values import scalar
from compatlang.values.scalar import ORDERED_TYPES, SCALAR_TYPES, ScalarType
from tests.strategies import examples, raw_values


def _as_go_reads(text: str) -> int | None:
    """`strconv.Atoi`: an optional sign, ASCII digits and nothing else, in the range of int64."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not digits or any(each not in "0123456789" for each in digits):
        return None
    value = 0
    for each in digits.lstrip("0")[:25]:
        value = value * 10 + "0123456789".index(each)
    value = -value if text[0] == "-" else value
    return value if -9223372036854775808 <= value <= 9223372036854775807 else None


@examples(400)
@given(raw_values("int") | st.text("+-0123456789_ x.", max_size=22) | st.integers().map(str))
def test_integers_are_those_of_go(text: str) -> None:
    assert scalar.parse_int(text) == _as_go_reads(text)


@pytest.mark.parametrize("zeros", [0, 18, 19, 20, 4300, 5000, 1_000_000])
def test_zeros_before_an_integer_mean_nothing(zeros: int) -> None:
    assert scalar.parse_int("0" * zeros + "8") == 8
    assert scalar.parse_int("-" + "0" * zeros + "8") == -8
    assert scalar.parse_int("0" * zeros + "0") == 0
    assert scalar.parse_int("0" * zeros + "x") is None
    assert scalar.parse_int("9" * (zeros + 20)) is None


@examples(300)
@given(st.integers(0, 2**64 - 1), st.booleans(), st.booleans(), st.integers(0, 16))
def test_ids_compare_as_numbers(value: int, upper: bool, prefixed: bool, width: int) -> None:
    digits = f"{value:0{width}X}" if upper else f"{value:0{width}x}"
    text = ("0X" if upper else "0x") + digits if prefixed else digits
    assert scalar.parse_id(text) == value


@examples(300)
@given(raw_values("id") | st.text("0123456789abcdefxX", max_size=19))
def test_nothing_else_is_an_id(text: str) -> None:
    digits = text[2:] if text[:2] in ("0x", "0X") else text
    assert (scalar.parse_id(text) is not None) == (re.fullmatch("[0-9a-fA-F]{1,16}", digits) is not None)


@examples(200)
@given(raw_values("bool"))
def test_truth_values_are_two_words(text: str) -> None:
    assert scalar.parse_bool(text) is {"true": True, "false": False}.get(text)


@examples(200)
@given(st.text())
def test_every_text_is_a_string(text: str) -> None:
    assert scalar.parse("string", text) == text


@examples(500)
@given(st.data(), st.sampled_from(SCALAR_TYPES))
def test_no_text_is_too_odd(data: st.DataObject, type_: ScalarType) -> None:
    text = data.draw(st.text() | raw_values(type_))
    key = scalar.parse(type_, text)
    if type_ in ORDERED_TYPES:
        bounds = scalar.literal_bounds(type_, text)
        assert bounds is None or bounds[0] < bounds[1]
        if bounds is not None and not text.endswith(".*"):
            assert bounds[0] <= key < bounds[1]


@pytest.mark.parametrize("type_", SCALAR_TYPES)
@pytest.mark.parametrize("text", ["0" * 200_000, "9" * 200_000, "a" * 200_000, "1." * 100_000, "-" * 200_000])
def test_no_text_is_too_long(type_: ScalarType, text: str) -> None:
    assert scalar.parse(type_, text) is None or type_ in ("string", "int")
