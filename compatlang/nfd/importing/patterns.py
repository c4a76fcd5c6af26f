"""`InRegexp`: regular expressions over texts, and over the few texts that an id or a truth value can be.

Strings are matched as NFD matches them. An id of a known width and a truth value have finitely many spellings, so the ones that
match can be listed. Of other types that is possible only where the expression lists them itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from compatlang.nfd.go import regexp
from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.unicode_classes import for_re2
from compatlang.nfd.importing import membership
from compatlang.nfd.importing.needs import Needs
from compatlang.nfd.importing.subject import Subject
from compatlang.nfd.importing.translation import IDS, VALUES, Result, Translated, refused
from compatlang.nfd.model import MatchExpression
from compatlang.values.lazy import lazily
from compatlang.values.text import regex_error
from compatlang.writing import spelling
from compatlang.writing.condition import Atom, Condition, either

_MOST_RANGES = 64
"""Ranges of ids that are listed; an expression that needs more has no readable equal."""

_WIDEST = 4
"""Digits of the ids of which all are tried."""

_NUMBERS = lazily(r"\^(?:([0-9]+)|\((?:\?:)?([0-9]+(?:\|[0-9]+)*)\))\$")
"""`^5$` and `^(5|6)$`."""


def matched(expression: MatchExpression, subject: Subject, needs: Needs) -> Result:
    """Whether a text matches one of the expressions."""
    where = (*subject.where, "value")
    if not expression.value:
        return refused(subject.where, "`InRegexp` takes at least one value; NFD fails where the element is there")
    patterns: list[regexp.Pattern] = []
    for each in expression.value:
        pattern = regexp.compile_(each)
        if isinstance(pattern, GoError):
            return refused(where, f"`{spelling.shown(each)}` is no regular expression; NFD fails on it")
        patterns.append(pattern)
    match subject.type:
        case "string":
            return _texts(expression.value, subject)
        case "id" if 0 < subject.element.width <= _WIDEST:
            return _ids(expression.value, subject, needs)
        case "bool":
            found = tuple(each for each in ("true", "false") if any(pattern.search(each) for pattern in patterns))
            return Translated(membership.among_literals(found, subject), differences=frozenset({VALUES}))
        case "int":
            return _numbers(expression.value, subject)
        case _:
            message = f"`{subject.element.name}` is a {subject.type}, and the language matches strings only"
            by_hand = f"say it by hand, such as `{subject.text} in 5.15.*`"
            return refused(where, message, by_hand if subject.type == "version" else "")


def _texts(values: Sequence[str], subject: Subject) -> Result:
    written: list[str] = []
    for each in dict.fromkeys(values):
        expression = "".join(ours for ours, _ in for_re2(each))
        if r"\B" in expression:
            # RE2 sees places inside a character, which are never at the edge of a word.
            expression = rf"(?s:\A.*?)(?:{expression})"
        if regex_error(expression) is not None:
            return refused((*subject.where, "value"), f"`{spelling.shown(each)}` is too large a regular expression")
        written.append(expression)
    return Translated(either(Atom(f"{subject.text} matches {spelling.quoted(each)}") for each in written))


def _ids(values: tuple[str, ...], subject: Subject, needs: Needs) -> Result:
    where = (*subject.where, "value")
    expressions = tuple(sorted(set(values)))
    if not needs.tries(expressions):
        return refused(where, "the document has more regular expressions over ids than are tried")
    ranges = matching_ids(expressions, subject.element.width)
    if len(ranges) > _MOST_RANGES:
        return refused(where, f"`{spelling.shown(', '.join(values))}` matches ids that are no few ranges")
    notes = () if ranges else (f"No id matches {spelling.shown(', '.join(values))}.",)
    return Translated(_within(ranges, subject), notes, frozenset({IDS}))


def _within(ranges: Sequence[tuple[int, int]], subject: Subject) -> Condition:
    width = subject.element.width
    if ranges == ((0, 16**width - 1),):
        return Atom(f"{subject.text} is present")
    members = [f"0x{low:0{width}x}" + (f" .. 0x{high:0{width}x}" if low != high else "") for low, high in ranges]
    if len(members) == 1 and ranges[0][0] != ranges[0][1]:
        return Atom(f"{subject.text} in {members[0]}")
    return membership.among_literals(members, subject)


@lru_cache(64)
def matching_ids(expressions: tuple[str, ...], width: int) -> tuple[tuple[int, int], ...]:
    """The ids that match, as NFD writes them, in ranges with both ends included."""
    patterns = [each for each in map(regexp.compile_, expressions) if isinstance(each, regexp.Pattern)]
    ranges: list[tuple[int, int]] = []
    for number in _matching(patterns, width):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return tuple(ranges)


def _matching(patterns: Sequence[regexp.Pattern], width: int) -> Iterable[int]:
    return (number for number in range(16**width) if any(each.search(f"{number:0{width}x}") for each in patterns))


def _numbers(values: Sequence[str], subject: Subject) -> Result:
    found: list[str] = []
    for each in values:
        listed = _NUMBERS.fullmatch(each)
        if listed is None:
            message = f"`{subject.element.name}` is an int, and only expressions such as `^(5|6)$` can be said of it"
            return refused((*subject.where, "value"), message)
        found.extend((listed[1] or listed[2]).split("|"))
    written = tuple(dict.fromkeys(each for each in found if str(int(each)) == each))
    return Translated(membership.among_literals(written, subject), differences=frozenset({VALUES}))
