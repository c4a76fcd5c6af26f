"""Texts that are safe to print, and how wide they are."""

from __future__ import annotations

import pytest

from compatlang.diagnostics.render.plain import columns, cut, displayed, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, 名前", "plain text, 名前"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x7f\x9b", "\\x7f\\x9b"),
        ("\u202e\u2066\u200f", "\\u202e\\u2066\\u200f"),
        ("\ud800\u2028\U000e0041", "\\ud800\\u2028\\U000e0041"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_what_is_not_printable_is_escaped(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("名前", 4), ("e\u0301", 1), ("", 0)])
def test_columns(text: str, width: int) -> None:
    assert columns(text) == width


def test_tabs_reach_the_next_stop() -> None:
    assert displayed("a\tb\t") == ("a   b   ", [0, 1, 4, 5, 8])


def test_cut_says_that_it_cut() -> None:
    assert (cut("abcdef", 6), cut("abcdef", 4)) == ("abcdef", "abc…")
