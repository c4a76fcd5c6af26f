"""Sprig's functions for JSON, as Go's encoding/json reads and writes it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from compatlang.nfd.template import numerals, runes
from compatlang.nfd.template.errors import CallError, RefusedError
from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.kinds import ANY, BOOL, DICT, FLOAT64, LIST, STRING
from compatlang.nfd.template.limits import VALUE_DEPTH, Work, check_depth, check_text
from compatlang.nfd.template.values import NOTHING, Slice, Value, items, pairs, string

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ALWAYS = {"\u2028": "\\u2028", "\u2029": "\\u2029"}
_MARKUP = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), runes.BAD)


class _Writer:
    def __init__(self, work: Work, *, markup: bool, indent: str | None) -> None:
        self._work = work
        self._escapes = _ESCAPES | _ALWAYS | (_MARKUP if markup else {})
        self._indent = indent
        self._size = 0

    def text(self, value: Value) -> bytes:
        parts: list[str] = []
        for part in self._value(value, 0):
            self._size += len(part)
            check_text(self._size)
            parts.append(part)
        return runes.encode("".join(parts))

    def _value(self, value: Value, depth: int) -> Iterator[str]:
        self._work.spend(2)
        check_depth(depth)
        if value is NOTHING or (value.data is None and value.kind in {"map", "slice", "ptr"}):
            yield "null"
            return
        match value.kind:
            case "bool":
                yield "true" if value.data else "false"
            case "string":
                yield self._string(value.data)
            case "float64":
                yield _float(value.data)
            case "ptr" | "struct":
                yield self._string(str(value.data).encode())
            case "slice":
                yield from self._all([("", each) for each in items(value)], "[]", depth)
            case "map":
                separator = ":" if self._indent is None else ": "
                entries = [(self._string(key) + separator, each) for key, each in pairs(value)]
                yield from self._all(entries, "{}", depth)
            case _:
                yield str(value.data)

    def _all(self, entries: list[tuple[str, Value]], brackets: str, depth: int) -> Iterator[str]:
        yield brackets[0]
        for index, (name, value) in enumerate(entries):
            yield "," if index else ""
            yield self._newline(depth + 1)
            yield name
            yield from self._value(value, depth + 1)
        yield self._newline(depth) if entries else ""
        yield brackets[1]

    def _newline(self, depth: int) -> str:
        return "" if self._indent is None else "\n" + self._indent * depth

    def _string(self, data: bytes) -> str:
        self._work.spend_bytes(len(data))
        return '"' + "".join(self._rune(rune, part) for rune, part in runes.split(data)) + '"'

    def _rune(self, rune: str, part: bytes) -> str:
        if rune in self._escapes:
            return self._escapes[rune]
        if rune < " ":
            return f"\\u{ord(rune):04x}"
        return "\\ufffd" if rune == runes.BAD and len(part) == 1 else rune


def _float(number: float) -> str:
    if not math.isfinite(number):
        raise CallError(f"json: unsupported value: {numerals.format_float(number, 'g', -1)}")
    if number != 0 and not 1e-6 <= abs(number) < 1e21:
        return re.sub(r"e([+-])0(\d)$", r"e\1\2", numerals.format_float(number, "e", -1)).replace("e+0", "e+")
    return numerals.format_float(number, "f", -1)


def _must_to_json(work: Work, value: Value) -> bytes:
    return _Writer(work, markup=True, indent=None).text(value)


def _must_to_pretty_json(work: Work, value: Value) -> bytes:
    return _Writer(work, markup=True, indent="  ").text(value)


def _must_to_raw_json(work: Work, value: Value) -> bytes:
    return _Writer(work, markup=False, indent=None).text(value)


def _to_json(work: Work, value: Value) -> bytes:
    """Nothing for what JSON cannot say."""
    try:
        return _must_to_json(work, value)
    except CallError:
        return b""


def _to_pretty_json(work: Work, value: Value) -> bytes:
    try:
        return _must_to_pretty_json(work, value)
    except CallError:
        return b""


def _must_from_json(work: Work, text: bytes) -> Value:
    work.spend_bytes(8 * len(text))
    found, problem = _read(text)
    if problem is not None:
        raise CallError(problem)
    return found


def _from_json(work: Work, text: bytes) -> Value:
    """Nil for what is no JSON; a number that is too large becomes nil within the rest."""
    work.spend_bytes(8 * len(text))
    found, _ = _read(text)
    return found


def _read(text: bytes) -> tuple[Value, str | None]:
    """A value, and the first thing that was wrong with the text."""
    problems: list[str] = []

    def number(digits: str) -> float | None:
        value = numerals.parse_float(digits.encode())
        if value is None:
            problems.append(f"json: cannot unmarshal number {digits} into Go value of type float64")
        return value

    decoder = json.JSONDecoder(parse_float=number, parse_int=number, parse_constant=_no_constant)
    _check_nesting(text)
    try:
        found = decoder.decode(runes.decode(text))
    except ValueError:
        return NOTHING, "the text is no JSON"
    return _value(found), next(iter(problems), None)


def _check_nesting(text: bytes) -> None:
    """Refuse what is nested too deep, before a reader recurses into it."""
    depth = 0
    for byte in _STRING.sub(b"", text):
        depth += (byte in b"[{") - (byte in b"]}")
        if depth > VALUE_DEPTH:
            raise RefusedError(f"a value is nested more than {VALUE_DEPTH} deep")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _value(found: Any) -> Value:
    match found:
        case None:
            return NOTHING
        case bool():
            return Value(BOOL, found)
        case str():
            return string(runes.encode(found.translate(_SURROGATES)))
        case list():
            return Value(LIST, Slice([_value(each) for each in found], grown=True))
        case dict():
            return Value(DICT, {runes.encode(key.translate(_SURROGATES)): _value(each) for key, each in found.items()})
        case _:
            return Value(FLOAT64, found)


FUNCTIONS = (
    Function("toJson", _to_json, (ANY,), STRING, works=True),
    Function("toPrettyJson", _to_pretty_json, (ANY,), STRING, works=True),
    Function("mustToJson", _must_to_json, (ANY,), STRING, works=True),
    Function("mustToPrettyJson", _must_to_pretty_json, (ANY,), STRING, works=True),
    *(Function(name, _must_to_raw_json, (ANY,), STRING, works=True) for name in ("toRawJson", "mustToRawJson")),
    Function("fromJson", _from_json, (STRING,), ANY, works=True),
    Function("mustFromJson", _must_from_json, (STRING,), ANY, works=True),
)
