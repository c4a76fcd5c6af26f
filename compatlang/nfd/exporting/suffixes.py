"""Suffixes of versions from a bound on, or below it, as regular expressions.

Pieces compare as in `values.version`: `~` below the end, the end below letters, letters below digits, letters as text and
digits as numbers. The expression follows the pieces of the bound: at each of them a suffix has a lesser piece, or a greater,
and whatever follows is decided, or the same, and the next piece decides. Separators stand between pieces and count for nothing,
but two words, or two numbers, need one between them.

A suffix begins with no digit, and with no dot that has a digit behind it, since those are numbers of the version still.
"""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_letters, ascii_lowercase
from typing import NamedTuple

from compatlang.nfd.exporting.ranges import Range, decimal
from compatlang.nfd.exporting.regex import NOTHING, either, spans
from compatlang.values.version import Piece

_TILDE, _END, _LETTERS, _DIGITS = -1, 0, 1, 2
"""The kinds of pieces, in their order; what lies above all of them bounds literals."""

_KINDS = (_TILDE, _END, _LETTERS, _DIGITS)

_ANY = {_TILDE: "~.*", _END: "", _LETTERS: "[A-Za-z].*", _DIGITS: "[0-9].*"}
"""Any piece of a kind, and whatever follows it."""

_BEHIND = {_LETTERS: "(?:[^A-Za-z].*)?", _DIGITS: "(?:[^0-9].*)?"}
"""Whatever follows a word, or a number."""

_SEPARATORS = "[-+._^]*"
_SEPARATOR = "[-+._^]+"
_SEPARATOR_OF_NUMBERS = r"(?:[-+_^]|\.[-+._^])[-+._^]*"
"""Between the numbers of a version and a number of its suffix."""


def least(bound: tuple[Piece, ...], *, any_case: bool) -> str:
    """Suffixes from a bound on; with `any_case` capital letters are small ones."""
    return either(_Side(above=True, any_case=any_case).rest(bound, _END) or [NOTHING])


def below(bound: tuple[Piece, ...], *, any_case: bool) -> str:
    """Suffixes below a bound."""
    return either(_Side(above=False, any_case=any_case).rest(bound, _END) or [NOTHING])


class _Side(NamedTuple):
    """The suffixes on one side of a bound."""

    above: bool
    any_case: bool

    def rest(self, bound: tuple[Piece, ...], before: int) -> list[str]:
        """What the rest of a suffix may be where the pieces before it are those of the bound.

        `before` is the kind of the last of them, or `_END` at the beginning.
        """
        kind = bound[0][0]
        found = [
            _separated(each, before) + _ANY[each] for each in _KINDS if (each > kind if self.above else each < kind)
        ]
        if kind == _END and self.above is (len(bound) == 1):
            found.append(_SEPARATORS)
        if kind in _BEHIND:
            found += [_separated(kind, before) + each + _BEHIND[kind] for each in self._others(bound[0])]
        follows = self.rest(bound[1:], kind) if kind in {_TILDE, *_BEHIND} else []
        if follows:
            found.append(_separated(kind, before) + self._same(bound[0]) + either(follows))
        return found

    def _others(self, piece: Piece) -> Iterator[str]:
        """Pieces of the same kind on the wanted side of one."""
        value = piece[-1]
        if isinstance(value, str):
            yield from (self._cased(each) for each in self._words(value))
        elif self.above:
            yield decimal([Range(value + 1, None)])
        elif value:
            yield decimal([Range(0, value - 1)])

    def _words(self, word: str) -> Iterator[str]:
        """Words that differ from one by a letter on the wanted side, that go on where it ends, or end where it goes on."""
        for index, letter in enumerate(word):
            letters = ascii_lowercase if self.any_case else "".join(sorted(ascii_letters))
            place = letters.index(letter)
            wanted = letters[place + 1 :] if self.above else letters[:place]
            if wanted:
                yield f"{word[:index]}[{spans(wanted)}][A-Za-z]*"
        if self.above:
            yield f"{word}[A-Za-z]+"
        else:
            yield from (word[:index] for index in range(1, len(word)))

    def _same(self, piece: Piece) -> str:
        value = piece[-1]
        if isinstance(value, str):
            return self._cased(value)
        return "~" if piece[0] == _TILDE else f"0*{value}"

    def _cased(self, expression: str) -> str:
        return f"(?i:{expression})" if self.any_case else expression


def _separated(kind: int, before: int) -> str:
    """What stands before a piece of a kind."""
    if kind == before and kind in _BEHIND:
        return _SEPARATOR
    return _SEPARATOR_OF_NUMBERS if kind == _DIGITS and before == _END else _SEPARATORS
