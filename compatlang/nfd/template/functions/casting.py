"""How sprig turns any value into a number or a text: spf13/cast, and sprig's own `strval`."""

from __future__ import annotations

import math

from compatlang.nfd.template import kinds, numerals
from compatlang.nfd.template.formatting import display
from compatlang.nfd.template.limits import Work
from compatlang.nfd.template.values import NOTHING, Value, items

_LOWEST = -numerals.MAX_INT - 1


def to_int(value: Value) -> int:
    """`cast.ToInt64` and `cast.ToInt`: 0 for what is no number."""
    match value.kind:
        case "bool":
            return int(value.data)
        case "string":
            return numerals.parse_int(_without_zero_fraction(value.data), 0) or 0
        case "float64":
            return truncated(value.data)
        case kind if kind in kinds.INTEGERS:
            return numerals.wrap_int(value.data)
        case _:
            return 0


def truncated(number: float) -> int:
    """A float as Go converts it to `int64` on amd64: the lowest number for what does not fit."""
    if math.isnan(number) or not -(2.0**63) <= number < 2.0**63:
        return _LOWEST
    return int(number)


def _without_zero_fraction(text: bytes) -> bytes:
    """A text without `.0` and the like at its end; points without zeros behind them are skipped on the way there."""
    found_zero = False
    for index in range(len(text) - 1, -1, -1):
        character = text[index : index + 1]
        if character == b"." and found_zero:
            return text[:index]
        if character not in {b"0", b"."}:
            break
        found_zero = found_zero or character == b"0"
    return text


def to_float(value: Value) -> float:
    """`cast.ToFloat64`: 0 for what is no number."""
    match value.kind:
        case "bool" | "float64":
            return float(value.data)
        case "string":
            number = numerals.parse_float(value.data)
            return 0.0 if number is None else number
        case kind if kind in kinds.INTEGERS:
            return float(value.data)
        case _:
            return 0.0


def to_text(value: Value, work: Work) -> bytes:
    """Sprig's `strval`: the text itself, or what `%v` shows."""
    if value.type == kinds.STRING:
        text: bytes = value.data
        return text
    return display(value, work)


def to_texts(value: Value, work: Work) -> list[bytes]:
    """Sprig's `strslice`: the elements of a list as texts, without the nils; any other value is a list of one."""
    if value is NOTHING:
        return []
    if value.kind != "slice":
        return [to_text(value, work)]
    return [to_text(each, work) for each in items(value) if each is not NOTHING]
