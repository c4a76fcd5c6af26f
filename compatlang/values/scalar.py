"""The scalar types: how a raw text of a snapshot becomes a key, and which interval of keys a literal means.

Snapshots hold texts only; a type gives them meaning. Keys of one type compare with `==`, those of the ordered types with
`<` too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal, TypeAlias, get_args

from compatlang.values.quantity import parse_quantity
from compatlang.values.version import literal_bounds as version_bounds
from compatlang.values.version import parse_version
from compatlang.values.version import successor as version_successor

ScalarType: TypeAlias = Literal["bool", "int", "string", "version", "quantity", "id"]
SCALAR_TYPES: tuple[ScalarType, ...] = get_args(ScalarType)
ORDERED_TYPES: frozenset[ScalarType] = frozenset({"int", "version", "quantity", "id"})

Key: TypeAlias = Any
"""A bool, an int, a str or a `VersionKey`; all of one type within one comparison."""

Bounds: TypeAlias = tuple[Key, Key]
"""`low <= key < high`."""

_INT = re.compile(r"([+-]?)([0-9]+)", re.ASCII)
_ID = re.compile(r"(?:0[xX])?([0-9a-fA-F]{1,16})", re.ASCII)
_INT_DIGITS = 19


def parse_int(text: str) -> int | None:
    """A decimal integer in the range of int64, as Go's `strconv.Atoi` reads it."""
    match = _INT.fullmatch(text)
    if match is None:
        return None
    digits = match[2].lstrip("0") or "0"
    if len(digits) > _INT_DIGITS:
        return None
    value = int(match[1] + digits)
    return value if -(2**63) <= value < 2**63 else None


def parse_id(text: str) -> int | None:
    """A hexadecimal number of at most 16 digits, `0x` before it or not, in either case.

    >>> parse_id("10de") == parse_id("0x10DE") == 4318
    True
    """
    match = _ID.fullmatch(text)
    return int(match[1], 16) if match is not None else None


def parse_bool(text: str) -> bool | None:
    """`true` or `false`, exactly."""
    return {"true": True, "false": False}.get(text)


def _parse_string(text: str) -> str:
    return text


_PARSERS: dict[ScalarType, Callable[[str], Key | None]] = {
    "bool": parse_bool,
    "int": parse_int,
    "string": _parse_string,
    "version": parse_version,
    "quantity": parse_quantity,
    "id": parse_id,
}


def parse(type_: ScalarType, text: str) -> Key | None:
    """The key of a raw text, or None where it does not parse as the type."""
    return _PARSERS[type_](text)


def literal_bounds(type_: ScalarType, text: str) -> Bounds | None:
    """The interval of keys that a literal of an ordered type means in a pattern, or None where it is none.

    >>> literal_bounds("int", "8")
    (8, 9)
    """
    if type_ == "version":
        return version_bounds(text)
    key = parse(type_, text)
    return None if key is None else (key, key + 1)


def successor(type_: ScalarType, key: Key) -> Key:
    """The least bound above a key of an ordered type: `[key, successor)` has that key and no other.

    >>> successor("int", 8)
    9
    """
    return version_successor(key) if type_ == "version" else key + 1
