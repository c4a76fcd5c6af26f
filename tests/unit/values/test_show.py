"""How sets of keys look."""

from __future__ import annotations

import pytest

from compatlang.values import pattern, scalar
from compatlang.values.interval import IntervalSet
from compatlang.values.pattern import AnyOf, Bound, Literal, Range
from compatlang.values.scalar import ScalarType
from compatlang.values.show import show_set


@pytest.mark.parametrize(
    ("type_", "wanted", "text"),
    [
        ("int", Literal("8"), "8"),
        ("int", Range("1", "4", False), "1 .. 4"),
        ("int", Range("1", "4", True), "1 .. 3"),
        ("int", Bound("<", "4"), "< 4"),
        ("int", Bound("<=", "4"), "< 5"),
        ("int", Bound(">", "9223372036854775807"), "> 9223372036854775807"),
        ("int", AnyOf(()), "[]"),
        ("id", AnyOf((Literal("0x10DE"), Literal("0x15b3"))), "[0x10de, 0x15b3]"),
        ("id", Bound(">", "0xffffffffffffffff"), "> 0xffffffffffffffff"),
        ("id", Range("0x0300", "0x03ff", False), "0x0300 .. 0x03ff"),
        ("quantity", Literal("1Gi"), "1Gi"),
        ("quantity", Literal("1.5Gi"), "1536Mi"),
        ("quantity", Bound("<=", "1Gi"), "<= 1Gi"),
        ("quantity", Range("500m", "2", False), "500m .. 2"),
        ("quantity", Range("1k", "2Gi", True), "1k ..< 2Gi"),
        ("quantity", Bound(">", "1e300"), "> 1e300"),
        ("version", Literal("5.15.0"), "5.15"),
        ("version", Literal("5.15.*"), "5.15.*"),
        ("version", Literal("5.15.0.*"), "5.15.0.*"),
        ("version", AnyOf((Literal("5.15.*"), Literal("5.16.*"))), "5.15.* ..< 5.17.*"),
        ("version", AnyOf((Literal("5.10.*"), Range("5.15.*", "6.1", True), Bound(">=", "6.8"))),
         "[5.10.*, 5.15.* ..< 6.1, >= 6.8]"),
        ("version", Range("5.15.0-91-generic", "5.15.0-100", False), "5.15-91-generic .. 5.15-100"),
        ("version", Literal("6.9.0-RC3"), "6.9-rc3"),
        ("version", Bound("<=", "6"), "<= 6"),
        ("version", Bound("<", "6~"), "< 6.0~"),
        ("version", Literal("5.15-foo-rc-1"), "5.15-foo-rc-1"),
        ("version", Literal("0.*"), "0.*"),
    ],
)  # fmt: skip
def test_a_pattern(type_: ScalarType, wanted: pattern.Pattern, text: str) -> None:
    assert show_set(type_, pattern.interval_set(wanted, type_)) == text


def test_one_version_is_less_than_what_was_built_from_it() -> None:
    key = scalar.parse("version", "5.15.3")
    above = scalar.successor("version", key)
    assert show_set("version", IntervalSet([(key, above)])) == "exactly 5.15.3"
    assert show_set("version", IntervalSet([(above, None)])) == "> exactly 5.15.3"
    assert show_set("version", IntervalSet([(None, above)])) == "<= exactly 5.15.3"


def test_a_range_may_begin_above_its_low_end() -> None:
    range_ = pattern.interval_set(Range("5", "6.1", True), "version")
    hole = pattern.interval_set(Literal("5.15"), "version")
    assert show_set("version", range_ - hole) == "[5 ..< 5.15, > 5.15 ..< 6.1]"
