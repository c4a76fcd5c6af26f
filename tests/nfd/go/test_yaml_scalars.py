"""Unquoted scalars as NFD reads them. The expected values are what sigs.k8s.io/yaml v1.6.0 made of them, run by Go."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.nfd.go.types import List, Raw, Str, Struct
from compatlang.nfd.go.yaml import Diagnostics, Document, decode
from tests.strategies import examples

YAML = "error converting YAML to JSON: yaml: "

SPEC = Struct({"version": Str(), "value": List(Str()), "any": Raw()})

STRINGS: list[tuple[str, str | None]] = [
    ("10", "10"),
    ("1.10", "1.1"),
    ("010", "8"),
    ("0x10", "16"),
    ("1e3", "1000"),
    ("1e6", "1e+06"),
    ("1e39", "+Inf"),
    ("-1e39", "-Inf"),
    ("yes", "true"),
    ("y", "true"),
    ("Y", "true"),
    ("true", "true"),
    ("on", "true"),
    ("no", "false"),
    ("n", "false"),
    ("off", "false"),
    ("FALSE", "false"),
    ("truE", "truE"),
    ("null", ""),
    ("~", ""),
    ("", None),
    ("1_000", "1000"),
    ("1_0.5", "10.5"),
    ("0b11", "3"),
    ("0b-1", "-1"),
    ("0b+1", "1"),
    ("0o17", "15"),
    ("0O7", "7"),
    ("08", "8"),
    ("0789", "789"),
    ("1:30", "1:30"),
    ("-0", "0"),
    ("-0.0", "-0"),
    ("+1", "1"),
    ("+0x1F", "31"),
    (".5", "0.5"),
    ("5.", "5"),
    ("-.5", "-0.5"),
    ("._5", "._5"),
    (".e3", ".e3"),
    ("1e999", "1e999"),
    (".1e999", ".1e999"),
    ("18446744073709551615", "18446744073709551615"),
    ("18446744073709551616", "1.8446744e+19"),
    ("-9223372036854775809", "-9.223372e+18"),
    ("0x1ffffffffffffffff", "0x1ffffffffffffffff"),
    ("123456789", "123456789"),
    ("16777217", "16777217"),
    ("1234567.5", "1.2345675e+06"),
    ("123456789.5", "1.2345679e+08"),
    ("2020-01-01", "2020-01-01"),
    ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
    ("535.104.05", "535.104.05"),
    (".inf", "+Inf"),
    ("-.Inf", "-Inf"),
    ("+.INF", "+Inf"),
    (".nan", "NaN"),
    ("<<", "<<"),
    ("=", "="),
    ("'10'", "10"),
    ('"1.10"', "1.10"),
    ("! '010'", "010"),
    ("!!str 010", "010"),
    ("!!int 010", "8"),
    ("!!float 10", "10"),
    ("!!bool yes", "true"),
    ("!!binary aGVsbG8=", "hello"),
    ("!!binary gIE=", "��"),
    ("!foo 010", "010"),
    ("!!timestamp 2020-01-01", "2020-01-01"),
    ("!!timestamp '2020-1-2 3:4:5'", "2020-1-2 3:4:5"),
    ("0_7", "7"),
    ("0_", "0"),
    ("0x_1", "1"),
    ("1__0", "10"),
    ("1e", "1e"),
    ("é", "é"),
]
"""A scalar, and the text it is in a list of strings; None where there is no item."""

REFUSED = [
    ("!!int x", YAML + "cannot decode !!str `x` as a !!int"),
    ("!!int 1.5", YAML + "cannot decode !!float `1.5` as a !!int"),
    ("!!null x", YAML + "cannot decode !!str `x` as a !!null"),
    ("!!bool 1", YAML + "cannot decode !!int `1` as a !!bool"),
    ("!!float x", YAML + "cannot decode !!str `x` as a !!float"),
    ("!!float 0xffffffffffffffff", YAML + "cannot decode !!int `0xffffffffffffffff` as a !!float"),
    ("!!timestamp x", YAML + "cannot decode !!str `x` as a !!timestamp"),
    ("!!timestamp 5", YAML + "cannot decode !!int `5` as a !!timestamp"),
    ("!!timestamp 2020-02-30", YAML + "cannot decode !!str `2020-02-30` as a !!timestamp"),
    ("!!binary x", YAML + "!!binary value contains invalid base64 data"),
]

JSON_VALUES: list[tuple[str, Any]] = [
    ("10", 10),
    ("1.10", 1.1),
    ("010", 8),
    ("1e3", 1000),
    ("1e20", 100000000000000000000),
    ("1e21", 1e21),
    ("1e-7", 1e-07),
    ("yes", True),
    ("null", None),
    ("18446744073709551615", 18446744073709551615),
    ("18446744073709551616", 18446744073709552000),
    ("2020-01-01", "2020-01-01"),
    ("abc", "abc"),
    (
        "{1: a, 1.5: b, yes: c, 1e6: d, .inf: e, x: f}",
        {".inf": "e", "1": "a", "1.5": "b", "1e+06": "d", "true": "c", "x": "f"},
    ),
    ("[1, [2], {a: 3}]", [1, [2], {"a": 3}]),
    ("-0.0", -0.0),
]
"""A value, and what it is where Go has an `interface{}`, as JSON writes it."""


def decoded(text: str) -> dict[str, Any]:
    found = decode(text, "case.yaml", SPEC)
    assert isinstance(found, Document), found
    value: dict[str, Any] = found.value
    return value


@pytest.mark.parametrize(("scalar", "expected"), STRINGS)
def test_in_a_list_of_strings(scalar: str, expected: str | None) -> None:
    assert (decoded(f"value: [{scalar}]")["value"] or [None])[0] == expected


@pytest.mark.parametrize(("scalar", "expected"), REFUSED)
def test_a_tag_that_the_value_is_not(scalar: str, expected: str) -> None:
    found = decode(f"version: {scalar}", "case.yaml", SPEC)
    assert isinstance(found, Diagnostics)
    assert found.error.text == expected


@pytest.mark.parametrize(("value", "expected"), JSON_VALUES)
def test_where_nothing_is_known_of_the_type(value: str, expected: object) -> None:
    found = decoded(f"any: {value}")["any"]
    assert (found, type(found)) == (expected, type(expected))


@examples(300)
@given(st.integers(-(1 << 63), (1 << 64) - 1))
def test_integers_stay_as_they_are(number: int) -> None:
    assert decoded(f"value: [{number}, {number:#x}, {number:#o}, {number:#b}]")["value"] == [str(number)] * 4


@examples(300)
@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20))
def test_quoted_texts_stay_as_they_are(text: str) -> None:
    quoted = text.replace("'", "''")
    assert decoded(f"version: '{quoted}'")["version"] == text
