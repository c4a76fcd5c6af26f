"""Integers as `strconv.Atoi` reads them. The expected values are what Go 1.26 returned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.nfd.go.atoi import atoi
from compatlang.nfd.go.errors import GoError
from tests.strategies import examples

CASES: list[tuple[str, int | GoError]] = [
    ("0", 0),
    ("-0", 0),
    ("+0", 0),
    ("7", 7),
    ("+7", 7),
    ("-7", -7),
    ("007", 7),
    ("-007", -7),
    ("9223372036854775807", 9223372036854775807),
    ("-9223372036854775808", -9223372036854775808),
    ("9223372036854775808", GoError('strconv.Atoi: parsing "9223372036854775808": value out of range')),
    ("-9223372036854775809", GoError('strconv.Atoi: parsing "-9223372036854775809": value out of range')),
    ("0000000000000000000000000000001", 1),
    (
        "999999999999999999999999999999",
        GoError('strconv.Atoi: parsing "999999999999999999999999999999": value out of range'),
    ),
    ("", GoError('strconv.Atoi: parsing "": invalid syntax')),
    ("+", GoError('strconv.Atoi: parsing "+": invalid syntax')),
    ("-", GoError('strconv.Atoi: parsing "-": invalid syntax')),
    ("+-1", GoError('strconv.Atoi: parsing "+-1": invalid syntax')),
    (" 1", GoError('strconv.Atoi: parsing " 1": invalid syntax')),
    ("1 ", GoError('strconv.Atoi: parsing "1 ": invalid syntax')),
    ("1\n", GoError('strconv.Atoi: parsing "1\\n": invalid syntax')),
    ("1_000", GoError('strconv.Atoi: parsing "1_000": invalid syntax')),
    ("0x10", GoError('strconv.Atoi: parsing "0x10": invalid syntax')),
    ("1.0", GoError('strconv.Atoi: parsing "1.0": invalid syntax')),
    ("1e3", GoError('strconv.Atoi: parsing "1e3": invalid syntax')),
    ("٣", GoError('strconv.Atoi: parsing "٣": invalid syntax')),
    ("२", GoError('strconv.Atoi: parsing "२": invalid syntax')),
    ('a"b', GoError('strconv.Atoi: parsing "a\\"b": invalid syntax')),
    ("\x00", GoError('strconv.Atoi: parsing "\\x00": invalid syntax')),
    ("é", GoError('strconv.Atoi: parsing "é": invalid syntax')),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_go_returned(text: str, expected: int | GoError) -> None:
    assert atoi(text) == expected


@examples(300)
@given(st.integers(-(1 << 65), 1 << 65), st.sampled_from(["", "0", "000"]))
def test_every_integer_of_64_bits_and_no_other(number: int, zeros: str) -> None:
    text = ("-" if number < 0 else "") + zeros + str(abs(number))
    found = atoi(text)
    assert found == number if -(1 << 63) <= number < 1 << 63 else isinstance(found, GoError)


@examples(300)
@given(st.text("0123456789+-_ .x\n٣", max_size=6))
def test_nothing_that_is_no_decimal_integer(text: str) -> None:
    digits = text[1:] if text[:1] in ("+", "-") else text
    assert isinstance(atoi(text), int) == (digits.isascii() and digits.isdigit())
