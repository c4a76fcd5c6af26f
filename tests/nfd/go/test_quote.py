"""Texts as `strconv.Quote` writes them. The expected values are what Go 1.26 returned."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.nfd.go.quote import quote
from tests.strategies import examples

CASES = [
    ("", '""'),
    ("a", '"a"'),
    ('a"b', '"a\\"b"'),
    ("\\", '"\\\\"'),
    ("\x07\x08\x0c\n\r\t\x0b", '"\\a\\b\\f\\n\\r\\t\\v"'),
    ("\x00\x1f\x7f", '"\\x00\\x1f\\x7f"'),
    ("é", '"é"'),
    ("\xa0", '"\\u00a0"'),
    ("\u2028", '"\\u2028"'),
    ("\u200b", '"\\u200b"'),
    ("\ufeff", '"\\ufeff"'),
    ("😀", '"😀"'),
    ("\U000e0001", '"\\U000e0001"'),
    ("\ue000", '"\\ue000"'),
    ("日本", '"日本"'),
    ("\udc80", '"\\x80"'),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_go_returned(text: str, expected: str) -> None:
    assert quote(text) == expected


@examples(300)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_it_reads_back_as_the_text(text: str) -> None:
    assert quote(text).isprintable()
    assert ast.literal_eval(quote(text)) == text
