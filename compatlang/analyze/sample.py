"""Texts that a regular expression matches, from a plain reading of it.

It knows the part of RE2's syntax that policies use; what it does not know it skips. Each text is asked of the matcher before
it is given out, so that a wrong reading costs a sample, never an answer.
"""

from __future__ import annotations

import re

from compatlang.values.text import regex_error, regex_matches

_MOST = 24
_TRIED = (*"0a1bA_- .x", *map(chr, range(0x21, 0x7F)), "\t", "\u00e9")
"""Characters of which the first that is in a class is taken."""

_REPEATED = re.compile(r"\{([0-9]+)(?:,([0-9]*))?\}")
_NAMED = re.compile(r"\[:\^?[a-z]+:\]|\\.")
"""What stands in a class as more than one character."""
_FLAGS = re.compile(r"\?(?:P?<[^>]*>|[a-zA-Z-]*:|[a-zA-Z-]*(?=\)))")
_ANCHORS = frozenset("bBAzZ")


def samples(expression: str) -> list[str]:
    """Some texts that match, in the order in which the expression names alternatives.

    >>> samples("^(el|fc)[89]$")
    ['el8', 'fc8']
    """
    reader = _Reader(expression)
    return [each for each in dict.fromkeys(reader.alternatives()) if regex_matches(expression, each)][:_MOST]


class _Reader:
    def __init__(self, expression: str) -> None:
        self._text = expression
        self._at = 0

    def alternatives(self) -> list[str]:
        """Up to the end of the group."""
        found = self._sequence()
        while self._next("|"):
            found += self._sequence()
        return found[:_MOST]

    def _next(self, token: str) -> bool:
        if self._text.startswith(token, self._at):
            self._at += len(token)
            return True
        return False

    def _sequence(self) -> list[str]:
        made = [""]
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            made = _joined(made, self._repeated(self._piece()))
        return made

    def _piece(self) -> list[str]:
        """One character, class, group or anchor."""
        character = self._text[self._at]
        if character == "[":
            return self._class()
        self._at += 1
        if character == "(":
            return self._group()
        if character == "\\":
            return self._escaped()
        if character in "^$":
            return [""]
        return ["x"] if character == "." else [character]

    def _group(self) -> list[str]:
        flags = _FLAGS.match(self._text, self._at)
        if flags is not None:
            self._at = flags.end()
        found = self.alternatives()
        self._next(")")
        return found

    def _escaped(self) -> list[str]:
        character = self._text[self._at : self._at + 1]
        self._at += 1
        if character in _ANCHORS:
            return [""]
        return _members(f"\\{character}") if character.isalpha() else [character]

    def _class(self) -> list[str]:
        end = self._at + 1 + self._text.startswith("^", self._at + 1)
        end += self._text.startswith("]", end)
        while end < len(self._text) and self._text[end] != "]":
            named = _NAMED.match(self._text, end)
            end = named.end() if named is not None else end + 1
        written, self._at = self._text[self._at : end + 1], end + 1
        return _members(written)

    def _repeated(self, piece: list[str]) -> list[str]:
        """A piece as often as what follows it says: as seldom as it may be, then once more."""
        least, most = 1, 1
        counted = _REPEATED.match(self._text, self._at)
        if counted is not None:
            self._at = counted.end()
            least = int(counted[1])
            most = least if counted[2] is None else int(counted[2] or least + 1)
        elif self._next("*"):
            least, most = 0, 2
        elif self._next("+"):
            least, most = 1, 2
        elif self._next("?"):
            least, most = 0, 1
        else:
            return piece
        self._next("?")
        times = dict.fromkeys((least, min(most, least + 1)))
        return [each * count for count in times for each in piece or [""]]


def _members(written: str) -> list[str]:
    """The first character of a class, as the matcher says."""
    expression = rf"\A{written}\z"
    if regex_error(expression) is not None:
        return []
    return [each for each in _TRIED if regex_matches(expression, each)][:1]


def _joined(before: list[str], piece: list[str]) -> list[str]:
    """Each with each, the first of both first, as far as there is room."""
    return [first + second for second in piece for first in before][:_MOST]
