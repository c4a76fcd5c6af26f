"""JSON texts as plain values: the standard library decodes, and this finds the places of what it cannot say.

Decoding keeps no positions; `JsonPlaces` finds them when someone asks, by scanning only the containers on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder

from compatlang import limits
from compatlang.diagnostics import Diagnostic, Label
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.snapshot.tree import (
    SURROGATE,
    Parsed,
    Path,
    Place,
    Step,
    Value,
    Written,
    nesting_exceeds,
    over_limit,
    shown,
)
from compatlang.source import SourceFile, Span

_SPACE = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[][{}]|NaN|-?Infinity', re.DOTALL)
_AFTER_KEY = re.compile(r"[ \t\r\n]*:")


class _TroubleError(Exception):
    """Valid as JSON to the decoder, but not to us: a duplicate key, NaN or Infinity."""


def _unique(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise _TroubleError
    return mapping


def _refuse_constant(name: str) -> Value:
    raise _TroubleError(name)


_decode = JSONDecoder(
    object_pairs_hook=_unique, parse_int=Written, parse_float=Written, parse_constant=_refuse_constant
).raw_decode
_skip = JSONDecoder(parse_int=str, parse_float=str, parse_constant=str).raw_decode


class JsonPlaces:
    """The places of the values inside the JSON value that begins at `start`."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._root = Place(-1, -1, start, end)
        self._children: dict[int, dict[Step, Place]] = {}

    def find(self, path: Path) -> Place | None:
        """See `Places.find`."""
        place = self._root
        for step in path:
            if place.start not in self._children:
                self._children[place.start] = dict(self._scan(place.start))
            found = self._children[place.start].get(step)
            if found is None:
                return None
            place = found
        return place

    def _scan(self, at: int) -> Iterator[tuple[Step, Place]]:
        """The children of the container that begins at `at`, which was decoded before."""
        text = self._text
        opening = text[at]
        index = 0
        at = self._space(at + 1)
        while opening in "{[" and text[at] not in "}]":
            key_start = key_end = -1
            step: Step = index
            if opening == "{":
                key_start = at
                step, key_end = _skip(text, at)
                at = self._space(self._space(key_end) + 1)
            _, end = _skip(text, at)
            yield step, Place(key_start, key_end, at, end)
            index += 1
            at = self._space(end)
            if text[at] == ",":
                at = self._space(at + 1)

    def _space(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at


def json_values(file: SourceFile, start: int = 0) -> Iterator[Parsed | Diagnostic]:
    """The values of a text that holds one JSON value or several, one after the other.

    After an error reading goes on at the next line that begins with `{`.
    """
    text = file.text
    at = _space(text, start)
    while at < len(text):
        result, at = _value(file, at, len(text))
        yield result
        if isinstance(result, Diagnostic):
            found = text.find("\n{", at - 1)
            at = found + 1 if found >= 0 else len(text)
        at = _space(text, at)


def json_lines(file: SourceFile, start: int = 0) -> Iterator[Parsed | Diagnostic]:
    """The values of a text that holds one JSON value a line; blank lines are skipped."""
    text = file.text
    while start < len(text):
        newline = text.find("\n", start)
        stop = newline if newline >= 0 else len(text)
        at = _space(text, start)
        if at < stop:
            result, end = _value(file, at, stop)
            rest = _space(text, end)
            if isinstance(result, Parsed) and end > stop:
                yield _unfinished_line(file, stop)
            elif isinstance(result, Parsed) and rest < stop:
                span = Span(file.name, rest, stop)
                yield codes.INVALID_JSON.at(
                    span, "a second value stands on the line", help="put each value on its own line"
                )
            else:
                yield result
        start = stop + 1


def _unfinished_line(file: SourceFile, stop: int) -> Diagnostic:
    return codes.INVALID_JSON.at(
        Span(file.name, max(0, stop - 1), stop),
        "the line ends inside a value",
        help="a file of JSON lines has one whole value on each line; name the file `.json` if its values span lines",
    )


def _space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _value(file: SourceFile, at: int, stop: int) -> tuple[Parsed | Diagnostic, int]:
    """The value that begins at `at`, and where it ends; with an error, the place from which to look further."""
    text = file.text
    try:
        value, end = _decode(text, at)
    except JSONDecodeError as error:
        return _syntax_error(file, at, stop, error), max(at + 1, error.pos)
    except (_TroubleError, RecursionError):
        trouble = _first_trouble(file, at)
        return trouble or _too_deep(file, at, at + 1), (trouble.span.end if trouble else at + 1)
    if over_limit(text, at, end, limits.SNAPSHOT_BYTES * _items(value)):
        return _too_large(file, at), end
    escaped = text.find("\\ud", at, end) >= 0 or text.find("\\uD", at, end) >= 0
    if escaped or nesting_exceeds(value):
        trouble = _first_trouble(file, at, end)
        if trouble is not None:
            return trouble, end
    return Parsed(file, at, end, value, JsonPlaces(text, at, end)), end


def _items(value: Value) -> int:
    """By how much a list may be larger than one object: a `List` of many nodes is as large as its items together."""
    items = value.get("items") if isinstance(value, dict) else None
    return max(1, len(items)) if isinstance(items, list) else 1


def _first_trouble(file: SourceFile, start: int, stop: int | None = None) -> Diagnostic | None:
    """The first duplicate key, NaN, half surrogate pair or container nested too deep, in text that is JSON up to there."""
    text = file.text
    keys: list[dict[str, int] | None] = []
    for token in _TOKEN.finditer(text, start, len(text) if stop is None else stop):
        first = token.group()[0]
        if first in "{[":
            keys.append({} if first == "{" else None)
            if len(keys) > limits.NESTING:
                return _too_deep(file, *token.span())
        elif first in "}]":
            if len(keys) <= 1:
                return None
            keys.pop()
        elif first != '"':
            return codes.INVALID_JSON.at(
                Span(file.name, *token.span()),
                f"`{token.group()}` is not a JSON value",
                help="write the value as a string",
            )
        else:
            trouble = _string_trouble(file, token, keys[-1] if keys else None)
            if trouble is not None:
                return trouble
    return None


def _string_trouble(file: SourceFile, token: re.Match[str], keys: dict[str, int] | None) -> Diagnostic | None:
    text = file.text
    span = Span(file.name, *token.span())
    string = token.group()[1:-1]
    if "\\" in string:
        string, _ = _skip(text, token.start())
        if SURROGATE.search(string):
            return codes.INVALID_JSON.at(
                span, "the text has half a surrogate pair, which is no character", help="write both halves, or neither"
            )
    if keys is None or not _AFTER_KEY.match(text, token.end()):
        return None
    if string in keys:
        return duplicate_key(span, string, Span(file.name, keys[string], keys[string] + len(token.group())))
    keys[string] = token.start()
    return None


def duplicate_key(span: Span, key: str, first: Span) -> Diagnostic:
    """The finding that a mapping has `key` twice."""
    return codes.DUPLICATE_KEY.at(
        span,
        f"the key `{shown(key)}` stands twice in one mapping",
        annotation="again here",
        labels=[Label(first, "first here")],
        help="remove one of them",
    )


def _too_deep(file: SourceFile, start: int, end: int) -> Diagnostic:
    return codes.SNAPSHOT_LIMIT.at(
        Span(file.name, start, end), f"more than {limits.NESTING} lists and mappings stand inside one another"
    )


def _too_large(file: SourceFile, at: int) -> Diagnostic:
    return codes.SNAPSHOT_LIMIT.at(
        Span(file.name, at, at + 1),
        f"the document is larger than {limits.SNAPSHOT_BYTES >> 20} MiB",
        help="write each object as a document of its own",
    )


def _syntax_error(file: SourceFile, start: int, stop: int, error: JSONDecodeError) -> Diagnostic:
    text = file.text
    at = _space(text, error.pos)
    if error.msg.startswith("Unterminated string"):
        return codes.INVALID_JSON.at(
            Span(file.name, error.pos, error.pos + 1), "a string begins here and never ends", help=_cut_off(text, stop)
        )
    if at >= stop:
        end = max(start + 1, len(text[:stop].rstrip()))
        return codes.INVALID_JSON.at(
            Span(file.name, end - 1, end), f"{_where(text, stop)} inside a JSON value", help=_cut_off(text, stop)
        )
    at = error.pos if error.msg.startswith("Invalid") else at
    span = Span(file.name, at, at + 1)
    if text.startswith("{{", start):
        return template(Span(file.name, start, start + 2))
    found = f"U+{ord(text[at]):04X}" if not text[at].isprintable() else text[at]
    if error.msg.startswith("Invalid control"):
        return codes.INVALID_JSON.at(
            span,
            f"a string has the control character U+{ord(text[at]):04X}",
            help=f"write it as `\\u{ord(text[at]):04x}`",
        )
    if error.msg.startswith("Invalid"):
        return codes.INVALID_JSON.at(
            span, "a string has an escape that JSON does not know", help="write `\\\\` for a `\\`"
        )
    for beginning, expected in _EXPECTED.items():
        if error.msg.startswith(beginning):
            return codes.INVALID_JSON.at(span, f"found `{found}` where JSON expects {expected}")
    return codes.INVALID_JSON.at(span, f"found `{found}`, which JSON does not allow here")


_EXPECTED = {
    "Expecting ',' delimiter": "a `,` or the end of the list or mapping",
    "Expecting ':' delimiter": "a `:` after the key",
    "Expecting property name": "a key in double quotes",
    "Expecting value": "a value",
}


def _where(text: str, stop: int) -> str:
    return "the file ends" if stop >= len(text) else "the line ends"


def _cut_off(text: str, stop: int) -> str:
    return f"the {'file' if stop >= len(text) else 'line'} may be cut off: take the snapshot again"


def template(span: Span) -> Diagnostic:
    """The finding that a document is a template."""
    return codes.NOT_A_SNAPSHOT.at(
        span,
        "a template is not a snapshot: `{{` has not been filled in",
        help="render it first, as `helm template` does",
    )
