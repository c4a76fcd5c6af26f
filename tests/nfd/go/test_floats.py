"""Floats as Go writes them. The expected values are what Go 1.26 returned."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.nfd.go.floats import general, json_number, plain
from tests.strategies import examples

CASES = [
    (1e6, "1e+06", "1000000", "1000000"),
    (999999, "999999", "999999", "999999"),
    (1234567, "1.234567e+06", "1234567", "1234567"),
    (100000, "100000", "100000", "100000"),
    (1e5, "100000", "100000", "100000"),
    (0.0001, "0.0001", "0.0001", "0.0001"),
    (0.00001, "1e-05", "0.00001", "0.00001"),
    (1.10, "1.1", "1.1", "1.1"),
    (1.1, "1.1", "1.1", "1.1"),
    (16777217, "1.6777216e+07", "16777217", "16777217"),
    (33554431.5, "3.3554432e+07", "33554431.5", "33554431.5"),
    (3.4028235e38, "3.4028235e+38", "340282350000000000000000000000000000000", "3.4028235e+38"),
    (3.4028235677973366e38, "+Inf", "340282356779733660000000000000000000000", "3.4028235677973366e+38"),
    (1e39, "+Inf", "1000000000000000000000000000000000000000", "1e+39"),
    (-1e39, "-Inf", "-1000000000000000000000000000000000000000", "-1e+39"),
    (1e-45, "1e-45", "0.000000000000000000000000000000000000000000001", "1e-45"),
    (1e-46, "0", "0.0000000000000000000000000000000000000000000001", "1e-46"),
    (-0.0, "-0", "-0", "-0"),
    (0, "0", "0", "0"),
    (1e20, "1e+20", "100000000000000000000", "100000000000000000000"),
    (1e21, "1e+21", "1000000000000000000000", "1e+21"),
    (1e-6, "1e-06", "0.000001", "0.000001"),
    (1e-7, "1e-07", "0.0000001", "1e-7"),
    (123456789.125, "1.2345679e+08", "123456789.125", "123456789.125"),
    (5e-324, "0", None, "5e-324"),
    (1.7976931348623157e308, "+Inf", None, "1.7976931348623157e+308"),
    (0.1, "0.1", "0.1", "0.1"),
    (0.30000000000000004, "0.3", "0.30000000000000004", "0.30000000000000004"),
    (8.5899345e9, "8.589935e+09", "8589934500", "8589934500"),
]
"""A number; `FormatFloat` with 'g' and 32 bits; with 'f' and 64 bits, None where that is long; encoding/json."""


@pytest.mark.parametrize(("value", "single", "written", "in_json"), CASES)
def test_what_go_returned(value: float, single: str, written: str | None, in_json: str) -> None:
    assert general(value, 32) == single
    assert json_number(value) == in_json
    if written is not None:
        assert plain(value) == written


@examples(300)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_form_of_64_bits_reads_back_as_the_number(value: float) -> None:
    assert float(general(value)) == float(plain(value)) == float(json.loads(json_number(value))) == value


@examples(300)
@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_nine_digits_are_enough_for_32_bits(value: float) -> None:
    written = general(value, 32)
    assert general(float(written), 32) == written
    assert len(written.partition("e")[0].replace(".", "").strip("-0")) <= 9


def test_what_is_no_number() -> None:
    assert [general(each) for each in (float("inf"), float("-inf"), float("nan"))] == ["+Inf", "-Inf", "NaN"]
