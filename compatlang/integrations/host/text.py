"""Texts as Go sees them, so that values come out as NFD's do.

Files hold bytes. They are decoded so that every byte that is not UTF-8 stays one character (a lone surrogate), which is how
Go's string functions treat it; `printable` makes of each the replacement character, as Go's JSON encoder does.
"""

from __future__ import annotations

import re

SPACE = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""What `unicode.IsSpace` accepts; `str.strip` alone would also take the separators U+001C to U+001F."""

_FIELD = re.compile(f"[^{SPACE}]+")
_NUMBER = re.compile(r"[+-]?[0-9]{1,4000}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_FORBIDDEN = re.compile(r"[^-A-Za-z0-9_.]")


def decode(data: bytes) -> str:
    """The text of some bytes, whatever they are."""
    return data.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """The bytes that `decode` made a text from."""
    return text.encode("utf-8", "surrogateescape")


def printable(text: str) -> str:
    """A text without lone surrogates: what of it reaches a document."""
    return _SURROGATE.sub("\ufffd", text)


def trimmed(text: str) -> str:
    """`strings.TrimSpace`."""
    return text.strip(SPACE)


def fields(text: str) -> list[str]:
    """`strings.Fields`."""
    return _FIELD.findall(text)


def lines(text: str) -> list[str]:
    """The parts between newlines, and those only: `str.splitlines` knows many more line ends."""
    return text.split("\n")


def integer(text: str) -> int | None:
    """`strconv.Atoi`: None where the text is no 64-bit number."""
    if not _NUMBER.fullmatch(text):
        return None
    value = int(text)
    return value if -(1 << 63) <= value < 1 << 63 else None


def underscored(text: str, *, runs: bool = False) -> str:
    """A text in which every character that a label value must not have is `_`; with `runs`, every run of them."""
    return re.sub(f"{_FORBIDDEN.pattern}+", "_", text) if runs else _FORBIDDEN.sub("_", text)


def boolean(value: bool) -> str:
    """`strconv.FormatBool`."""
    return "true" if value else "false"
