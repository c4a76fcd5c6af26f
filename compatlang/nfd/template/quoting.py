"""Go's quoted texts: what is written in a template, and what `%q` prints."""

from __future__ import annotations

from compatlang.nfd.template import runes

_NAMED = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92}
_SHOWN = {chr(code): "\\" + letter for letter, code in _NAMED.items()}
_HEXADECIMAL = {"x": 2, "u": 4, "U": 8}
_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")
_OCTAL_DIGITS = frozenset("01234567")


def unquote(literal: str) -> bytes | None:
    """The text of a string literal in double or back quotes; None when it is malformed."""
    body = literal[1:-1]
    if literal[0] == "`":
        return runes.encode(body.replace("\r", ""))
    parts: list[bytes] = []
    index = 0
    while index < len(body):
        found = _character(body, index, literal[0])
        if found is None:
            return None
        part, index, _ = found
        parts.append(part)
    return b"".join(parts)


def unquote_character(literal: str) -> int | str:
    """The number of a character literal in single quotes, or what is wrong with it."""
    found = _character(literal, 1, "'")
    if found is None:
        return "invalid syntax"
    _, index, code = found
    return code if literal[index:] == "'" else f"malformed character constant: {literal}"


def _character(text: str, index: int, quote: str) -> tuple[bytes, int, int] | None:
    """The bytes of the character at some place, the place behind it, and its number."""
    character = text[index]
    if character in {quote, "\n"}:
        return None
    if character != "\\":
        return runes.encode(character), index + 1, ord(character)
    letter = text[index + 1 : index + 2]
    if letter in _HEXADECIMAL:
        return _numbered(text, index + 2, _HEXADECIMAL[letter], 16, single=letter == "x")
    if letter in _OCTAL_DIGITS:
        return _numbered(text, index + 1, 3, 8, single=True)
    code = ord(quote) if letter == quote else _NAMED.get(letter)
    return None if code is None else (bytes([code]), index + 2, code)


def _numbered(text: str, index: int, count: int, base: int, *, single: bool) -> tuple[bytes, int, int] | None:
    digits = text[index : index + count]
    if len(digits) < count or not _HEX_DIGITS.issuperset(digits):
        return None
    if base == 8 and not _OCTAL_DIGITS.issuperset(digits):
        return None
    code = int(digits, base)
    if single:
        return (bytes([code]), index + count, code) if code < 256 else None
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return None
    return runes.encode(chr(code)), index + count, code


def quote(data: bytes, *, ascii_only: bool = False) -> str:
    r"""A text in double quotes, as `strconv.Quote` writes it.

    >>> quote("é\n".encode() + b"\xff")
    '"é\\n\\xff"'
    """
    return '"' + "".join(_shown(rune, part, '"', ascii_only) for rune, part in runes.split(data)) + '"'


def quote_rune(code: int, *, ascii_only: bool = False) -> str:
    """A character in single quotes, as `strconv.QuoteRune` writes it."""
    rune = runes.to_rune(code)
    return "'" + _shown(rune, runes.encode(rune), "'", ascii_only) + "'"


def _shown(rune: str, part: bytes, quote_: str, ascii_only: bool) -> str:
    if rune == runes.BAD and len(part) == 1:
        return f"\\x{part[0]:02x}"
    if rune == quote_:
        return "\\" + rune
    if rune in _SHOWN:
        return _SHOWN[rune]
    if runes.is_print(rune) and (rune.isascii() or not ascii_only):
        return rune
    code = ord(rune)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def can_backquote(data: bytes) -> bool:
    """Whether `%#q` writes a text in back quotes."""
    return all(
        (rune != runes.BAD or len(part) == 3)
        and rune != "\ufeff"
        and (rune >= " " or rune == "\t")
        and rune not in "`\x7f"
        for rune, part in runes.split(data)
    )
