"""The texts that are chosen, as an author meets them."""

from __future__ import annotations

import pytest

from compatlang.analyze.choose import admitted
from compatlang.ir.accepted import Names
from compatlang.values import pattern
from compatlang.values.pattern import AnyOf, Anything, Bound, Literal, Range
from compatlang.values.scalar import ScalarType

SERIES = AnyOf((Literal("5.10.*"), Literal("5.15.*")))


@pytest.mark.parametrize(
    ("type_", "wanted", "near", "expected"),
    [
        ("version", Bound(">=", "550.54.14"), None, "550.54.14"),
        ("version", Bound(">", "5.15"), None, "5.15.1"),
        ("version", Bound("<", "5.15"), None, "5.14"),
        ("version", Bound("<=", "5.15"), "6.1", "5.15"),
        ("version", Range("550.40", "550.54", half_open=True), "551", "550.53"),
        ("version", SERIES, "5.12.3", "5.15"),
        ("version", SERIES, "5.15.7-generic", "5.15.7-generic"),
        ("version", Bound("<", "0.*"), None, None),
        ("quantity", Bound(">=", "16Gi"), "8Gi", "16Gi"),
        ("quantity", Bound(">", "16Gi"), None, "17Gi"),
        ("quantity", Bound("<", "16Gi"), "32Gi", "15Gi"),
        ("int", Bound("<", "-5"), None, "-6"),
        ("int", Bound("<", "-9223372036854775808"), None, None),
        ("id", Literal("0x10de"), None, "10de"),
        ("bool", Literal("false"), None, "false"),
        ("string", AnyOf((Literal("b"), Literal("a"))), None, "a"),
        ("string", Anything(), "as it is", "as it is"),
        ("string", AnyOf(()), None, None),
    ],
)
def test_the_least_text_or_the_nearest(
    type_: ScalarType, wanted: pattern.Pattern, near: str | None, expected: str | None
) -> None:
    assert admitted(type_, wanted, near) == expected


def test_a_name_that_none_of_some_is() -> None:
    assert admitted("string", Names(frozenset({"other", "a"}), excluded=True)) == "other-1"


def test_a_truth_value_that_is_none_of_both_is_none() -> None:
    assert admitted("bool", Names(frozenset({True, False}), excluded=True)) is None


def test_ids_are_as_wide_as_they_are_written() -> None:
    assert admitted("id", Literal("0x3"), width=2) == "03"
