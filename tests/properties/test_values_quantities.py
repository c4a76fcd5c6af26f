"""Quantities are exact numbers, rounded away from zero to the finest unit that Kubernetes keeps."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from compatlang.values.quantity import parse_quantity
from tests.strategies import examples, raw_values

SUFFIXES = {
    "": Fraction(1),
    **{suffix: Fraction(1024) ** (power + 1) for power, suffix in enumerate(("Ki", "Mi", "Gi", "Ti", "Pi", "Ei"))},
    **{suffix: Fraction(1000) ** (power + 1) for power, suffix in enumerate("kMGTPE")},
    **{suffix: Fraction(1, 1000 ** (power + 1)) for power, suffix in enumerate("mun")},
    **{f"{letter}{power}": Fraction(10) ** power for letter in "eE" for power in (-9, -3, 0, 2, 30)},
}


def _in_nanos(number: Fraction) -> int:
    return int(math.copysign(1, number)) * math.ceil(abs(number) * 10**9)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, Fraction]:
    """A quantity and the number that it is."""
    sign = draw(st.sampled_from(("", "+", "-")))
    whole, fraction = draw(st.text("0123456789", max_size=8)), draw(st.text("0123456789", max_size=12))
    number = whole + ("." + fraction if fraction or (whole and draw(st.booleans())) else "")
    if not whole and not fraction:
        number = whole = "0"
    suffix = draw(st.sampled_from(list(SUFFIXES)))
    exact = Fraction(int((whole or "0") + fraction), 10 ** len(fraction)) * SUFFIXES[suffix]
    return sign + number + suffix, -exact if sign == "-" else exact


@examples(400)
@given(written())
def test_a_quantity_is_the_number_that_it_says(made: tuple[str, Fraction]) -> None:
    text, exact = made
    assert parse_quantity(text) == _in_nanos(exact), text


@examples(300)
@given(written(), written())
def test_quantities_compare_as_numbers(one: tuple[str, Fraction], other: tuple[str, Fraction]) -> None:
    a, b = parse_quantity(one[0]), parse_quantity(other[0])
    assert a is not None
    assert b is not None
    if abs(one[1] - other[1]) >= Fraction(1, 10**9):
        assert (a < b) == (one[1] < other[1])
    if one[1] == other[1]:
        assert a == b


@examples(400)
@given(raw_values("quantity") | st.text("0123456789.+-eEKMGTPEimunk ", max_size=9))
def test_nothing_else_is_a_quantity(text: str) -> None:
    shape = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]{1,3})?"
    assert (parse_quantity(text) is not None) == (re.fullmatch(shape, text, re.ASCII) is not None)


def test_long_texts_are_no_quantities() -> None:
    assert parse_quantity("1" * 64) == int("1" * 64) * 10**9
    assert parse_quantity("1" * 65) is None
    assert parse_quantity("0" * 1_000_000) is None
