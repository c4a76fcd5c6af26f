r"""Sets of versions as regular expressions, exact to the order of `values.version`.

NFD's own comparison of versions is another: it drops what makes a pre-release, knows three numbers, and is an error for a text
such as `5.14.0-503.el9_5`, which takes the whole rule with it. So a set of versions is asked for in three questions, all of
which a value has to pass:

- is it among these, if it is a version: `\Av?0*5\.0*15(?:[^0-9].*)?\z` for `5.15.*`;
- is it a version, `VERSION`;
- and of no more than `LENGTH` characters, which no expression could say together with the rest.

An interval begins and ends at *cuts*: numbers, and the phases that lie before the cut. The expression follows the numbers one
after another. Where a number lies between those of two cuts, whatever follows is in the set or is not; where it is that of a
cut, the next number decides. Numbers that are left out are 0.

What lies between two suffixes of one release is beside this: two questions, for the low end and for the high one.
"""

from __future__ import annotations

from typing import NamedTuple

from compatlang import limits
from compatlang.nfd.exporting import suffixes
from compatlang.nfd.exporting.phases import ANYTHING, PHASES, behind_numbers
from compatlang.nfd.exporting.questions import Between
from compatlang.nfd.exporting.ranges import Range, decimal
from compatlang.nfd.exporting.regex import either, optional, whole
from compatlang.values.interval import IntervalSet
from compatlang.values.version import VersionKey

_RUN = f"[0-9]{{1,{limits.VERSION_DIGITS}}}"

VERSION = whole(rf"v?{_RUN}(?:[-+._~^A-Za-z]+{_RUN})*[-+._~^A-Za-z]*")
"""Every version is matched by it, and nothing else that is short enough."""

LENGTH = whole(f".{{1,{limits.VERSION_CHARACTERS}}}")

_FINAL = PHASES.index("final")


class Cut(NamedTuple):
    """Versions with lesser numbers lie before it, and of those with these numbers the first `phases` phases.

    `numbers` has no zeros at its end.
    """

    numbers: tuple[int, ...]
    phases: int


def version_expression(keys: IntervalSet) -> str | None:
    """What versions in a set look like, exact for texts that are versions; None where there are none.

    The ends of the set lie between phases, see `parted`.
    """
    cuts, inside = _cuts(keys)
    found = _component(cuts, inside)
    return whole(f"v?{found}") if found else None


def parted(keys: IntervalSet) -> tuple[IntervalSet, list[Between]]:
    """A set as one whose ends lie between phases, and what is left: some suffixes of single releases."""
    ends = [each for interval in keys.intervals for each in interval if each is not None and _cut(each) is None]
    between: list[Between] = []
    plain = keys
    for numbers, phase in dict.fromkeys((each[0], each[1]) for each in ends):
        cell = IntervalSet([_phase_bounds(numbers, phase)])
        plain -= cell
        for low, high in (keys & cell).intervals:
            bounds = [None if each is None or _cut(each) is not None else each[2] for each in (low, high)]
            between.append(Between(numbers, PHASES[phase], *bounds))
    return plain, between


def _phase_bounds(numbers: tuple[int, ...], phase: int) -> tuple[VersionKey, VersionKey]:
    """All versions of a release in one phase: suffixes are not empty, and the next phase begins where none is left."""
    return (numbers, phase, ()), (numbers, phase + 1, ())


def _cuts(keys: IntervalSet) -> tuple[list[Cut], bool]:
    """The ends of a set in ascending order, and whether what lies before all of them is in it."""
    ends = [each for interval in keys.intervals for each in interval if each is not None]
    cuts = [cut for each in ends if (cut := _cut(each)) is not None]
    assert len(cuts) == len(ends), "ends within a phase are parted from a set before it is written"
    return cuts, bool(keys.intervals) and keys.intervals[0][0] is None


def _cut(bound: VersionKey) -> Cut | None:
    """A bound as a cut between phases; None where it lies within a phase.

    The release itself is the one key of its phase, so before it and after it are cuts.
    """
    numbers, phase, pieces = bound
    if phase == _FINAL:
        return Cut(_stripped(numbers), 1 if len(pieces) < 2 else 2)
    if pieces:
        return None
    return Cut(_stripped(numbers), max(phase, 0))


def _stripped(numbers: tuple[int, ...]) -> tuple[int, ...]:
    while numbers and numbers[-1] == 0:
        numbers = numbers[:-1]
    return numbers


def between_expressions(between: Between) -> list[str]:
    """What such versions look like, exact for texts that are versions; all expressions have to match."""
    numbers = r"\.".join(f"0*{each}" for each in between.numbers or (0,))
    release = rf"v?{numbers}(?:\.0+)*"
    expressions = [release + either(behind_numbers([between.phase]))]
    any_case = between.phase == "pre"
    if between.low is not None:
        expressions.append(release + suffixes.least(between.low, any_case=any_case))
    if between.high is not None:
        expressions.append(release + suffixes.below(between.high, any_case=any_case))
    return [whole(each) for each in expressions]


def _component(cuts: list[Cut], inside: bool) -> str:
    """A number and all that follows it; empty where nothing is in the set.

    The cuts are those that the numbers before do not decide; `inside` says whether what lies before all of them is in the set.
    """
    ranges: dict[str, list[Range]] = {}
    low = 0
    for number in sorted({_first(each) for each in cuts}):
        if inside and low < number:
            ranges.setdefault(ANYTHING, []).append(Range(low, number - 1))
        here = [Cut(each.numbers[1:], each.phases) for each in cuts if _first(each) == number]
        follows = _follows(here, inside)
        if follows is not None:
            ranges.setdefault(follows, []).append(Range(number, number))
        inside = inside is (len(here) % 2 == 0)
        low = number + 1
    if inside:
        ranges.setdefault(ANYTHING, []).append(Range(low, None))
    return either(decimal(_joined(each)) + follows for follows, each in ranges.items()) if ranges else ""


def _first(cut: Cut) -> int:
    return cut.numbers[0] if cut.numbers else 0


def _follows(cuts: list[Cut], inside: bool) -> str | None:
    """What may follow a number on which cuts lie; None where nothing does."""
    phases = [
        phase
        for index, phase in enumerate(PHASES)
        if inside is (sum(not each.numbers and each.phases <= index for each in cuts) % 2 == 0)
    ]
    alternatives = behind_numbers(phases)
    zeros = ""
    if any(each.numbers for each in cuts):
        component = _component(cuts, inside)
        alternatives += [rf"\.{component}"] if component else []
    else:
        beyond = inside is (len(cuts) % 2 == 0)
        if beyond and len(phases) == len(PHASES):
            return ANYTHING
        zeros = r"(?:\.0+)*"
        alternatives += [r"\.0*[1-9].*"] if beyond else []
    if not alternatives:
        return None
    return zeros + (optional(alternatives[1:]) if not alternatives[0] else either(alternatives))


def _joined(ranges: list[Range]) -> list[Range]:
    """Ascending ranges, those that touch made one."""
    joined: list[Range] = []
    for each in sorted(ranges, key=lambda found: found.low):
        if joined and joined[-1].high is not None and joined[-1].high + 1 == each.low:
            joined[-1] = Range(joined[-1].low, each.high)
        else:
            joined.append(each)
    return joined
