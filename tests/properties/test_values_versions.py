"""The version order is total, and a literal is an interval of it."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.values import pattern
from compatlang.values.version import VersionKey, literal_bounds, parse_version
from tests.strategies import examples
from tests.strategies.values import REAL_VERSIONS, version_literals, version_texts


def _key(text: str) -> VersionKey:
    key = parse_version(text)
    assert key is not None, text
    return key


def _ends(literal: str) -> tuple[VersionKey, VersionKey]:
    bounds = literal_bounds(literal)
    assert bounds is not None, literal
    return bounds


keys = version_texts().map(_key)
bounded = version_literals().filter(lambda text: literal_bounds(text) is not None)


def _compared(key: VersionKey, literal: str) -> set[str]:
    """The operators that hold between a value and a literal, as patterns decide them."""
    asked: dict[str, pattern.Pattern] = {"==": pattern.Literal(literal)}
    asked |= {"<": pattern.Bound("<", literal), "<=": pattern.Bound("<=", literal)}
    asked |= {">": pattern.Bound(">", literal), ">=": pattern.Bound(">=", literal)}
    return {operator for operator, each in asked.items() if pattern.admits(each, "version", key)}


@examples(400)
@given(keys, keys, keys)
def test_the_order_is_total(a: VersionKey, b: VersionKey, c: VersionKey) -> None:
    assert (a < b) + (a == b) + (a > b) == 1
    low, middle, high = sorted((a, b, c))
    assert low <= middle <= high
    assert low <= high
    assert (low < high) or (low == middle == high)


@examples(400)
@given(keys, bounded)
def test_exactly_one_of_below_equal_and_above_holds(key: VersionKey, literal: str) -> None:
    low, high = _ends(literal)
    assert low < high
    holding = _compared(key, literal)
    assert len(holding & {"<", "==", ">"}) == 1
    assert ("<=" in holding) == (">" not in holding)
    assert (">=" in holding) == ("<" not in holding)


@examples(400)
@given(keys, keys, keys, bounded)
def test_literals_are_convex(a: VersionKey, b: VersionKey, c: VersionKey, literal: str) -> None:
    low, middle, high = (_compared(each, literal) for each in sorted((a, b, c)))
    if "==" in low and "==" in high:
        assert "==" in middle
    assert "<" in low or "<" not in middle
    assert ">" in high or ">" not in middle


@examples(400)
@given(bounded, bounded)
def test_literals_are_disjoint_or_nested(one: str, other: str) -> None:
    (a, b), (c, d) = _ends(one), _ends(other)
    assert b <= c or d <= a or (a <= c and d <= b) or (c <= a and b <= d)


@examples(300)
@given(bounded.filter(lambda text: not text.endswith(".*")))
def test_a_literal_admits_its_own_key(literal: str) -> None:
    low, high = _ends(literal)
    assert low <= _key(literal) < high
    assert _key(literal) == low


@examples(300)
@given(version_texts(), st.lists(st.integers(0, 20), min_size=1, max_size=3))
def test_a_series_is_a_prefix_of_numbers(text: str, prefix: list[int]) -> None:
    low, high = _ends(".".join(map(str, prefix)) + ".*")
    written = re.match(r"v?([0-9.]*[0-9])", text)
    assert written is not None
    numbers = (
        [int(each) for each in re.findall("[0-9]+", written[1])] if ".." not in written[1] else list(_key(text)[0])
    )
    numbers += [0] * (len(prefix) - len(numbers))
    assert (low <= _key(text) < high) == (numbers[: len(prefix)] == prefix)


_PIECES = (
    "",
    "-",
    "91",
    "-91",
    "-92",
    ".1",
    "~1",
    "~",
    "-rc1",
    "-RC1",
    "-rc2",
    "rc10",
    "-el9",
    ".el9",
    "_3",
    "-generic",
)


def _pieces(text: str) -> list[str | int]:
    """What a suffix is made of: runs of digits as numbers, runs of letters, and tildes."""
    suffix = re.sub(r"\Av?[0-9]+(?:\.[0-9]+)*", "", text)
    return [int(each) if each.isdigit() else each for each in re.findall("~|[0-9]+|[A-Za-z]+", suffix)]


@examples(500)
@given(st.sampled_from(("5.15", "5.15.0", "5.16")), st.lists(st.sampled_from(_PIECES), max_size=4), st.data())
def test_a_literal_with_a_suffix_is_every_suffix_that_continues_it(
    numbers: str, pieces: list[str], data: st.DataObject
) -> None:
    literal = "5.15" + "".join(data.draw(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=3)))
    text = numbers + "".join(pieces) if data.draw(st.booleans()) else literal + "".join(pieces)
    asked, found = _key(literal), _key(text)
    wanted, there = _pieces(literal), _pieces(text)
    if asked[1] == 0:  # before a release, `RC` and `rc` are one
        wanted, there = ([each.lower() if isinstance(each, str) else each for each in part] for part in (wanted, there))
    low, high = _ends(literal)
    if asked[1] == 1:
        assert (low <= found < high) == (found[0] == asked[0] and found[1] in (1, 2))
    else:
        continues = there[: len(wanted)] == wanted and there[len(wanted) : len(wanted) + 1] != ["~"]
        assert (low <= found < high) == (found[:2] == asked[:2] and continues)


@examples(300)
@given(version_texts(), st.integers(0, 3), st.integers(1, 3))
def test_trailing_and_leading_zeros_mean_nothing(text: str, trailing: int, leading: int) -> None:
    match = re.fullmatch(r"(v?)([0-9]+(?:\.[0-9]+)*)(.*)", text)
    assert match is not None
    padded = match[1] + "0" * leading + match[2] + ".0" * trailing + match[3]
    found = parse_version(padded)
    assert found is None or found == _key(text)
    assert found is not None or len(padded) > 18


@examples(300)
@given(version_texts())
def test_a_v_before_it_means_nothing(text: str) -> None:
    bare = text.removeprefix("v")
    assert _key(bare) == _key("v" + bare)
    assert literal_bounds("v" + bare) is None


@examples(300)
@given(version_texts().filter(lambda text: len(text) < 200))
def test_a_release_candidate_comes_before_its_release(text: str) -> None:
    numbers = re.match(r"v?[0-9]+(?:\.[0-9]+)*", text)
    assert numbers is not None
    release = numbers[0]
    assert _key(release + "-rc1") < _key(release + "-rc2") < _key(release) < _key(release + "-1") < _key(release + "-2")
    assert _key(release + "~1") < _key(release)
    key = _key(text)
    assert (key < _key(release)) == (key[1] == 0)


@examples(500)
@given(st.text(max_size=30) | st.text("0123456789.-+~_^*abcrvA", max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    key, bounds = parse_version(text), literal_bounds(text)
    allowed = re.fullmatch(r"v?[0-9]+[0-9A-Za-z\-+~._^]*", text) is not None and len(text) <= 256
    runs = re.findall("[0-9]+", text)
    if key is not None:
        assert allowed
    if allowed and all(len(each) <= 18 for each in runs):
        assert key is not None
    assert bounds is None or bounds[0] < bounds[1]


@pytest.mark.parametrize("character", ["a", "1", "-", "-1", "1a", ".1", "~"])
def test_what_is_nearly_a_version_is_refused_at_once(character: str) -> None:
    started = time.perf_counter()
    assert parse_version("1" + character * 100 + "!") is None
    assert parse_version("1" + character * 100_000 + "!") is None
    assert time.perf_counter() - started < 1


_PRE = """
6.9.0-060900rc3-generic 6.8.0-0.rc3.20240209git1f719a2f3fa6.31.fc40.x86_64
6.9-rc3-amd64 6.9~rc3-1~exp1 5.10.0-rc1+ 5.10.0-rc1 6.9.0-rc3-next-20240412 5.15.0-rc1 5.15-rc1
5.15.0rc1 5.15.0-RC1 5.15.0-rc10 5.15.0-rc2 5.15.0-dev 5.15.0-alpha 5.16-rc1 5.15.3-rc1
"""
_FINAL = """
550.127.08 535.104.05 535.104.5 6.19.14.31400000 1.22.0 12.4.1 12.4 2.31 2.35.9000 v1.2 1.2 1.2.0
20240115 2024.01.15 0 0.0 5 5.15 5.15.0 5.16 5.15.3
"""


def test_real_versions_have_the_phase_that_people_expect() -> None:
    for text in REAL_VERSIONS:
        assert _key(text)[1] == (0 if text in _PRE.split() else 1 if text in _FINAL.split() else 2), text


def test_real_versions_that_are_one() -> None:
    equal = [
        {"v1.2", "1.2", "1.2.0"},
        {"0", "0.0"},
        {"5.15", "5.15.0"},
        {"535.104.05", "535.104.5"},
        {"5.15.0-rc1", "5.15-rc1", "5.15.0rc1", "5.15.0-RC1"},
        {"5.10.0-rc1+", "5.10.0-rc1"},
        {"5.15.0-", "5.15.0+"},
    ]
    found: dict[VersionKey, set[str]] = {}
    for text in REAL_VERSIONS:
        found.setdefault(_key(text), set()).add(text)
    assert sorted(sorted(each) for each in found.values() if len(each) > 1) == sorted(sorted(each) for each in equal)


@pytest.mark.parametrize(
    ("value", "operator", "literal"),
    [
        ("5.15.0-91-generic", "<=", "5.15"),
        ("5.15.3", ">", "5.15"),
        ("5.14.0-362.8.1.el9_3.x86_64", "==", "5.14.0-362.8.1.el9"),
        ("5.14.0-362.8.1.el9_3.x86_64", "==", "5.14.0-362.8.1"),
        ("5.15.0-91-generic", "==", "5.15.0-91"),
        ("5.16-rc1", "<", "5.16"),
        ("5.16-rc1", ">", "5.15.*"),
        ("6.9.0-060900rc3-generic", "<", "6.9"),
        ("6.8.0-0.rc3.20240209git1f719a2f3fa6.31.fc40.x86_64", "<", "6.8"),
        ("5.15.0rc1", "<", "5.15.0"),
        ("6.10.0-preempt", "==", "6.10"),
        ("6.2.1.60201-112~22.04", "<", "6.2.1.60201-112"),
        ("5.10.0-rc1+", "==", "5.10.0-rc1"),
        ("6.6.56+", "==", "6.6.56"),
        ("1.22.0amzn4.0", "==", "1.22.0"),
        ("24.10-0.7.0.0", "==", "24.10"),
        ("5", "==", "5.0.*"),
        ("5.15.0-91-generic", "==", "5.15.0"),
        ("5.15.0-92-generic", ">", "5.15.0-91"),
        ("5.15.0-rc1", "<", "5.15.0"),
        ("5.15.0-rc1", "==", "5.15.*"),
        ("5.15.0-devel", "==", "5.15"),
    ],
)
def test_real_comparisons(value: str, operator: str, literal: str) -> None:
    assert operator in _compared(_key(value), literal)
