"""Comparisons as questions of the language, and alternatives that differ in one question as one.

Drivers, CUDA and compute capabilities have versions that are numbers with dots between. Of these every operator of NVIDIA's
means what the language's of that name does: both compare number by number, and what is missing at the end is zero. Builds
of a release, for which a literal of the language stands, too, do not occur among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

import msgspec

from compatlang.nvidia.tree import KEYS, Alternative, Comparison, Key
from compatlang.values.interval import FULL
from compatlang.values.pattern import AnyOf, Bound, Literal, Operator, Pattern, Range, interval_set
from compatlang.values.scalar import literal_bounds


class Question(msgspec.Struct, frozen=True):
    """Whether a value is admitted by one of some patterns, or where `negated` by none. A brand's patterns are literals."""

    key: Key
    patterns: tuple[Pattern, ...]
    negated: bool = False


Questions = tuple[Question, ...]
"""What one alternative asks for together, in the order of `KEYS`."""


def questions(alternative: Alternative) -> Questions:
    """The questions of an alternative, two bounds of one value as a range."""
    return tuple(question for key in KEYS for question in _of_key(key, alternative.comparisons))


def _of_key(key: Key, comparisons: Iterable[Comparison]) -> list[Question]:
    mine = list(dict.fromkeys((each.operator, each.value) for each in comparisons if each.key == key))
    bounds = [Bound(cast("Operator", operator), value) for operator, value in mine if operator[0] in "<>"]
    between = _range(bounds)
    admitted: list[Pattern] = [Literal(value) for operator, value in mine if operator == "="]
    admitted += bounds if between is None else [between]
    asked = [Question(key, (each,)) for each in admitted]
    excluded = tuple(Literal(value) for operator, value in mine if operator == "!=")
    return [*asked, Question(key, excluded, negated=True)] if excluded else asked


def _range(bounds: Sequence[Bound]) -> Pattern | None:
    """`>= a` and `< b` as a range, even an empty one; where b follows a, as the series of a. None for other bounds."""
    match sorted(bounds, key=lambda each: each.operator, reverse=True):
        case [Bound(">=", low), Bound("<" | "<=" as operator, high)]:
            if _follows(low, high) and operator == "<":
                return Literal(f"{low}.*")
            return Range(low, high, half_open=operator == "<")
        case _:
            return None


def _follows(low: str, high: str) -> bool:
    """Whether a version is the next of as many numbers, as 12.5 is of 12.4."""
    if literal_bounds("version", f"{low}.*") is None:  # too long
        return False
    *first, last = map(int, low.split("."))
    return [*first, last + 1] == [int(each) for each in high.split(".")]


def is_never(asked: Questions) -> bool:
    """Whether no value can be the answer to all questions about it."""
    return any(_excludes_all(key, [each for each in asked if each.key == key]) for key in KEYS)


def _excludes_all(key: Key, asked: Sequence[Question]) -> bool:
    if key == "brand":
        admitted = [set(each.patterns) for each in asked if not each.negated]
        excluded = {pattern for each in asked if each.negated for pattern in each.patterns}
        return bool(admitted) and not set.intersection(*admitted) - excluded
    left = FULL
    for each in asked:
        keys = interval_set(AnyOf(each.patterns), "version")
        left = left - keys if each.negated else left & keys
    return not left


def joined(alternatives: Iterable[Questions]) -> list[Questions]:
    """Alternatives that are the same but for what they admit of one key, as one that admits all of it.

    `driver 470.*, brand a` or `driver 470.*, brand b` is `driver 470.*, brand a or b`: brands first, since lists of
    requirements go through all brands for each branch of the driver.
    """
    rows = list(dict.fromkeys(alternatives))
    for key in reversed(KEYS):
        rows = _joined_by(key, rows)
    return rows


def _joined_by(key: Key, rows: Iterable[Questions]) -> list[Questions]:
    """Joins those whose questions are equal but for one, what they admit of a key."""
    groups: dict[tuple[Question | None, ...], dict[Pattern, None]] = {}
    for row in rows:
        mine = [each for each in row if each.key == key and not each.negated]
        rest = tuple(None if each in mine and len(mine) == 1 else each for each in row)
        patterns = groups.setdefault(rest, {})
        patterns.update(dict.fromkeys(mine[0].patterns if len(mine) == 1 else ()))
    return [
        tuple(Question(key, tuple(patterns)) if each is None else each for each in rest)
        for rest, patterns in groups.items()
    ]
