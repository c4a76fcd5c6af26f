"""Quantities as `resource.ParseQuantity` reads them. The expected values are what k8s.io/apimachinery v0.35.3 returned."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.quantity import parse_quantity
from tests.strategies import examples

FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

CASES: list[tuple[str, str | GoError]] = [
    ("0", "0"),
    ("00", "0"),
    ("1", "1"),
    ("+1", "+1"),
    ("-1", "-1"),
    ("01", "01"),
    ("1.5", "1500m"),
    ("1.500", "1.500"),
    ("1.5000", "1500m"),
    ("0.1", "100m"),
    ("-0.1", "-100m"),
    (".5", "500m"),
    ("5.", "5."),
    (".", "0"),
    ("+", "0"),
    ("-", "0"),
    ("k", "0"),
    ("Ki", "0"),
    (".Ki", "0"),
    (".5Ki", "512"),
    ("", GoError(FORMAT)),
    ("1 ", GoError(FORMAT)),
    ("1 Gi", GoError(FORMAT)),
    ("1K", GoError("unable to parse quantity's suffix")),
    ("1ki", GoError("unable to parse quantity's suffix")),
    ("1Ki", "1Ki"),
    ("+1Ki", "+1Ki"),
    ("1023Ki", "1023Ki"),
    ("1024Ki", "1Mi"),
    ("1025Ki", "1025Ki"),
    ("2048Ki", "2Mi"),
    ("1.5Gi", "1536Mi"),
    ("1.1Ki", "1126400m"),
    ("0.5Ki", "512"),
    ("0.0001Ki", "102400u"),
    ("-0.5Ki", "-512"),
    ("2048", "2048"),
    ("1000", "1k"),
    ("1000k", "1M"),
    ("1000000", "1M"),
    ("12e6", "12e6"),
    ("12E6", "12E6"),
    ("12e7", "120e6"),
    ("1e3", "1e3"),
    ("1e-3", "1e-3"),
    ("1e+3", "1e+3"),
    ("1e", GoError("unable to parse quantity's suffix")),
    ("1E", "1E"),
    ("1Ei", "1Ei"),
    ("8Ei", "9223372036854775807"),
    ("7Ei", "7Ei"),
    ("-8Ei", "-9223372036854775807"),
    ("9Ei", "9223372036854775807"),
    ("1000E", "1"),
    ("1100E", "1100E"),
    ("1e21", "1e21"),
    ("0.1m", "100u"),
    ("1n", "1n"),
    ("0.1n", "1n"),
    ("-0.1n", "-1n"),
    ("1e-10", "1e-9"),
    ("100m", "100m"),
    ("1500m", "1500m"),
    ("999999999999999999", "999999999999999999"),
    ("9999999999999999999", "9999999999999999999"),
    ("99999999999999999999999k", "99999999999999999999999k"),
    ("123456789.123456789", "123456789.123456789"),
    ("1.0000000001", "1000000001n"),
    ("1e2147483647", "10e2147483646"),
    ("10e2147483647", "10e2147483647"),
    ("1e99999999999999999999", GoError("unable to parse quantity's suffix")),
    ("0e5", "0"),
    ("1i", GoError("unable to parse quantity's suffix")),
    ("1m1", GoError("unable to parse quantity's suffix")),
    ("1e1.5", GoError(FORMAT)),
    ("1..5", GoError(FORMAT)),
    ("--1", GoError("unable to parse quantity's suffix")),
    ("1e--5", GoError(FORMAT)),
    ("२", GoError(FORMAT)),
    ("1\n", GoError(FORMAT)),
    ("5Mi", "5Mi"),
    ("1048576", "1048576"),
    ("100Ti", "100Ti"),
    ("1000Pi", "1000Pi"),
    ("1024Pi", "1Ei"),
    ("64Ki", "64Ki"),
    ("2Mi", "2Mi"),
    ("1Gi", "1Gi"),
    ("2G", "2G"),
    ("16Gi", "16Gi"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_go_returned(text: str, expected: str | GoError) -> None:
    assert parse_quantity(text) == expected


def test_the_work_is_bounded() -> None:
    assert isinstance(parse_quantity("1" * 5000), GoError)
    assert parse_quantity("12345678901234567890e-2000000000") == "1e-9"


SUFFIXES = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40}


@examples(300)
@given(st.integers(-(10**6), 10**6), st.sampled_from(sorted(SUFFIXES)))
def test_the_canonical_form_has_the_same_value_and_stays(number: int, suffix: str) -> None:
    found = parse_quantity(f"{number}{suffix}")
    assert isinstance(found, str)
    digits = found.rstrip("kMGTPEi" + "K")
    factor = {**SUFFIXES, "T": 10**12, "P": 10**15, "E": 10**18, "Pi": 1 << 50, "Ei": 1 << 60}[found[len(digits) :]]
    assert Fraction(digits) * factor == number * SUFFIXES[suffix]
    assert parse_quantity(found) == found


@examples(300)
@given(st.text("0123.+-eEinumkKMGTP", max_size=8))
def test_every_text_has_an_answer(text: str) -> None:
    assert isinstance(parse_quantity(text), (str, GoError))
