"""The step of sigs.k8s.io/yaml from YAML values to JSON values: its `convertToJSONableObject`.

Keys become texts, and so do numbers and truth values that stand where the Go type has a `string`: `value: [1.10]` is
`"1.1"`. Floats are written with 32 bits.
"""

from __future__ import annotations

from math import isinf, isnan
from typing import TypeAlias

from compatlang.diagnostics.codes import snapshot as codes
from compatlang.nfd.go.floats import general
from compatlang.nfd.go.refusal import RefusedError
from compatlang.nfd.go.scalars import Scalar
from compatlang.nfd.go.types import List, Map, Ptr, Str, Struct, Type, field_of
from compatlang.nfd.go.yaml_values import Entries, Key, Value, go_syntax
from compatlang.source import Span

_SPECIAL = {"+Inf": ".inf", "-Inf": "-.inf", "NaN": ".nan"}


class Json:
    """A JSON value, where it stands, and where its key stands if it has one."""

    __slots__ = ("content", "key_span", "span")

    def __init__(self, content: JsonContent, span: Span, key_span: Span | None = None) -> None:
        self.content = content
        self.span = span
        self.key_span = key_span


JsonContent: TypeAlias = Scalar | list[Json] | dict[str, Json]


def jsonable(value: Value, type_: Type) -> tuple[Json, tuple[Span, ...]]:
    """The JSON value, and the keys that YAML tells apart and JSON does not: NFD takes one of each at random.

    Raises `RefusedError` where sigs.k8s.io/yaml returns an error.
    """
    converter = _Converter()
    found = converter.convert(value, type_)
    _refuse_special(found)
    return found, tuple(converter.unsure)


class _Converter:
    def __init__(self) -> None:
        self.unsure: list[Span] = []

    def convert(self, value: Value, target: Type | None) -> Json:
        """The value, for a target of which nothing is known where it is None."""
        while isinstance(target, Ptr):
            target = target.of
        content = value.content
        if isinstance(content, dict):
            return Json(self._object(content, target), value.span)
        if isinstance(content, list):
            item = target.of if isinstance(target, List) else None
            return Json([self.convert(each, item) for each in content], value.span)
        return Json(as_string(content) if isinstance(target, Str) else content, value.span)

    def _object(self, entries: Entries, target: Type | None) -> dict[str, Json]:
        found: dict[str, Json] = {}
        for key, value in entries.items():
            name = _key_text(key, value)
            if name in found:
                self.unsure.append(key.span)
            child = self.convert(value, _target_of(target, name))
            child = Json(child.content, child.span, key.span)
            found[name] = child
        return found


def _target_of(target: Type | None, name: str) -> Type | None:
    if isinstance(target, Map):
        return target.of
    field = field_of(target, name) if isinstance(target, Struct) else None
    if field is None or not isinstance(target, Struct) or field in target.embedded:
        return None
    return target.fields[field]


def as_string(value: Scalar) -> Scalar:
    """A scalar where Go has a `string`.

    >>> as_string(1e6), as_string(True), as_string(8), as_string(None)
    ('1e+06', 'true', '8', None)
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return general(value, 32)
    return value


def _key_text(key: Key, value: Value) -> str:
    name = key.value
    if name is None or (isinstance(name, int) and name >= 1 << 63):
        kind, shown = ("%!s(<nil>)", "<nil>") if name is None else ("uint64", hex(name))
        text = f"unsupported map key of type: {kind}, key: {shown}, value: {_with_signs(value)}"
        raise RefusedError(codes.INVALID_YAML, key.span, text, "the key of a mapping must be a text")
    written = as_string(name)
    assert isinstance(written, str), "every other scalar has a text"
    return _SPECIAL.get(written, written) if isinstance(name, float) else written


def _with_signs(value: Value) -> str:
    return "<nil>" if value.content is None else go_syntax(value)


def _refuse_special(value: Json) -> None:
    """encoding/json has no infinity; it looks at the values in the order of their keys."""
    content = value.content
    if isinstance(content, float) and (isnan(content) or isinf(content)):
        text = f"json: unsupported value: {general(content)}"
        raise RefusedError(codes.INVALID_YAML, value.span, text, "a number that JSON does not have; quote it")
    if isinstance(content, list):
        for each in content:
            _refuse_special(each)
    elif isinstance(content, dict):
        for key in sorted(content):
            _refuse_special(content[key])
