r"""Text that is safe to print: what came from a policy or a snapshot must not steer a terminal.

Every character that is not printable is written as an escape, `\x1b` or `\u202e`: control characters, bidirectional
overrides, line separators, lone surrogates. The two joiners that scripts and emoji need stay.
"""

from __future__ import annotations

_JOINERS = frozenset("\u200c\u200d")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TAB = 4


def plain(text: str) -> str:
    r"""The text with an escape for every character that is not printable.

    >>> plain("driver\x1b[2J")
    'driver\\x1b[2J'
    """
    if text.isprintable():
        return text
    return "".join(_escaped(each) for each in text)


def columns(text: str) -> int:
    """How many terminal columns a safe text takes."""
    return len(text) if text.isascii() else sum(_width(each) for each in text)


def cut(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis where it is longer than `most` characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def displayed(text: str) -> tuple[str, list[int]]:
    """A source line as it is shown, tabs expanded, and the column at which each character begins, and the end."""
    shown: list[str] = []
    starts: list[int] = []
    column = 0
    for each in text:
        starts.append(column)
        piece = " " * (_TAB - column % _TAB) if each == "\t" else _escaped(each)
        shown.append(piece)
        column += columns(piece)
    starts.append(column)
    return "".join(shown), starts


def _escaped(character: str) -> str:
    if character.isprintable() or character in _JOINERS:
        return character
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _width(character: str) -> int:
    if character.isascii():
        return 1
    import unicodedata  # only texts beyond ASCII need its tables

    if character in _JOINERS or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
