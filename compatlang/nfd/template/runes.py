"""Go's view of text: bytes that are read as runes, with U+FFFD for each byte that is not UTF-8.

The case mappings and classes are those of Go's `unicode` package, which maps every rune to exactly one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

BAD = "\N{REPLACEMENT CHARACTER}"
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), BAD)
_ESCAPES = frozenset(map(chr, range(0xDC80, 0xDD00)))
"""How Python keeps a byte that is not UTF-8."""
_SPACES = frozenset(
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""All white space; Python's own notion of it has four more."""


def decode(data: bytes) -> str:
    """The runes of a text."""
    return data.decode("utf-8", "surrogateescape").translate(_SURROGATES)


def split(data: bytes) -> list[tuple[str, bytes]]:
    """The runes of a text, each with the bytes that it stands for."""
    runes = data.decode("utf-8", "surrogateescape")
    return [(BAD if rune in _ESCAPES else rune, rune.encode("utf-8", "surrogateescape")) for rune in runes]


def each(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The runes of a text one by one, for when only its beginning matters."""
    at = 0
    while at < len(data):
        rune, part = split(data[at : at + 4])[0]
        yield rune, part
        at += len(part)


def is_valid(data: bytes) -> bool:
    """Whether a text is UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def encode(text: str) -> bytes:
    """The bytes of some runes."""
    return text.encode("utf-8", "surrogatepass")


def to_rune(code: int) -> str:
    """The rune of a number, or U+FFFD when there is none."""
    return chr(code) if 0 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF else BAD


def is_space(rune: str) -> bool:
    """Whether a rune is white space."""
    return rune in _SPACES


def is_upper(rune: str) -> bool:
    """Whether a rune is an upper case letter."""
    return unicodedata.category(rune) == "Lu"


def is_lower(rune: str) -> bool:
    """Whether a rune is a lower case letter."""
    return unicodedata.category(rune) == "Ll"


def is_title(rune: str) -> bool:
    """Whether a rune is a title case letter."""
    return unicodedata.category(rune) == "Lt"


def is_letter(rune: str) -> bool:
    """Whether a rune is a letter."""
    return unicodedata.category(rune)[0] == "L"


def is_digit(rune: str) -> bool:
    """Whether a rune is a decimal digit."""
    return unicodedata.category(rune) == "Nd"


def is_number(rune: str) -> bool:
    """Whether a rune is a number of any sort."""
    return unicodedata.category(rune)[0] == "N"


def is_punct(rune: str) -> bool:
    """Whether a rune is punctuation."""
    return unicodedata.category(rune)[0] == "P"


def is_word(rune: str) -> bool:
    """Whether a rune may be part of a name in a template."""
    return rune == "_" or is_letter(rune) or is_digit(rune)


def is_print(rune: str) -> bool:
    """Whether a rune is shown as it is in a quoted string."""
    return rune == " " or unicodedata.category(rune)[0] in "LMNPS"


def to_lower(rune: str) -> str:
    """The lower case of one rune."""
    lower = rune.lower()
    return lower if len(lower) == 1 else lower[0] if rune == "\u0130" else rune


def to_upper(rune: str) -> str:
    """The upper case of one rune."""
    upper = rune.upper()
    if len(upper) == 1:
        return upper
    title = rune.title()
    return title if len(title) == 1 else rune


def to_title(rune: str) -> str:
    """The title case of one rune."""
    title = rune.title()
    return title if len(title) == 1 else rune


def mapped(data: bytes, change: Callable[[str], str]) -> bytes:
    """A text with every rune changed."""
    return encode("".join(map(change, decode(data))))


def trim_space(data: bytes) -> bytes:
    """A text without the white space around it."""
    runes = split(data)
    start, stop = 0, len(runes)
    while start < stop and is_space(runes[start][0]):
        start += 1
    while stop > start and is_space(runes[stop - 1][0]):
        stop -= 1
    return b"".join(part for _, part in runes[start:stop])
