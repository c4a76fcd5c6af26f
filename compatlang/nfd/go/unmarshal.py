"""encoding/json's `Unmarshal` of a JSON value into a Go type.

Names of fields match whatever their case. Where two keys meet in one field, the later one in the order of the alphabet
is decoded into what the earlier one left. Every mismatch is reported, and Go's error is the first of them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.floats import json_number
from compatlang.nfd.go.jsonable import Json
from compatlang.nfd.go.quote import quote
from compatlang.nfd.go.types import Bool, Int, List, Map, Ptr, Raw, Str, Struct, Type, field_of, go_name, zero
from compatlang.snapshot.tree import shown

_WANTED = {Str: "a text", Int: "a whole number", Bool: "`true` or `false`", List: "a list", Map: "a mapping"}
_FOUND = {str: "a text", bool: "a truth value", int: "a number", float: "a number", list: "a list", dict: "a mapping"}
_CALLED = {str: "string", bool: "bool", int: "number", float: "number", list: "array", dict: "object"}


class Mismatch(msgspec.Struct, frozen=True):
    """A value that its Go type does not take."""

    error: GoError
    diagnostic: Diagnostic


class _Context(NamedTuple):
    """The innermost struct around a value, and the names of the fields that lead to it."""

    struct: str = ""
    fields: tuple[str, ...] = ()


def unmarshal(value: Json, type_: Type, *, strict: bool) -> tuple[Any, list[Mismatch]]:
    """The value as the type has it, and what does not fit."""
    decoder = _Decoder(strict)
    found = decoder.decode(value, type_, zero(type_), _Context())
    return found, decoder.mismatches


class _Decoder:
    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self.mismatches: list[Mismatch] = []

    def decode(self, value: Json, type_: Type, current: Any, context: _Context) -> Any:
        """The value decoded into what is there already."""
        content = value.content
        if isinstance(type_, Raw):
            return plain(value)
        if content is None:
            return None if isinstance(type_, (Ptr, List, Map)) else current
        match type_, content:
            case Ptr(of=of), _:
                return self.decode(value, of, zero(of) if current is None else current, context)
            case (Str(), str()) | (Bool(), bool()):
                return content
            case Int(), int() | float() if not isinstance(content, bool):
                return self._integer(value, content, type_, current, context)
            case List(of=of), list():
                there = current or []
                return [
                    self.decode(each, of, there[at] if at < len(there) else zero(of), context)
                    for at, each in enumerate(content)
                ]
            case Map(of=of), dict():
                added = {key: self.decode(content[key], of, zero(of), context) for key in sorted(content)}
                return {**(current or {}), **added}
            case Struct(), dict():
                return self._struct(content, type_, current, context)
        self._mismatch(value, type_, _CALLED[type(content)], context)
        return current

    def _integer(self, value: Json, number: int | float, type_: Int, current: Any, context: _Context) -> Any:
        text = str(number) if isinstance(number, int) else json_number(number)
        if text.removeprefix("-").isdigit() and -(1 << 63) <= int(text) < 1 << 63:
            return int(text)
        self._mismatch(value, type_, f"number {text}", context)
        return current

    def _struct(self, content: dict[str, Json], type_: Struct, current: dict[str, Any], context: _Context) -> Any:
        found = dict(current)
        for key in sorted(content):
            field = field_of(type_, key)
            if field is not None:
                embedded = [type_.embedded[field]] if field in type_.embedded else []
                inner = _Context(go_name(type_).rpartition(".")[2], (*context.fields, *embedded, field))
                found[field] = self.decode(content[key], type_.fields[field], found[field], inner)
            elif self.strict:
                self._unknown(content[key], key, type_)
        return found

    def _unknown(self, value: Json, key: str, type_: Struct) -> None:
        text = f"json: unknown field {quote(key)}"
        known = ", ".join(f"`{each}`" for each in type_.fields)
        self._add(value, text, f"`{shown(key)}` is not known here", value.key_span, f"known are {known}")

    def _mismatch(self, value: Json, type_: Type, called: str, context: _Context) -> None:
        place = f"struct field {context.struct}.{'.'.join(context.fields)} of" if context.fields else "value of"
        text = f"json: cannot unmarshal {called} into Go {place} type {go_name(type_)}"
        wanted = _WANTED.get(type(type_), "a mapping")
        found = (
            "another number" if isinstance(type_, Int) and called.startswith("number ") else _FOUND[type(value.content)]
        )
        what = f"`{context.fields[-1]}`" if context.fields else "the document"
        self._add(value, text, f"{what} must be {wanted}, and this is {found}")

    def _add(self, value: Json, text: str, message: str, span: Any = None, help_: str = "") -> None:
        text = f"error unmarshaling JSON: while decoding JSON: {text}"
        diagnostic = codes.MALFORMED_SECTION.at(span or value.span, message, notes=[f"NFD says: {text}"], help=help_)
        self.mismatches.append(Mismatch(GoError(text), diagnostic))


def plain(value: Json) -> Any:
    """A JSON value as Python has it; what JSON writes without point and exponent is an `int`."""
    content = value.content
    if isinstance(content, list):
        return [plain(each) for each in content]
    if isinstance(content, dict):
        return {key: plain(each) for key, each in content.items()}
    if isinstance(content, float) and (text := json_number(content)).removeprefix("-").isdigit() and text != "-0":
        return int(text)
    return content
