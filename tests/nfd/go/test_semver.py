"""Versions as Masterminds' semver reads them. The expected values are what its v3.5.0 returned, run by Go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.semver import Version, parse
from tests.strategies import examples

CASES: list[tuple[str, Version | GoError]] = [
    ("1", Version(1, 0, 0)),
    ("v1", Version(1, 0, 0)),
    ("V1", GoError("invalid semantic version")),
    ("22.04", Version(22, 4, 0)),
    ("22.4", Version(22, 4, 0)),
    ("1.2.3", Version(1, 2, 3)),
    ("1.2.3.4", GoError("invalid semantic version")),
    ("6.8.0-rc1", Version(6, 8, 0)),
    ("5.14.0-503.11.1.el9_5.x86_64", GoError("invalid semantic version")),
    ("5.4.0-042", GoError("version segment starts with 0")),
    ("5.4.0-0", Version(5, 4, 0)),
    ("5.4.0-42.0a", Version(5, 4, 0)),
    ("5.4.0-a.01", GoError("version segment starts with 0")),
    ("1-a-b", Version(1, 0, 0)),
    ("1--", Version(1, 0, 0)),
    ("1-", GoError("invalid semantic version")),
    ("1+", GoError("invalid semantic version")),
    ("1+a", Version(1, 0, 0)),
    ("1+a.01", Version(1, 0, 0)),
    ("1-a+b", Version(1, 0, 0)),
    ("1+b-a", Version(1, 0, 0)),
    ("1.", GoError("invalid semantic version")),
    ("1..2", GoError("invalid semantic version")),
    (".1", GoError("invalid semantic version")),
    ("", GoError("invalid semantic version")),
    ("v", GoError("invalid semantic version")),
    ("vv1", GoError("invalid semantic version")),
    ("1 ", GoError("invalid semantic version")),
    ("1\n", GoError("invalid semantic version")),
    ("18446744073709551615", Version(18446744073709551615, 0, 0)),
    (
        "18446744073709551616",
        GoError('error parsing version segment: strconv.ParseUint: parsing "18446744073709551616": value out of range'),
    ),
    (
        "1.18446744073709551616",
        GoError('error parsing version segment: strconv.ParseUint: parsing "18446744073709551616": value out of range'),
    ),
    (
        "1.2.18446744073709551616-01",
        GoError('error parsing version segment: strconv.ParseUint: parsing "18446744073709551616": value out of range'),
    ),
    ("0001", Version(1, 0, 0)),
    ("1." + "0" * 254, Version(1, 0, 0)),
    ("1." + "0" * 255, GoError("version string is too long (max 256 bytes)")),
    ("1.2.3-" + "a" * 250, Version(1, 2, 3)),
    ("1.2.3-" + "a" * 251, GoError("version string is too long (max 256 bytes)")),
    ("é" * 129, GoError("version string is too long (max 256 bytes)")),
    ("२", GoError("invalid semantic version")),
    ("1.2.3-é", GoError("invalid semantic version")),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_go_returned(text: str, expected: Version | GoError) -> None:
    assert parse(text) == expected


numbers = st.integers(0, (1 << 64) - 1)
suffixes = st.sampled_from(["", "-rc1", "-0", "-0a.1", "+build.01", "-a+b"])


@examples(300)
@given(numbers, numbers, numbers, suffixes)
def test_three_numbers_are_all_that_counts(major: int, minor: int, patch: int, suffix: str) -> None:
    assert parse(f"v{major}.{minor}.0{patch}{suffix}") == Version(major, minor, patch)
    assert parse(f"{major}.{minor}{suffix}") == Version(major, minor, 0)


@examples(300)
@given(st.text("v019.-+a_", max_size=8))
def test_a_text_is_a_version_or_an_error(text: str) -> None:
    found = parse(text)
    assert isinstance(found, (Version, GoError))
    if "_" in text or (text.count(".") > 2 and "-" not in text and "+" not in text):
        assert found == GoError("invalid semantic version")
