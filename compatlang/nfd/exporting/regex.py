r"""Pieces of regular expressions that Go and RE2 read alike.

Every expression that the export makes is anchored with `\A` and `\z`, and says `(?s)` where a dot may be a line break.
"""

from __future__ import annotations

from collections.abc import Iterable

_SPECIAL = frozenset("\\.+*?()|[]{}^$")
_SPECIAL_IN_CLASS = frozenset("\\[]^-")


def literal(text: str) -> str:
    r"""An expression of that text only.

    >>> literal("a.b")
    'a\\.b'
    """
    return "".join(_character(each, _SPECIAL) for each in text)


def in_class(text: str) -> str:
    """The characters of a text, for use within a character class."""
    return "".join(_character(each, _SPECIAL_IN_CLASS) for each in text)


def _character(character: str, special: frozenset[str]) -> str:
    if character in special:
        return f"\\{character}"
    return character if character.isprintable() else f"\\x{{{ord(character):x}}}"


def either(alternatives: Iterable[str]) -> str:
    """Any of several expressions, none of which has a bare `|`; there is at least one.

    >>> either(["a", "b", "a"]), either(["ab"])
    ('(?:a|b)', 'ab')
    """
    different = list(dict.fromkeys(alternatives))
    return different[0] if len(different) == 1 else f"(?:{'|'.join(different)})"


def optional(alternatives: Iterable[str]) -> str:
    """Any of several expressions, or nothing.

    >>> optional(["ab"]), optional([])
    ('(?:ab)?', '')
    """
    different = list(dict.fromkeys(alternatives))
    return f"(?:{'|'.join(different)})?" if different else ""


def spans(letters: str) -> str:
    """Ascending letters as they stand in a character class.

    >>> spans("abcf")
    'a-cf'
    """
    runs: list[str] = []
    for each in letters:
        if runs and ord(each) == ord(runs[-1][-1]) + 1:
            runs[-1] += each
        else:
            runs.append(each)
    return "".join(run if len(run) < 3 else f"{run[0]}-{run[-1]}" for run in runs)


def whole(expression: str) -> str:
    """An expression of whole texts."""
    return rf"\A{expression}\z"


NOTHING = r"[^\x00-\x{10FFFF}]"
"""An expression that no text matches."""
