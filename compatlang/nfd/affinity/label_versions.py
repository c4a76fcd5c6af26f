"""Sets of versions as questions to the integers that labels have the numbers of a version as.

A release of two or three numbers is in an interval of versions where its numbers lie between others in the order of
dictionaries, which is a few boxes, each with a range for every number. `>= 550.54.14`:

| major | minor | revision |
|---|---|---|
| 550 | 54 | from 14 |
| 550 | from 55 | |
| from 551 | | |

No release is in two boxes, so terms made of them add up.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.ir.accepted import Names
from compatlang.nfd.affinity.gpu_feature_discovery import Version
from compatlang.nfd.exporting import formula
from compatlang.nfd.exporting.formula import Element, Formula
from compatlang.nfd.exporting.questions import ABSENT, PRESENT, Among, Question
from compatlang.values.interval import Interval, IntervalSet
from compatlang.values.version import VersionKey, parse_version

Numbers = tuple[int, ...]
Range = tuple[int, int | None]
"""`low <= number < high`; None is no bound."""

_ANY: Range = (0, None)
_EMPTY = Among("string", Names(frozenset({""})))


def of_version(feature: str, version: Version, question: Question) -> Formula | None:
    """A question to a version as questions to the labels of its numbers; None where it is another than of versions.

    Its labels are all there or none is, so the first says whether the version is.
    """
    match question:
        case Among("version", IntervalSet() as keys):
            boxes = [box for each in keys.intervals for box in _boxes(*_ends(each, len(version.numbers)))]
            return formula.any_of(formula.all_of(_in_box(feature, version, each)) for each in boxes)
        case _ if question in (PRESENT, ABSENT):
            return Element(feature, version.numbers[0], question)
        case _:
            return None


def _ends(interval: Interval, count: int) -> tuple[Numbers, Numbers | None]:
    """The first release in an interval, and the first behind it."""
    low, high = interval
    return (0,) * count if low is None else _first(low, count), None if high is None else _first(high, count)


def _first(bound: VersionKey, count: int) -> Numbers:
    """The least release of so many numbers that is not below a bound."""
    numbers: Numbers = (*bound[0], *(0,) * count)[:count]
    release = parse_version(".".join(map(str, numbers)))
    assert release is not None
    return numbers if release >= bound else (*numbers[:-1], numbers[-1] + 1)


def _boxes(low: Numbers, high: Numbers | None) -> list[tuple[Range, ...]]:
    """The releases from `low` to before `high` as boxes that have none in common."""
    if high is not None and low >= high:
        return []
    if not low:
        return [()]
    (first, *others), zeros = low, (0,) * (len(low) - 1)
    rest = tuple(others)
    if high is not None and high[0] == first:
        return _behind(first, _boxes(rest, high[1:]))
    lowest = _behind(first, _boxes(rest, None)) if any(rest) else []
    begin = first + 1 if any(rest) else first
    end = None if high is None else high[0]
    between: list[tuple[Range, ...]] = [((begin, end), *(_ANY for _ in rest))] if end is None or begin < end else []
    highest = [] if high is None else _behind(high[0], _boxes(zeros, high[1:]))
    return [*lowest, *between, *highest]


def _behind(number: int, boxes: list[tuple[Range, ...]]) -> list[tuple[Range, ...]]:
    return [((number, number + 1), *each) for each in boxes]


def _in_box(feature: str, version: Version, box: tuple[Range, ...]) -> Iterator[Formula]:
    """What is asked of each number; of any version that it is there."""
    if all(each == _ANY for each in box):
        yield Element(feature, version.numbers[0], PRESENT)
    for index, (name, (low, high)) in enumerate(zip(version.numbers, box, strict=True)):
        if (low, high) != _ANY:
            asked: list[Formula] = [Element(feature, name, Among("int", IntervalSet([(low, high)])))]
            if low == 0 and version.open_ended and index == len(box) - 1:
                asked.append(Element(feature, name, _EMPTY))
            yield formula.any_of(asked)
