"""Regular expressions as Go's `regexp` reads them. The expected values are what Go 1.26 returned."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.regexp import Pattern, compile_
from tests.strategies import examples

TEXTS = ["", "a", "A", "é", "a\n", "a.b", "aé1", "λ", "٣", "\u0378", "x", "xxxxxxxxxxxxxxxxxxxxxxxxxx"]

MATCHES: list[tuple[str, list[str]]] = [
    ("\\Q\\C\\E", []),
    ("(?<n>a)", ["a", "a\n", "a.b", "aé1"]),
    ("\\p{Greek}", ["λ"]),
    ("\\p{Letter}", ["a", "A", "é", "a\n", "a.b", "aé1", "λ", "x", "xxxxxxxxxxxxxxxxxxxxxxxxxx"]),
    ("\\p{lu}", ["A"]),
    ("[\\p{letter}]", ["a", "A", "é", "a\n", "a.b", "aé1", "λ", "x", "xxxxxxxxxxxxxxxxxxxxxxxxxx"]),
    ("\\p{ASCII}", ["a", "A", "a\n", "a.b", "aé1", "x", "xxxxxxxxxxxxxxxxxxxxxxxxxx"]),
    ("\\P{ascii}", ["é", "aé1", "λ", "٣", "\u0378"]),
    ("[^\\p{Assigned}]", ["\u0378"]),
    ("\\p{^Greek}", ["a", "A", "é", "a\n", "a.b", "aé1", "٣", "\u0378", "x", "xxxxxxxxxxxxxxxxxxxxxxxxxx"]),
    ("\\_", []),
    ("\\z", ["", "a", "A", "é", "a\n", "a.b", "aé1", "λ", "٣", "\u0378", "x", "xxxxxxxxxxxxxxxxxxxxxxxxxx"]),
    ("\\01", []),
    ("\\Qa.b", ["a.b"]),
    ("a{1000}", []),
    ("a{,5}", []),
    ("a{", []),
    ("(?i)A", ["a", "A", "a\n", "a.b", "aé1"]),
    ("(?-i:a)", ["a", "a\n", "a.b", "aé1"]),
    ("(?U)a+", ["a", "a\n", "a.b", "aé1"]),
    ("[]a]", ["a", "a\n", "a.b", "aé1"]),
    ("[[:^alpha:]]", ["é", "a\n", "a.b", "aé1", "λ", "٣", "\u0378"]),
    ("^$", [""]),
    ("(?m)^$", ["", "a\n"]),
    ("a$", ["a"]),
    ("\\ba", ["a", "a\n", "a.b", "aé1"]),
    ("\\B", ["", "é", "a\n", "λ", "٣", "\u0378", "xxxxxxxxxxxxxxxxxxxxxxxxxx"]),
    ("\\d", ["aé1"]),
    ("\\w", ["a", "A", "a\n", "a.b", "aé1", "x", "xxxxxxxxxxxxxxxxxxxxxxxxxx"]),
    ("\\s", ["a\n"]),
    ("[^a]", ["A", "é", "a\n", "a.b", "aé1", "λ", "٣", "\u0378", "x", "xxxxxxxxxxxxxxxxxxxxxxxxxx"]),
    ("(|a)+", ["", "a", "A", "é", "a\n", "a.b", "aé1", "λ", "٣", "\u0378", "x", "xxxxxxxxxxxxxxxxxxxxxxxxxx"]),
    ("(x+x+)+y", []),
]
"""An expression, and those of the texts that it matches."""

ERRORS = [
    ("\\C", "error parsing regexp: invalid escape sequence: `\\C`"),
    ("[\\C]", "error parsing regexp: invalid escape sequence: `\\C`"),
    ("a\\C)", "error parsing regexp: invalid escape sequence: `\\C`"),
    (")\\C", "error parsing regexp: unexpected ): `)\\C`"),
    ("(?P<é>a)", "error parsing regexp: invalid named capture: `(?P<é>`"),
    ("(?<a-b>c)", "error parsing regexp: invalid named capture: `(?<a-b>`"),
    ("(?P<n", "error parsing regexp: invalid named capture: `(?P<n`"),
    ("(?<=a)", "error parsing regexp: invalid named capture: `(?<=a)`"),
    ("(?P=n)", "error parsing regexp: invalid or unsupported Perl syntax: `(?P`"),
    ("(?=a)", "error parsing regexp: invalid or unsupported Perl syntax: `(?=`"),
    ("(?>a)", "error parsing regexp: invalid or unsupported Perl syntax: `(?>`"),
    ("\\p{Old_Italic}", "error parsing regexp: invalid character class range: `\\p{Old_Italic}`"),
    ("\\p{Foo}", "error parsing regexp: invalid character class range: `\\p{Foo}`"),
    ("\\pX", "error parsing regexp: invalid character class range: `\\pX`"),
    ("\\p{", "error parsing regexp: invalid character class range: `\\p{`"),
    ("\\q", "error parsing regexp: invalid escape sequence: `\\q`"),
    ("\\Z", "error parsing regexp: invalid escape sequence: `\\Z`"),
    ("\\1", "error parsing regexp: invalid escape sequence: `\\1`"),
    ("\\x{110000}", "error parsing regexp: invalid escape sequence: `\\x{110000`"),
    ("\\x4", "error parsing regexp: invalid escape sequence: `\\x4`"),
    ("\\E", "error parsing regexp: invalid escape sequence: `\\E`"),
    ("*", "error parsing regexp: missing argument to repetition operator: `*`"),
    ("a**", "error parsing regexp: invalid nested repetition operator: `**`"),
    ("a{2}*", "error parsing regexp: invalid nested repetition operator: `{2}*`"),
    ("a{2}{3}", "error parsing regexp: invalid nested repetition operator: `{2}{3}`"),
    ("a???", "error parsing regexp: invalid nested repetition operator: `???`"),
    ("a{1001}", "error parsing regexp: invalid repeat count: `{1001}`"),
    ("a*{1001}", "error parsing regexp: invalid repeat count: `{1001}`"),
    ("(a{100}){11}", "error parsing regexp: invalid repeat count: `{11}`"),
    ("a{99999999999}", "error parsing regexp: invalid repeat count: `{99999999999}`"),
    ("a{5,2}", "error parsing regexp: invalid repeat count: `{5,2}`"),
    ("(", "error parsing regexp: missing closing ): `(`"),
    (")", "error parsing regexp: unexpected ): `)`"),
    ("(?i", "error parsing regexp: invalid or unsupported Perl syntax: `(?i`"),
    ("(?i-)", "error parsing regexp: invalid or unsupported Perl syntax: `(?i-)`"),
    ("(?z)", "error parsing regexp: invalid or unsupported Perl syntax: `(?z`"),
    ("[", "error parsing regexp: missing closing ]: `[`"),
    ("[a", "error parsing regexp: missing closing ]: `[a`"),
    ("[]", "error parsing regexp: missing closing ]: `[]`"),
    ("[z-a]", "error parsing regexp: invalid character class range: `z-a`"),
    ("[a-\\d]", "error parsing regexp: invalid escape sequence: `\\d`"),
    ("[[:foo:]]", "error parsing regexp: invalid character class range: `[:foo:]`"),
    ("[\\b]", "error parsing regexp: invalid escape sequence: `\\b`"),
    ("\\", "error parsing regexp: trailing backslash at end of expression: ``"),
    ("(\\p{greek}", "error parsing regexp: missing closing ): `(\\p{greek}`"),
    ("[\\p{greek}", "error parsing regexp: missing closing ]: `[\\p{greek}`"),
    ("\\p{Foo Bar}(", "error parsing regexp: invalid character class range: `\\p{Foo Bar}`"),
]


@pytest.mark.parametrize(("pattern", "expected"), MATCHES)
def test_what_go_matched(pattern: str, expected: list[str]) -> None:
    found = compile_(pattern)
    assert isinstance(found, Pattern)
    assert [each for each in TEXTS if found.search(each)] == expected


@pytest.mark.parametrize(("pattern", "expected"), ERRORS)
def test_what_go_refused(pattern: str, expected: str) -> None:
    assert compile_(pattern) == GoError(expected)


def test_nesting_is_refused_as_deep_as_in_go() -> None:
    deep = "(" * 1000 + ")" * 1000
    assert compile_(deep) == GoError(f"error parsing regexp: expression nests too deeply: `{deep}`")
    assert isinstance(compile_("(" * 998 + ")" * 998), Pattern)
    assert isinstance(compile_("(?:" * 1001 + ")" * 1001), Pattern)


def test_half_a_surrogate_pair_is_no_text() -> None:
    assert isinstance(compile_("\ud800"), GoError)
    everything = compile_("^.$")
    assert isinstance(everything, Pattern)
    assert everything.search("\ud800")


def test_memory_is_bounded() -> None:
    assert compile_(r"((\pL{1000}){1}\pN{1000}){1}" + r"(?i:\pL{1000})" * 8) == GoError(
        "error parsing regexp: expression too large"
    )


@examples(300)
@given(st.text("ab.1é \n", max_size=6), st.text("ab.1é \n", max_size=6))
def test_a_quoted_text_matches_where_it_stands(part: str, text: str) -> None:
    found = compile_(rf"\Q{part}\E")
    assert isinstance(found, Pattern)
    assert found.search(text) == (part in text)


PIECES = ["a", "b", ".", "(", "(?:", ")", "*", "+", "?", "{2}", "|", "^", "[ab]", "[^a]", r"\."]


@examples(300)
@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), st.text("ab.c", max_size=5))
def test_where_python_has_the_same_language_it_has_the_same_answer(pattern: str, text: str) -> None:
    try:
        expected = re.search(pattern, text) is not None
    except re.error:
        return
    found = compile_(pattern)
    if isinstance(found, Pattern):
        assert found.search(text) == expected
