"""Texts that globs and regular expressions match."""

from __future__ import annotations

import pytest

from compatlang.analyze.matching import Question, text_for, texts
from compatlang.analyze.sample import samples


@pytest.mark.parametrize(
    ("kind", "pattern", "expected"),
    [
        ("glob", "NVIDIA-A100*", "NVIDIA-A100"),
        ("glob", "a?c", "axc"),
        ("glob", "*", ""),
        ("regex", "^el[89]_[0-9]+$", "el8_0"),
        ("regex", r"(?i)rhel-\d{2}\.\d", "rhel-00.0"),
        ("regex", "^(NVIDIA|AMD)-[^a-z]", "NVIDIA-0"),
        ("regex", r"\bx{2,}$", "xx"),
        ("regex", "a(?:b|c)?d", "ad"),
        ("regex", "[[:upper:]]+", "A"),
    ],
)
def test_a_text_that_matches(kind: str, pattern: str, expected: str) -> None:
    question = Question("glob" if kind == "glob" else "regex", pattern)
    assert text_for(question) == expected
    assert question.matches(expected)


def test_an_expression_that_nothing_matches_has_no_text() -> None:
    assert text_for(Question("regex", "[^\\x00-\\x{10FFFF}]")) is None


def test_alternatives_come_in_their_order() -> None:
    assert samples("^(el|fc)[89]$") == ["el8", "fc8"]


def test_globs_are_told_apart_completely() -> None:
    """`a*` and `*b` both match, and `ab` is one of the keys, so another text is found; nothing is open."""
    found = texts(frozenset({"ab"}), (Question("glob", "a*"), Question("glob", "*b")))
    assert {(each.answers, each.text) for each in found} == {
        ((True, True), "ab"),
        ((False, False), ""),
        ((True, False), "a"),
        ((False, True), "b"),
        ((True, True), "axb"),
    }


def test_globs_that_exclude_each_other_have_no_text_in_common() -> None:
    found = texts(frozenset(), (Question("glob", "a*"), Question("glob", "b*")))
    assert (True, True) not in {each.answers for each in found}


def test_of_expressions_combinations_without_a_sample_stay_open() -> None:
    found = texts(frozenset(), (Question("regex", "^a$"), Question("regex", "^b$")))
    assert [each.text for each in found if each.answers == (True, True)] == [None]
