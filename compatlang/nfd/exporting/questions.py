"""What is asked of one element of a feature, or of one attribute of an instance: the questions that NFD has an answer to.

Each holds, or does not. There is no third answer: a condition becomes questions that hold where it is *yes*, and others that
hold where it is *no*. A text that does not parse as its type is in no set, so it makes neither hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce

import msgspec

from compatlang.ir.accepted import Accepted, Names, intersection, union
from compatlang.nfd.exporting.phases import PHASES, Phase
from compatlang.values import scalar
from compatlang.values.interval import IntervalSet
from compatlang.values.scalar import ScalarType
from compatlang.values.text import glob_matches, regex_matches
from compatlang.values.version import Piece


class Absent(msgspec.Struct, frozen=True):
    """The element is not there."""


class Present(msgspec.Struct, frozen=True):
    """The element is there, whatever its text."""


class Among(msgspec.Struct, frozen=True):
    """The text parses as the type, and its key is in the set."""

    type: ScalarType
    keys: Accepted


class Between(msgspec.Struct, frozen=True):
    """The text is a version of one release and phase, its suffix from `low` to below `high`; None is no bound.

    It stands for a part of a set of versions that no single expression can tell from the rest.
    """

    numbers: tuple[int, ...]
    phase: Phase
    low: tuple[Piece, ...] | None
    high: tuple[Piece, ...] | None


class Like(msgspec.Struct, frozen=True):
    """The whole text matches a glob; or it does not, where `negated`."""

    glob: str
    negated: bool = False


class Matches(msgspec.Struct, frozen=True):
    """An expression of the author's matches somewhere in the text."""

    regex: str


Question = Absent | Present | Among | Between | Like | Matches

ABSENT, PRESENT = Absent(), Present()

Merge = Callable[[Iterable[Question]], tuple[Question, ...]]
"""`all_of` or `any_of`."""


def admits(question: Question, text: str) -> bool:
    """Whether a question holds of a text that is there."""
    match question:
        case Absent():
            return False
        case Present():
            return True
        case Among(type_, keys):
            key = scalar.parse(type_, text)
            return key is not None and key in keys
        case Between(numbers, phase, low, high):
            key = scalar.parse("version", text)
            release = (numbers, PHASES.index(phase))
            return (
                key is not None
                and key[:2] == release
                and (low is None or key[2] >= low)
                and (high is None or key[2] < high)
            )
        case Like(glob, negated):
            return glob_matches(glob, text) is not negated
        case Matches(regex):
            return regex_matches(regex, text)


def impossible(question: Question) -> bool:
    """Whether a question holds of nothing at all."""
    if not isinstance(question, Among):
        return False
    return not question.keys if isinstance(question.keys, IntervalSet) else question.keys == Names(frozenset())


def all_of(questions: Iterable[Question]) -> tuple[Question, ...]:
    """As few questions as can be that hold where all of these do; some are `impossible` where none can be."""
    left: list[Question] = []
    for group in _grouped(questions):
        sets = [each.keys for each in group if isinstance(each, Among)]
        left.append(Among(group[0].type, intersection(*sets)) if isinstance(group[0], Among) else group[0])
    if len(left) > 1 and PRESENT in left and ABSENT not in left:
        left.remove(PRESENT)
    listed = next((each for each in left if _is_list(each)), None)
    if listed is None:
        return (Among("string", Names(frozenset())),) if len(left) > 1 and ABSENT in left else tuple(left)
    return (reduce(_narrowed, (each for each in left if each is not listed), listed),)


def any_of(questions: Iterable[Question]) -> tuple[Question, ...]:
    """As few questions as can be of which some holds where any of these does."""
    left: list[Question] = []
    for group in _grouped(questions):
        sets = [each.keys for each in group if isinstance(each, Among)]
        left.append(Among(group[0].type, union(*sets)) if isinstance(group[0], Among) else group[0])
    if PRESENT in left:
        left = [each for each in left if each in {PRESENT, ABSENT}]
    return tuple(left)


def _grouped(questions: Iterable[Question]) -> list[list[Question]]:
    """Questions for membership in sets of one type together, all others once."""
    groups: dict[Question | ScalarType, list[Question]] = {}
    for each in questions:
        groups.setdefault(each.type if isinstance(each, Among) else each, []).append(each)
    return list(groups.values())


def _is_list(question: Question) -> bool:
    """Whether a question holds of few texts, which are known."""
    return (
        isinstance(question, Among)
        and question.type == "string"
        and isinstance(question.keys, Names)
        and not question.keys.excluded
    )


def _narrowed(listed: Question, other: Question) -> Question:
    assert isinstance(listed, Among)
    assert isinstance(listed.keys, Names)
    return Among("string", Names(frozenset(each for each in listed.keys.keys if admits(other, each))))
