"""Titles of tests that somebody may have meant."""

from __future__ import annotations

from collections.abc import Sequence

from compatlang.diagnostics.render.plain import plain
from compatlang.diagnostics.suggest import closest

_MOST = 3


def close_titles(text: str, titles: Sequence[str]) -> list[str]:
    """A few titles that contain the text in another case, or else words that are close to its words."""
    there = list(dict.fromkeys(titles))
    other_case = [each for each in there if text.lower() in each.lower()]
    wanted = text.split()
    alike = [each for each in there if wanted and all(_has_close(word, each.split()) for word in wanted)]
    return [plain(each) for each in [*other_case, *(each for each in alike if each not in other_case)][:_MOST]]


def _has_close(word: str, words: Sequence[str]) -> bool:
    return word in words or bool(closest(word, words))
