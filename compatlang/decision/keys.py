"""Keys as JSON values that every reader gets right: numbers beyond 2^53 are texts, version keys are nested arrays."""

from __future__ import annotations

import re
from typing import Any

from compatlang.values.scalar import Key, ScalarType

_EXACT = 2**53
"""Whole numbers up to here are exact in a reader whose numbers are doubles."""

_NUMBER = re.compile("-?[0-9]{1,2000}", re.ASCII)
_PHASES = range(-1, 4)
_LETTERS, _DIGITS = 1, 2
_LONE_PIECES = (-1, 0, 3)


class UnsoundError(ValueError):
    """A JSON value that is none of a bundle's; the message says why."""


def to_json(key: Key) -> Any:
    """A key as a JSON value.

    >>> to_json(((5, 15), 1, ((0,),))), to_json(2**60)
    ([[5, 15], 1, [[0]]], '1152921504606846976')
    """
    if isinstance(key, tuple):
        return [to_json(each) for each in key]
    return str(key) if isinstance(key, int) and abs(key) > _EXACT else key


def from_json(type_: ScalarType, value: Any) -> Key:
    """The key of a type. Raises `UnsoundError`.

    >>> from_json("version", [[5, 15], 1, [[0]]]), from_json("quantity", "1152921504606846976")
    (((5, 15), 1, ((0,),)), 1152921504606846976)
    """
    match type_:
        case "bool":
            return _of(bool, value)
        case "string":
            return _of(str, value)
        case "version":
            return _version(value)
        case _:
            return _number(value)


def _of(class_: type, value: Any) -> Key:
    if not isinstance(value, class_):
        raise UnsoundError(f"{value!r:.40} is no key")
    return value


def _number(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    raise UnsoundError(f"{value!r:.40} is no number")


def _version(value: Any) -> Key:
    match value:
        case [list(numbers), int(phase), list(pieces)] if phase in _PHASES:
            return tuple(map(_number, numbers)), int(phase), tuple(map(_piece, pieces))
    raise UnsoundError(f"{value!r:.40} is no version key")


def _piece(value: Any) -> Key:
    match value:
        case [int(only)] if only in _LONE_PIECES:
            return (int(only),)
        case [1, str(letters)]:
            return _LETTERS, letters
        case [2, digits]:
            return _DIGITS, _number(digits)
    raise UnsoundError(f"{value!r:.40} is no piece of a version key")
