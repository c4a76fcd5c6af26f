"""What is wrong with a JSON text, and where.

The decoder says where the syntax breaks. What it lets through or has no place for (duplicate keys, NaN, half surrogate
pairs, depth) is found by a second look at the tokens, which only a text with such an error gets.
"""

from __future__ import annotations

import re

from compatlang import limits
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.snapshot.findings import duplicate_key, template, too_deep
from compatlang.snapshot.json_places import skip_space, skip_value
from compatlang.snapshot.tree import SURROGATE
from compatlang.source import SourceFile, Span
from compatlang.values.lazy import lazily

_TOKEN = lazily(r'"[^"\\]*(?:\\.[^"\\]*)*"|[][{}]|NaN|-?Infinity', re.DOTALL)
_AFTER_KEY = lazily(r"[ \t\r\n]*:")


def first_trouble(file: SourceFile, start: int, stop: int | None = None) -> Diagnostic | None:
    """The first duplicate key, NaN, half surrogate pair or container too deep, in text that is JSON up to there."""
    text = file.text
    keys: list[dict[str, Span] | None] = []
    for token in _TOKEN.finditer(text, start, len(text) if stop is None else stop):
        first = token.group()[0]
        span = Span(file.name, *token.span())
        if first in "{[":
            keys.append({} if first == "{" else None)
            if len(keys) > limits.NESTING:
                return too_deep(span)
        elif first in "}]":
            if len(keys) <= 1:
                return None
            keys.pop()
        elif first != '"':
            return codes.INVALID_JSON.at(
                span,
                f"`{token.group()}` is not a JSON value",
                help="write the value as a string",
            )
        else:
            trouble = _string_trouble(file, token, keys[-1] if keys else None)
            if trouble is not None:
                return trouble
    return None


def _string_trouble(file: SourceFile, token: re.Match[str], keys: dict[str, Span] | None) -> Diagnostic | None:
    text = file.text
    span = Span(file.name, *token.span())
    string = token.group()[1:-1]
    if "\\" in string:
        string, _ = skip_value(text, token.start())
        if SURROGATE.search(string):
            return codes.INVALID_JSON.at(
                span, "the text has half a surrogate pair, which is no character", help="write both halves, or neither"
            )
    if keys is None or not _AFTER_KEY.match(text, token.end()):
        return None
    if string in keys:
        return duplicate_key(span, string, keys[string])
    keys[string] = span
    return None


def syntax_error(file: SourceFile, start: int, stop: int, problem: str, at: int) -> Diagnostic:
    """What the decoder's `problem` at offset `at` means for the value that begins at `start`."""
    text = file.text
    if problem.startswith("Unterminated string"):
        return codes.INVALID_JSON.at(
            Span(file.name, at, at + 1), "a string begins here and never ends", help=_cut_off(text, stop)
        )
    if skip_space(text, at, stop) >= stop:
        end = max(start + 1, start + len(text[start:stop].rstrip()))
        return codes.INVALID_JSON.at(
            Span(file.name, end - 1, end), f"{_where(text, stop)} inside a JSON value", help=_cut_off(text, stop)
        )
    at = at if problem.startswith("Invalid") else skip_space(text, at, stop)
    span = Span(file.name, at, at + 1)
    if text.startswith("{{", start):
        return template(Span(file.name, start, start + 2))
    found = f"U+{ord(text[at]):04X}" if not text[at].isprintable() else text[at]
    if problem.startswith("Invalid control"):
        return codes.INVALID_JSON.at(
            span,
            f"a string has the control character U+{ord(text[at]):04X}",
            help=f"write it as `\\u{ord(text[at]):04x}`",
        )
    if problem.startswith("Invalid"):
        return codes.INVALID_JSON.at(
            span, "a string has an escape that JSON does not know", help="write `\\\\` for a `\\`"
        )
    comma = _last_comma(text, start, at)
    if comma >= 0:
        return codes.INVALID_JSON.at(
            Span(file.name, comma, comma + 1), "a `,` stands behind the last item", help="remove the comma"
        )
    for beginning, expected in _EXPECTED.items():
        if problem.startswith(beginning):
            return codes.INVALID_JSON.at(span, f"found `{found}` where JSON expects {expected}")
    return codes.INVALID_JSON.at(span, f"found `{found}`, which JSON does not allow here")


_EXPECTED = {
    "Expecting ',' delimiter": "a `,` or the end of the list or mapping",
    "Expecting ':' delimiter": "a `:` after the key",
    "Expecting property name": "a key in double quotes",
    "Expecting value": "a value",
}


def _last_comma(text: str, start: int, at: int) -> int:
    """The comma between the last item and the bracket that closes the list or mapping, or -1.

    Up to Python 3.12 the decoder stops at the bracket, from 3.13 on at the comma.
    """
    after = skip_space(text, at + 1, len(text))
    if text[at] not in "]}" and text[after : after + 1] not in ("]", "}"):
        return -1
    head = text[start : at + (text[at] == ",")].rstrip(" \t\r\n")
    item = head.removesuffix(",").rstrip(" \t\r\n")
    return start + len(head) - 1 if head.endswith(",") and not item.endswith(("[", "{")) else -1


def _where(text: str, stop: int) -> str:
    return "the file ends" if stop >= len(text) else "the line ends"


def _cut_off(text: str, stop: int) -> str:
    if stop < len(text):
        return "each line must hold a whole value; name the file `.json` if values span lines"
    return "the file may be cut off: take the snapshot again"
