"""Sprig's functions that change the case of text: Go's `strings`, goutils and xstrings v1.5."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from compatlang.nfd.template import runes
from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.kinds import STRING
from compatlang.nfd.template.limits import Work


def _upper(text: bytes) -> bytes:
    return text.upper() if text.isascii() else runes.mapped(text, runes.to_upper)


def _lower(text: bytes) -> bytes:
    return text.lower() if text.isascii() else runes.mapped(text, runes.to_lower)


def _title(text: bytes) -> bytes:
    """Every letter at the start of a word in title case."""
    letters: list[bytes] = []
    previous = " "
    for rune, part in runes.split(text):
        title = runes.to_title(rune) if _separates(previous) else rune
        letters.append(part if title == rune and rune != runes.BAD else runes.encode(title))
        previous = rune
    return b"".join(letters)


def _separates(rune: str) -> bool:
    if runes.is_word(rune):
        return False
    return rune.isascii() or runes.is_space(rune)


def _untitle(text: bytes) -> bytes:
    """Every first letter after white space in lower case."""
    if not text:
        return text
    letters: list[str] = []
    after_space = True
    for rune in runes.decode(text):
        if runes.is_space(rune):
            after_space = True
            letters.append(rune)
        else:
            letters.append(runes.to_lower(rune) if after_space else rune)
            after_space = False
    return runes.encode("".join(letters))


def _swapcase(text: bytes) -> bytes:
    """Upper and lower case exchanged; a lower case letter at the start of a word becomes title case."""
    letters: list[str] = []
    after_space = True
    for rune in runes.decode(text):
        if runes.is_upper(rune) or runes.is_title(rune):
            letters.append(runes.to_lower(rune))
            after_space = False
        elif runes.is_lower(rune):
            letters.append(runes.to_title(rune) if after_space else runes.to_upper(rune))
            after_space = False
        else:
            letters.append(rune)
            after_space = runes.is_space(rune)
    return runes.encode("".join(letters))


def _is_connector(rune: str) -> bool:
    return rune in "-_" or runes.is_space(rune)


def _camelcase(text: bytes) -> bytes:
    """Words joined, each with its first letter in upper case; connectors in front stay."""
    if not text:
        return b""
    letters: list[str] = []
    rest = list(runes.decode(text))
    at = 0
    while at < len(rest) and _is_connector(rest[at]):
        letters.append(rest[at])
        at += 1
    if at == len(rest):
        # The last connector is written once more: xstrings means this for a text of one rune.
        return runes.encode("".join([*letters, letters[-1]]))
    lowering = runes.is_upper(rest[at])
    current = runes.to_upper(rest[at])
    if at + 1 == len(rest):
        return runes.encode("".join([*letters, current]))
    for following in rest[at + 1 :]:
        previous, current = current, following
        if _is_connector(current) and _is_connector(previous):
            letters.append(previous)
        elif _is_connector(previous):
            lowering = runes.is_upper(current)
            current = runes.to_upper(current)
        else:
            if lowering and runes.is_upper(current):
                current = runes.to_lower(current)
            else:
                lowering = False
            letters.append(previous)
    return runes.encode("".join([*letters, current]))


class _Unit(NamedTuple):
    """A rune with its bytes, and with those before it that are not UTF-8; without a rune when nothing follows those."""

    rune: str | None
    part: bytes


class _Word(NamedTuple):
    """A run of similar runes."""

    kind: str
    units: list[_Unit]


def _snakecase(work: Work, text: bytes) -> bytes:
    return _lowered(text, b"_", work)


def _kebabcase(work: Work, text: bytes) -> bytes:
    return _lowered(text, b"-", work)


def _lowered(text: bytes, connector: bytes, work: Work) -> bytes:
    work.spend_bytes(2 * len(text))
    return _Lowering(text, connector).run() if text else b""


class _Lowering:
    """The words of a text in lower case with connectors between them.

    A number belongs to the word before it, unless letters in lower case follow: `Bld4Floor` gives `bld4_floor`, but
    `http2xx` gives `http_2xx`.
    """

    def __init__(self, text: bytes, connector: bytes) -> None:
        self._units = _units(text)
        self._at = 0
        self._connector = connector
        self._parts: list[bytes] = []

    def run(self) -> bytes:
        word = self._take()
        while self._at < len(self._units):
            if word.kind != "connector":
                self._write(word)
            previous, word = word, self._take()
            if previous.kind == "number":
                word = self._write_all_lower(word)
                if word.kind not in {"invalid", "punctuation", "connector"}:
                    self._parts.append(self._connector)
            elif previous.kind == "connector":
                self._write(previous)
            elif previous.kind != "punctuation":
                word = self._after_letters(word)
        self._write(word)
        return b"".join(self._parts)

    def _after_letters(self, word: _Word) -> _Word:
        if word.kind != "number":
            if word.kind not in {"connector", "punctuation"}:
                self._parts.append(self._connector)
            return word
        if self._at == len(self._units):
            return word
        number, word = word, self._take()
        if word.kind != "alphabet":
            self._write(number)
            if word.kind not in {"connector", "punctuation"}:
                self._parts.append(self._connector)
            return word
        self._parts.append(self._connector)
        self._write(number)
        word = self._write_all_lower(word)
        if word.kind not in {"invalid", "punctuation", "connector"}:
            self._parts.append(self._connector)
        return word

    def _write_all_lower(self, word: _Word) -> _Word:
        """Write words as long as they are lower case letters or numbers; the first that is not."""
        while word.kind in {"alphabet", "number"}:
            self._write(word)
            word = self._take()
        return word

    def _write(self, word: _Word) -> None:
        if word.kind not in {"upper", "connector"}:
            self._parts += [unit.part for unit in word.units]
            return
        for rune in runes.decode(b"".join(unit.part for unit in word.units)):
            self._parts.append(self._connector if _is_connector(rune) else runes.encode(_lower_upper(rune)))

    def _take(self) -> _Word:
        """The next word; an empty one at the end."""
        start = self._at
        if start == len(self._units):
            return _Word("invalid", [])
        first = self._units[start].rune
        self._at += 1
        if first is None:
            return _Word("invalid", self._units[start : self._at])
        if _is_connector(first):
            kind = self._run("connector", _is_connector)
        elif runes.is_punct(first):
            kind = self._run("punctuation", runes.is_punct)
        elif runes.is_upper(first):
            kind = self._upper()
        elif _is_alphabet(first):
            kind = self._run("alphabet", _is_lower_alphabet)
        elif runes.is_number(first):
            kind = self._run("number", runes.is_number)
        else:
            kind = self._run("other", _is_other)
        return _Word(kind, self._units[start : self._at])

    def _run(self, kind: str, belongs: Callable[[str], bool]) -> str:
        """Take units as long as they belong to the word; those without a rune always do."""
        while self._at < len(self._units):
            rune = self._units[self._at].rune
            if rune is not None and not belongs(rune):
                break
            self._at += 1
        return kind

    def _upper(self) -> str:
        """`HTTPStatus` is the words `HTTP` and `Status`; `Status` is one word."""
        if self._at == len(self._units):
            return "upper"
        second = self._units[self._at].rune
        if second is None or runes.is_upper(second):
            self._run("upper", runes.is_upper)
            if self._at < len(self._units) and _is_alphabet(self._units[self._at].rune or ""):
                self._at -= 1
        elif _is_alphabet(second):
            self._run("upper", _is_lower_alphabet)
        return "upper"


def _units(text: bytes) -> list[_Unit]:
    units: list[_Unit] = []
    bad = b""
    for rune, part in runes.split(text):
        if rune == runes.BAD:
            bad += part
        else:
            units.append(_Unit(rune, bad + part))
            bad = b""
    return [*units, _Unit(None, bad)] if bad else units


def _lower_upper(rune: str) -> str:
    return runes.to_lower(rune) if runes.is_upper(rune) else rune


def _is_alphabet(rune: str) -> bool:
    """Whether a rune is a letter, but for Chinese characters."""
    if not rune or not runes.is_letter(rune):
        return False
    return not ("\u3400" <= rune <= "\u4d85" or "\u4e00" <= rune <= "\u9fcc" or "\U00020000" <= rune <= "\U0002b81d")


def _is_lower_alphabet(rune: str) -> bool:
    return _is_alphabet(rune) and not runes.is_upper(rune)


def _is_other(rune: str) -> bool:
    return not (_is_connector(rune) or _is_alphabet(rune) or runes.is_number(rune) or runes.is_punct(rune))


FUNCTIONS = (
    Function("upper", _upper, (STRING,), STRING),
    Function("lower", _lower, (STRING,), STRING),
    Function("title", _title, (STRING,), STRING),
    Function("untitle", _untitle, (STRING,), STRING),
    Function("swapcase", _swapcase, (STRING,), STRING),
    Function("camelcase", _camelcase, (STRING,), STRING),
    Function("snakecase", _snakecase, (STRING,), STRING, works=True),
    Function("kebabcase", _kebabcase, (STRING,), STRING, works=True),
)
