"""What stands behind a version's numbers, by its phase, as regular expressions.

The three phases are those of `values.version`: before the release, the release itself, and built from it. The expressions are
exact for what can stand behind numbers in a text that is a version at all: characters of `[0-9A-Za-z-+._^~]`, the first of them
no digit and no dot with a digit behind it, since those would be numbers still.

RE2 cannot say "but not", so what a suffix of the third phase must not have is spelt out: its first word is any but five, which
is a tree of letters, and every word `rc` in it has no digit behind it.
"""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase
from typing import Literal, get_args

from compatlang.nfd.exporting.regex import either, optional, spans

Phase = Literal["pre", "final", "post"]
PHASES: tuple[Phase, ...] = get_args(Phase)
"""In their order; where one stands here is its number in keys of versions."""

ANYTHING = "(?:[^0-9].*)?"
"""Whatever stands behind a number, further numbers included."""


def behind_numbers(phases: Iterable[Phase]) -> list[str]:
    """What may stand behind the last number of versions of these phases, as alternatives; an empty one for the release."""
    wanted = frozenset(phases)
    if wanted == {"pre", "final", "post"}:
        return ["", _SUFFIX]
    alternatives = {"final": [""], "pre": _PRE, "post": _POST}
    return [each for phase, those in alternatives.items() if phase in wanted for each in those]


def _other_words(words: Iterable[str], *, empty: bool = False) -> str:
    """Words of small letters that are none of these; with `empty`, no word at all, too."""
    listed = frozenset(words)
    first = sorted({each[0] for each in listed if each})
    others = "".join(each for each in ascii_lowercase if each not in first)
    alternatives = [f"[{spans(others)}][a-z]*"]
    alternatives += [letter + _rest_of_words(each[1:] for each in listed if each[:1] == letter) for letter in first]
    return optional(alternatives) if empty else either(alternatives)


def _rest_of_words(rests: Iterable[str]) -> str:
    listed = frozenset(rests)
    return "[a-z]+" if listed == {""} else _other_words(listed, empty="" not in listed)


_SUFFIX = r"[^0-9.].*|\.(?:[^0-9].*)?"

_NO_LETTER = "[^a-z]"
_NEITHER = "[^0-9a-z]"
"""No letter and no digit."""

_PRE_WORDS = ("rc", "alpha", "beta", "pre", "dev")

_PRE = [
    "~.*",
    f"(?i:[-+._^]?{either(_PRE_WORDS)}(?:{_NO_LETTER}.*)?)",
    f"(?i:[^0-9.].*{_NO_LETTER}rc[0-9].*)",
    rf"(?i:\.(?:[^0-9].*{_NO_LETTER}|{_NEITHER})rc[0-9].*)",
]

_NOT_RC = _other_words(["rc"])
_CANDIDATES = f"(?:rc{_NEITHER})*"
"""Words `rc` without a digit behind them."""

_WORDS = f"(?:{_NO_LETTER}{_CANDIDATES}{_NOT_RC}?)*(?:{_NO_LETTER}{_CANDIDATES}rc)?"
"""From behind a word, or behind what is no letter: more words, no `rc` among them that has a digit behind it."""

_POST = [
    rf"(?i:(?:[-+._^]?{_other_words(_PRE_WORDS)}|[-+_^]|\.{_NEITHER}{_CANDIDATES}{_NOT_RC}?){_WORDS})",
    rf"(?i:\.(?:{_NEITHER}{_CANDIDATES}rc)?)",
]
