"""Globs and regular expressions on arbitrary text."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from compatlang.values.text import glob_matches, regex_error, regex_matches
from tests.strategies import examples
from tests.strategies.conditions import EXPRESSIONS

_CHARACTERS = st.sampled_from("ab*?[.\\\né😀") | st.characters()
_TEXTS = st.text(_CHARACTERS, max_size=8)


def _matches(glob: str, text: str) -> bool:
    """A glob by its definition: the first character, then the rest."""
    if not glob:
        return not text
    if glob[0] == "*":
        return any(_matches(glob[1:], text[start:]) for start in range(len(text) + 1))
    return bool(text) and (glob[0] == "?" or glob[0] == text[0]) and _matches(glob[1:], text[1:])


@examples(500)
@given(_TEXTS, _TEXTS)
def test_globs_match_by_their_definition(glob: str, text: str) -> None:
    assert glob_matches(glob, text) == _matches(glob, text)


@examples(300)
@given(_TEXTS, st.sets(st.integers(0, 7)))
def test_a_glob_made_from_a_text_matches_it(text: str, places: set[int]) -> None:
    plain = "".join(each if each not in "*?" else "?" for each in text)
    assert glob_matches(plain, text)
    assert glob_matches("".join("?" if index in places else each for index, each in enumerate(plain)), text)
    assert glob_matches("".join("*" if index in places else each for index, each in enumerate(plain)), text)


@examples(300)
@given(st.sampled_from(EXPRESSIONS), _TEXTS)
def test_expressions_match_anywhere(expression: str, text: str) -> None:
    assert regex_error(expression) is None
    assert regex_matches(expression, text) == (re.search(expression.replace("$", r"\Z"), text) is not None)


@examples(500)
@given(st.text("ab()[]{}|*+?.^$\\dpPCQE1,-:<>!=é\x00", max_size=14) | st.text(max_size=8), _TEXTS)
def test_an_expression_is_refused_or_answers(expression: str, text: str) -> None:
    if regex_error(expression) is None:
        assert regex_matches(expression, text) in (True, False)


@examples(100)
@given(st.text(st.characters(codec=None, categories=["Cs", "Ll"]), max_size=4))
def test_half_surrogates_are_no_fault(text: str) -> None:
    assert glob_matches("*", text)
    assert glob_matches("?" * len(text), text)
    assert isinstance(glob_matches(text, text), bool)
    assert isinstance(regex_matches("a", text), bool)
    assert regex_error("a") is None
    assert regex_error(text) is None or isinstance(regex_error(text), str)
