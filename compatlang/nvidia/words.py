"""What a requirement asks for, in words, for the comments and hints of its policy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from compatlang.nvidia.questions import Question, Questions
from compatlang.nvidia.tree import Key
from compatlang.values.pattern import AnyOf, Anything, Bound, Literal, Pattern, Range
from compatlang.writing import spelling

_MOST = 4
"""Brands, versions or alternatives that are told one by one; of more, how many there are."""

_LONGEST = 60


def short(text: str) -> str:
    """A name or a brand, which may be of any length, on one line among other words."""
    return spelling.shown(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def asked(alternatives: Sequence[Questions]) -> str:
    """What a requirement asks for, all alternatives of it."""
    told = [_together(each) for each in alternatives[:_MOST]]
    if len(alternatives) > _MOST:
        told.append(f"one of {len(alternatives) - _MOST} alternatives more")
    return "; or ".join(told) if told else "something that no GPU has"


def remedy(alternatives: Sequence[Questions]) -> str:
    """What helps a node that does not meet it: another driver, where one is enough, otherwise another node."""
    if not alternatives:
        return "correct the image's variable: no GPU meets it"
    for each in alternatives:
        if all(question.key in ("cuda", "driver") for question in each):
            return f"install {_together(each)}"
    return f"use a node with {_together(alternatives[0])}"


def _together(questions: Questions) -> str:
    """`NVIDIA driver 470.* whose CUDA is 11.4 or newer on a GPU of brand tesla`."""
    cuda, driver, arch, brand = (
        " and ".join(_told(each) for each in questions if each.key == key)
        for key in ("cuda", "driver", "arch", "brand")
    )
    software = f"NVIDIA driver {driver}" if driver else "an NVIDIA driver" if cuda else ""
    software += f" whose CUDA is {cuda}" if cuda else ""
    hardware = " and of ".join(each for each in (f"compute capability {arch}" if arch else "", brand) if each)
    return " on ".join(each for each in (software, f"a GPU of {hardware}" if hardware else "") if each)


def _told(question: Question) -> str:
    patterns = [_pattern(question.key, each) for each in question.patterns]
    if question.key == "brand" and len(patterns) > _MOST:
        return f"{'none' if question.negated else 'one'} of {len(patterns)} brands"
    if len(patterns) > _MOST:
        patterns = [*patterns[: _MOST - 1], f"one of {len(patterns) - _MOST + 1} more"]
    brand = "brand " if question.key == "brand" else ""
    return f"{brand}{'other than ' if question.negated else ''}{_either(patterns)}"


def _either(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def _pattern(key: Key, pattern: Pattern) -> str:
    match pattern:
        case Literal(text):
            return short(text)
        case Bound(operator, text):
            return _bound(operator, text, *(("higher", "lower") if key == "arch" else ("newer", "older")))
        case Range(low, high, half_open):
            return f"from {low} to {'before ' if half_open else ''}{high}"
        case AnyOf() | Anything():
            raise AssertionError(pattern)  # nothing that a comparison becomes
    assert_never(pattern)


def _bound(operator: str, version: str, above: str, below: str) -> str:
    match operator:
        case ">=":
            return f"{version} or {above}"
        case ">":
            return f"{above} than {version}"
        case "<":
            return f"{below} than {version}"
        case _:
            return f"{version} or {below}"
