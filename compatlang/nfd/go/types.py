"""Small descriptions of Go types, for decoding a document into them.

`name` is what Go calls the type in its messages; where it is empty, the built-in name stands.
"""

from __future__ import annotations

from typing import Any, TypeAlias, Union, assert_never

import msgspec


class Str(msgspec.Struct, frozen=True):
    """`string`, or a type made of it. Its zero value is the empty text."""

    name: str = ""


class Int(msgspec.Struct, frozen=True):
    """`int`, which is 64 bits wide. Its zero value is 0."""

    name: str = ""


class Bool(msgspec.Struct, frozen=True):
    """`bool`. Its zero value is false."""

    name: str = ""


class Ptr(msgspec.Struct, frozen=True):
    """`*T`; nil is None, which is its zero value."""

    of: Type


class List(msgspec.Struct, frozen=True):
    """`[]T` as a list; nil is None, which is its zero value and not the empty list."""

    of: Type
    name: str = ""


class Map(msgspec.Struct, frozen=True):
    """`map[string]T` as a dict; nil is None, which is its zero value and not the empty dict."""

    of: Type
    name: str = ""


class Struct(msgspec.Struct, frozen=True):
    """A struct as a dict of all its fields by their JSON names; those that a document leaves out have zero values.

    `embedded` names the struct that a field comes from where it is embedded (`json:",inline"`): sigs.k8s.io/yaml looks in
    the wrong place for such fields, and so does not make strings of their numbers and truth values.
    """

    fields: dict[str, Type]
    name: str = ""
    embedded: dict[str, str] = {}


class Raw(msgspec.Struct, frozen=True):
    """`interface{}`, or a type with its own `UnmarshalJSON`: the value as JSON has it, nothing made a string of.

    Whole numbers are `int`, others `float`; Go's `interface{}` would take both for `float64`.
    """

    name: str = ""


Type: TypeAlias = Union[Str, Int, Bool, Ptr, List, Map, Struct, Raw]  # noqa: UP007 - classes above name it

_FOLDED = {0x17F: "S", 0x212A: "K"}
"""The letters outside ASCII that Go takes for letters of ASCII when it ignores case."""


def field_of(type_: Struct, key: str) -> str | None:
    """The field that a JSON key means: the one of that name, or else the first that differs in case only."""
    if key in type_.fields:
        return key
    folded = key.translate(_FOLDED)
    if not folded.isascii():
        return None
    return next((each for each in type_.fields if each.upper() == folded.upper()), None)


def zero(type_: Type) -> Any:
    """The zero value of a type."""
    match type_:
        case Str():
            return ""
        case Int():
            return 0
        case Bool():
            return False
        case Struct(fields=fields):
            return {name: zero(each) for name, each in fields.items()}
        case Ptr() | List() | Map() | Raw():
            return None
    assert_never(type_)


def go_name(type_: Type) -> str:
    """What Go calls a type."""
    match type_:
        case Ptr(of=of):
            return f"*{go_name(of)}"
        case List(of=of):
            return type_.name or f"[]{go_name(of)}"
        case Map(of=of):
            return type_.name or f"map[string]{go_name(of)}"
        case Str():
            return type_.name or "string"
        case Int():
            return type_.name or "int"
        case Bool():
            return type_.name or "bool"
        case Struct():
            return type_.name or "struct"
        case Raw():
            return type_.name or "interface {}"
    assert_never(type_)
