"""What a text is, type by type, where the limits are."""

from __future__ import annotations

import pytest

from compatlang.values import scalar
from compatlang.values.scalar import Key, ScalarType


@pytest.mark.parametrize(
    ("type_", "text", "key"),
    [
        ("int", "8", 8),
        ("int", "+8", 8),
        ("int", "-1", -1),
        ("int", "007", 7),
        ("int", "9223372036854775807", 2**63 - 1),
        ("int", "-9223372036854775808", -(2**63)),
        ("int", "9223372036854775808", None),
        ("int", "", None),
        ("int", "8.0", None),
        ("int", "1_000", None),
        ("int", "0x8", None),
        ("int", " 8", None),
        ("int", "\u0663", None),
        ("id", "10de", 0x10DE),
        ("id", "0x10DE", 0x10DE),
        ("id", "0000", 0),
        ("id", "10 de", None),
        ("id", "10000000000000000", None),
        ("bool", "true", True),
        ("bool", "false", False),
        ("bool", "True", None),
        ("string", "", ""),
        ("quantity", "250m", 250_000_000),
        ("quantity", "2.5Gi", 2_684_354_560 * 10**9),
        ("quantity", "1e3", 1000 * 10**9),
        ("quantity", "1E", 10**18 * 10**9),
        ("quantity", "0.1n", 1),
        ("quantity", "-0.1n", -1),
        ("quantity", "1KiB", None),
        ("quantity", "", None),
        ("version", "5.15.0", ((5, 15), 1, ((0,),))),
        ("version", "0", ((), 1, ((0,),))),
        ("version", "5.15 ", None),
        ("version", "latest", None),
        ("version", "1" * 18, ((int("1" * 18),), 1, ((0,),))),
        ("version", "1" * 19, None),
    ],
)
def test_keys(type_: ScalarType, text: str, key: Key | None) -> None:
    assert scalar.parse(type_, text) == key


@pytest.mark.parametrize("length", [256, 257])
def test_a_version_has_at_most_256_characters(length: int) -> None:
    text = "1." * 127 + "1" + "-" * (length - 255)
    assert (scalar.parse("version", text) is not None) == (length == 256)
    assert (scalar.literal_bounds("version", text) is not None) == (length == 256)


@pytest.mark.parametrize("text", ["v5.15", "5.15.*.1", "*", "5.*.*", "5.", ".5.*", "5..*"])
def test_what_is_no_version_literal(text: str) -> None:
    assert scalar.literal_bounds("version", text) is None or text == "5."
