"""The version order: a total order over what kernels, drivers and packages call themselves.

A version is `[v]N(.N)*` and an optional suffix over `[0-9A-Za-z-+~._^]`. Its key is `(numbers, phase, suffix)`:

- `numbers` without trailing zeros, so `5.15` and `5.15.0` are one;
- `phase` is before the release (`-rc3`, `~exp1`), the release itself, or built from it (`-91-generic`, `.el9_3`);
- `suffix` piece by piece: `~` sorts below the end, the end below letters, letters below digits, digits as numbers. The
  idea of `~` below the end is Debian's (Debian Policy, section 5.6.12), the rest is chosen so that the order is total
  and a literal is an interval.

Keys are tuples and compare with `<`. A literal in a pattern is a half-open interval of keys, see `literal_bounds`.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from compatlang import limits
from compatlang.values.lazy import lazily

Piece: TypeAlias = tuple[int] | tuple[int, int] | tuple[int, str]
VersionKey: TypeAlias = tuple[tuple[int, ...], int, tuple[Piece, ...]]

_LOWEST, _PRE, _FINAL, _POST, _HIGHEST = -1, 0, 1, 2, 3
"""Phases. The first and the last belong to no version; they bound intervals."""

_TILDE: Piece = (-1,)
_END: Piece = (0,)
_LETTERS, _DIGITS = 1, 2
_BEYOND: Piece = (3,)
"""Above every piece: the high end of the interval of a literal with a suffix."""

_SEPARATORS = "-+._^"
_VERSION = lazily(rf"v?([0-9]+(?:\.[0-9]+)*)([{_SEPARATORS}~A-Za-z0-9]*)", re.ASCII)
_SERIES = lazily(r"([0-9]+(?:\.[0-9]+)*)\.\*", re.ASCII)
_PIECE = lazily(r"~|[0-9]+|[A-Za-z]+", re.ASCII)
_FIRST_WORD = lazily(rf"[{_SEPARATORS}]?([A-Za-z]+)", re.ASCII)
_CANDIDATE = lazily(r"(?<![A-Za-z])rc[0-9]", re.ASCII | re.IGNORECASE)
_PRE_WORDS = frozenset({"rc", "alpha", "beta", "pre", "dev"})


def parse_version(text: str) -> VersionKey | None:
    """The key of a version text, or None where the text is no version.

    >>> parse_version("5.15.0") == parse_version("5.15")
    True
    >>> parse_version("6.9.0-rc3") < parse_version("6.9") < parse_version("6.9.0-91-generic")
    True
    """
    if len(text) > limits.VERSION_CHARACTERS:
        return None
    match = _VERSION.fullmatch(text)
    if match is None or _too_many_digits(text):
        return None
    return _key(match[1], match[2])


def _key(numbers: str, suffix: str) -> VersionKey:
    phase = _phase(suffix)
    pieces = tuple(_piece(each, phase) for each in _PIECE.findall(suffix))
    return _numbers(numbers), phase, (*pieces, _END)


def _too_many_digits(text: str) -> bool:
    return len(text) > limits.VERSION_DIGITS and any(
        len(run) > limits.VERSION_DIGITS for run in re.findall("[0-9]+", text)
    )


def _numbers(text: str) -> tuple[int, ...]:
    numbers = [int(each) for each in text.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _phase(suffix: str) -> int:
    if not suffix:
        return _FINAL
    word = _FIRST_WORD.match(suffix)
    before = suffix[0] == "~" or (word is not None and word[1].lower() in _PRE_WORDS) or _CANDIDATE.search(suffix)
    return _PRE if before else _POST


def _piece(text: str, phase: int) -> Piece:
    if text == "~":
        return _TILDE
    if text[0].isdigit():
        return (_DIGITS, int(text))
    return (_LETTERS, text.lower() if phase == _PRE else text)


def literal_bounds(text: str) -> tuple[VersionKey, VersionKey] | None:
    """The interval `low <= key < high` that a version literal means in a pattern, or None where it is none.

    Without a suffix: that release and everything built from it. With one: every suffix that continues it piece by
    piece. A series: every key whose numbers begin so. Two literals are disjoint or nested.

    >>> low, high = literal_bounds("5.15.0")
    >>> [low <= parse_version(each) < high for each in ("5.15.0-rc1", "5.15.0-91-generic", "5.15.1")]
    [False, True, False]
    """
    if len(text) > limits.VERSION_CHARACTERS or _too_many_digits(text):
        return None
    series = _SERIES.fullmatch(text)
    if series is not None:
        numbers = tuple(int(each) for each in series[1].split("."))
        return (_numbers(series[1]), _LOWEST, ()), ((*numbers[:-1], numbers[-1] + 1), _LOWEST, ())
    match = _VERSION.fullmatch(text)
    if match is None or text.startswith("v"):
        return None
    numbers_key, phase, pieces = _key(match[1], match[2])
    if phase == _FINAL:
        return (numbers_key, _FINAL, pieces), (numbers_key, _HIGHEST, ())
    return (numbers_key, phase, pieces), (numbers_key, phase, (*pieces[:-1], _BEYOND))


def successor(key: VersionKey) -> VersionKey:
    """The least bound above a key. No key continues another one, since all end in the same piece."""
    numbers, phase, pieces = key
    return (numbers, phase, (*pieces, _TILDE))


def show_bound(bound: VersionKey) -> tuple[str, bool]:
    """A bound as a literal and whether it lies after all keys of the literal, or before them.

    The successor of one key lies after `exactly` that.

    >>> low, high = literal_bounds("5.15.3-rc1")
    >>> show_bound(low), show_bound(high), show_bound(successor(low))
    (('5.15.3-rc1', False), ('5.15.3-rc1', True), ('exactly 5.15.3-rc1', True))
    """
    numbers, phase, pieces = bound
    if phase == _LOWEST:
        return f"{_dotted(numbers)}.*", False
    if phase == _HIGHEST:
        return _dotted(numbers), True
    if pieces[-1] == _BEYOND:
        return _show((numbers, phase, (*pieces[:-1], _END))), True
    if pieces[-2:] == (_END, _TILDE):
        return f"exactly {_show((numbers, phase, pieces[:-1]))}", True
    return _show(bound), False


def series(low: VersionKey, high: VersionKey) -> str | None:
    """The series that begins and ends with two bounds, or None where they bound none.

    >>> series(*literal_bounds("5.15.0.*"))
    '5.15.0.*'
    """
    if low[1] != _LOWEST or high[1] != _LOWEST:
        return None
    numbers = (*high[0][:-1], high[0][-1] - 1)
    text = f"{_dotted(numbers)}.*"
    return text if literal_bounds(text) == (low, high) else None


_DASHES = (
    frozenset({(_LETTERS, _LETTERS), (_DIGITS, _DIGITS), (_DIGITS, _LETTERS)}),
    frozenset({(_LETTERS, _LETTERS), (_DIGITS, _DIGITS), (_DIGITS, _LETTERS), (_LETTERS, _DIGITS)}),
    frozenset({(_LETTERS, _LETTERS), (_DIGITS, _DIGITS)}),
)
"""Between which pieces a dash stands: as in `91-generic-rc3`, else where `rc-3` is no candidate, else as few as can be."""


def _dotted(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers)) or "0"


def _show(key: VersionKey) -> str:
    """A text that has the key. A key does not keep separators, yet how many there are may decide the phase.

    Two numbers before a suffix, and one dash between, are what a literal of the language may have.
    """
    numbers, phase, pieces = key
    if phase == _FINAL:
        return _dotted(numbers)
    begins = ("", "-", "--") if pieces[0] == _TILDE else ("-", "--", "")
    texts = [
        head + begin + _suffix(pieces[:-1], dashes)
        for dashes in _DASHES
        for head in (_dotted((*numbers, 0, 0)[: max(2, len(numbers))]), _dotted(numbers))
        for begin in begins
    ]
    return next((each for each in texts if parse_version(each) == key), texts[0])


def _suffix(pieces: tuple[Piece, ...], dashes: frozenset[tuple[int, int]]) -> str:
    text = ""
    before = _END
    for piece in pieces:
        text += "-" if (before[0], piece[0]) in dashes else ""
        text += "~" if piece == _TILDE else str(piece[-1])
        before = piece
    return text
