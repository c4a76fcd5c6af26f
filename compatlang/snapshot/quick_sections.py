"""Sections read from JSON by msgspec, which is fast but keeps silent about keys that stand twice and keys it does not know.

Each function decodes the strings it expects and then counts all strings of the text. A key too many is a string too many:
where the numbers agree the text holds exactly what was decoded, and where they do not, or anything else is unusual, `Unsure`
is raised and the full reader has its say.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from compatlang.snapshot.model import Section
from compatlang.snapshot.objects import NAMING_ELEMENT

Decoded = TypeVar("Decoded")


class UnsureError(Exception):
    """The text is not of the usual shape; the full reader says what is the matter, if anything is."""


class _Nothing(msgspec.Struct, gc=False):
    """`{}`, which stands behind each flag."""


class _Flags(msgspec.Struct, gc=False):
    elements: dict[str, _Nothing | None] | None


class _Attributes(msgspec.Struct, gc=False):
    elements: dict[str, str] | None


class _Instance(msgspec.Struct, gc=False):
    attributes: dict[str, str]


class _Instances(msgspec.Struct, gc=False):
    elements: list[_Instance] | None


_flags = msgspec.json.Decoder(_Flags)
_attributes = msgspec.json.Decoder(_Attributes)
_instances = msgspec.json.Decoder(_Instances)
_texts: msgspec.json.Decoder[dict[str, str] | None] = msgspec.json.Decoder(dict[str, str] | None)
_text: msgspec.json.Decoder[str | None] = msgspec.json.Decoder(str | None)


def strings(text: bytes) -> int:
    r"""How many strings stand in a JSON text, keys included.

    >>> strings(rb'{"a": "b", "\\": "\""}')
    4
    """
    if b"\\" not in text:
        return text.count(b'"') // 2
    # Outside strings there is no backslash, and inside the first of several begins an escape.
    text = text.replace(b"\\\\", b"")
    return (text.count(b'"') - text.count(b'\\"')) // 2


def decoded(decoder: msgspec.json.Decoder[Decoded], text: bytes | msgspec.Raw) -> Decoded:
    """What a decoder makes of a text. Raises `UnsureError`."""
    try:
        return decoder.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UnsureError from error


def flags(text: bytes) -> Section:
    """The `flags` of one domain. Raises `UnsureError`, as do the others."""
    elements = decoded(_flags, text).elements or {}
    _expect(text, 1 + len(elements))
    return Section(flags=frozenset(elements))


def attributes(text: bytes) -> Section:
    """The `attributes` of one domain."""
    elements = decoded(_attributes, text).elements or {}
    _expect(text, 1 + 2 * len(elements))
    return Section(attributes=elements)


def instances(text: bytes) -> Section:
    """The `instances` of one domain."""
    elements = decoded(_instances, text).elements or []
    _expect(text, 1 + sum([1 + 2 * len(each.attributes) for each in elements]))
    return Section(instances=tuple([each.attributes for each in elements]))


def texts(text: bytes) -> dict[str, str] | None:
    """A mapping of names to texts; None where there is none."""
    found = decoded(_texts, text)
    _expect(text, 2 * len(found or ()))
    return found


def part_of_node(text: bytes) -> Section:
    """Labels and the like of a Node."""
    return Section(attributes=texts(text) or {})


def text_of(text: bytes | msgspec.Raw | None) -> str:
    """A text, empty where there is none."""
    return (decoded(_text, text) if text is not None else None) or ""


def named_node(text: bytes) -> str:
    """The node that an export names in its section `system.name`."""
    return (attributes(text).attributes or {}).get(NAMING_ELEMENT, "")


def _expect(text: bytes, number: int) -> None:
    if strings(text) != number:
        raise UnsureError
