"""Texts that globs and regular expressions match, and do not match.

Of globs alone the answer is complete: a walk through all that can be told apart by reading a text from its beginning, in
step with every glob, finds for each combination of answers the shortest text that has it, or that there is none. Of regular
expressions samples are made and asked; a combination of which no sample was found stays open.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product
from typing import Literal, NamedTuple, TypeAlias

from compatlang.analyze.sample import samples
from compatlang.values.text import glob_matches, regex_matches


class Question(NamedTuple):
    """Whether a text matches."""

    kind: Literal["glob", "regex"]
    pattern: str

    def matches(self, text: str) -> bool:
        """As the evaluator decides it."""
        return glob_matches(self.pattern, text) if self.kind == "glob" else regex_matches(self.pattern, text)


class Texts(NamedTuple):
    """The texts that answer questions alike: one of them, or None where it is open whether there is any."""

    answers: tuple[bool, ...]
    text: str | None
    exact: bool = False
    """Whether this is the one text, a key that some set names."""


_MOST_STEPS = 4000
_MOST_OPEN = 6
"""So many questions have each combination of answers as a cell of its own; of more, only those found."""


def text_for(question: Question) -> str | None:
    """A text that matches, or None where none was found.

    >>> text_for(Question("glob", "NVIDIA-A100*")), text_for(Question("regex", "^el[89]_[0-9]+$"))
    ('NVIDIA-A100', 'el8_0')
    """
    found = (each.text for each in texts(frozenset(), (question,)) if each.answers[0])
    return next(found, None)


def texts(keys: frozenset[str], asked: Sequence[Question]) -> list[Texts]:
    """The keys, and for each combination of answers that other texts have one of them."""
    exact = [Texts(_answers(asked, each), each, exact=True) for each in sorted(keys)]
    found: dict[tuple[bool, ...], str] = {}
    complete = True
    if all(each.kind == "glob" for each in asked):
        complete = _walk([each.pattern for each in asked], keys, found)
    else:
        for candidate in _candidates(asked):
            if candidate not in keys:
                found.setdefault(_answers(asked, candidate), candidate)
        complete = False
    others = [Texts(answers, text) for answers, text in found.items()]
    if not complete and len(asked) <= _MOST_OPEN:
        combinations = product((False, True), repeat=len(asked))
        others += [Texts(each, None) for each in combinations if each not in found]
    return exact + others


def is_complete(asked: Sequence[Question]) -> bool:
    """Whether every text has a cell, open ones counted."""
    return all(each.kind == "glob" for each in asked) or len(asked) <= _MOST_OPEN


def _answers(asked: Sequence[Question], text: str) -> tuple[bool, ...]:
    return tuple(each.matches(text) for each in asked)


# Globs

_Places: TypeAlias = int
"""Places in a glob where reading may have come to, as bits."""


def _walk(globs: Sequence[str], keys: frozenset[str], found: dict[tuple[bool, ...], str]) -> bool:
    """Adds the shortest text for each combination of answers. Whether the walk came to its end."""
    readers = [*(_Reader(each) for each in globs), *(_Reader(each, literal=True) for each in sorted(keys))]
    alphabet = _alphabet(globs, keys)
    start = tuple(each.start for each in readers)
    reached = {start: ""}
    waiting = [start]
    for places in waiting:
        text = reached[places]
        ended = [reader.ended(each) for reader, each in zip(readers, places, strict=True)]
        if not any(ended[len(globs) :]):
            found.setdefault(tuple(ended[: len(globs)]), text)
        if len(waiting) > _MOST_STEPS:
            return False
        for character in alphabet:
            following = tuple(reader.read(each, character) for reader, each in zip(readers, places, strict=True))
            if following not in reached:
                reached[following] = text + character
                waiting.append(following)
    return True


class _Reader:
    """Reads texts in step with a glob."""

    def __init__(self, glob: str, *, literal: bool = False) -> None:
        self._glob = glob
        self._stars = 0 if literal else _bits(place for place, each in enumerate(glob) if each == "*")
        self._any = 0 if literal else _bits(place for place, each in enumerate(glob) if each == "?")
        self._one = {
            each: _bits(place for place, other in enumerate(glob) if other == each) & ~(self._stars | self._any)
            for each in set(glob)
        }
        self.start = self._past_stars(1)

    def read(self, places: _Places, character: str) -> _Places:
        """Where reading may be after one more character."""
        moving = places & (self._any | self._one.get(character, 0))
        return self._past_stars((moving << 1) | (places & self._stars))

    def ended(self, places: _Places) -> bool:
        """Whether the glob may end here."""
        return bool(places >> len(self._glob) & 1)

    def _past_stars(self, places: _Places) -> _Places:
        """A star may stand for nothing."""
        while (further := places | (places & self._stars) << 1) != places:
            places = further
        return places


def _bits(places: Iterable[int]) -> int:
    return sum(1 << each for each in places)


def _alphabet(globs: Iterable[str], keys: Iterable[str]) -> list[str]:
    """One character that stands for all that nothing names, and those that are told apart."""
    written = {each for glob in globs for each in glob} - {"*", "?"} | {each for key in keys for each in key}
    others = map(chr, chain(range(ord("x"), ord("z") + 1), range(ord("a"), sys.maxunicode)))
    return [next(each for each in others if each not in written), *sorted(written)]


# Regular expressions


def _candidates(asked: Sequence[Question]) -> Iterator[str]:
    """Samples of each expression, in the stars of each glob, and one after another."""
    yield from ("other", "")
    made = [each for question in asked if question.kind == "regex" for each in samples(question.pattern)]
    globs = [each.pattern for each in asked if each.kind == "glob"]
    yield from made
    for glob in globs:
        for filling in ("", "other", *made):
            yield glob.replace("*", filling, 1).replace("*", "").replace("?", "x")
            yield glob.replace("*", filling).replace("?", "x")
    yield from (first + second for first in made for second in made)
    yield from (f"other{each}other" for each in made)
