"""Sprig's functions on durations that need no clock."""

from __future__ import annotations

import re

from compatlang.nfd.template import numerals
from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.kinds import ANY, INT64, STRING
from compatlang.nfd.template.values import Value

_UNITS = {
    "ns": 1,
    "us": 10**3,
    "\u00b5s": 10**3,
    "\u03bcs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_STEP = re.compile(r"([0-9]*)(?:\.([0-9]*))?([^.0-9]+)")
_MOST = 1 << 63
_DAY = 24 * _UNITS["h"]
_ROUNDED = (
    ("y", 365 * _DAY),
    ("mo", 30 * _DAY),
    ("d", _DAY),
    ("h", _UNITS["h"]),
    ("m", _UNITS["m"]),
    ("s", _UNITS["s"]),
)


def _duration(value: Value) -> bytes:
    """Seconds as Go writes a duration; only a text or an `int64` is a number of seconds, anything else is none."""
    seconds = _clamped(value.data) if value.type == STRING else value.data if value.type == INT64 else 0
    return _written(numerals.wrap_int(seconds * _UNITS["s"])).encode()


def _clamped(text: bytes) -> int:
    """`strconv.ParseInt` with its error dropped: the nearest number for what is too large."""
    digits = text[1:] if text[:1] in {b"+", b"-"} else text
    if not digits.isdigit():
        return 0
    number = numerals.parse_int(text, 10)
    return number if number is not None else -_MOST if text[:1] == b"-" else _MOST - 1


def _written(duration: int) -> str:
    """`time.Duration.String`."""
    sign, left = ("-" if duration < 0 else ""), abs(duration)
    if left == 0:
        return "0s"
    if left < _UNITS["s"]:
        name = "ns" if left < 10**3 else "\u00b5s" if left < 10**6 else "ms"
        return f"{sign}{_fraction(left, _UNITS[name])}{name}"
    seconds = f"{_fraction(left % _UNITS['m'], _UNITS['s'])}s"
    minutes = left // _UNITS["m"]
    hours = f"{minutes // 60}h" if minutes >= 60 else ""
    return f"{sign}{hours}{f'{minutes % 60}m' if minutes else ''}{seconds}"


def _fraction(number: int, unit: int) -> str:
    """A number of units with as many places as it needs."""
    places = len(str(unit)) - 1
    digits = f"{number % unit:0{places}d}".rstrip("0") if places else ""
    return f"{number // unit}.{digits}" if digits else str(number // unit)


def _duration_round(value: Value) -> bytes:
    """A duration in its largest unit; a text is read as Go reads durations, an `int64` is nanoseconds."""
    if value.type == STRING:
        duration = _parsed(value.data.decode("utf-8", "replace")) or 0
    else:
        duration = value.data if value.type == INT64 else 0
    for name, unit in _ROUNDED:
        if abs(duration) > unit:
            return f"{abs(duration) // unit}{name}".encode()
    return b"0s"


def _parsed(text: str) -> int | None:
    """`time.ParseDuration`; None for an error."""
    sign, left = (-1 if text[:1] == "-" else 1), text[1:] if text[:1] in {"+", "-"} else text
    if left == "0":
        return 0
    at, total = 0, 0
    while at < len(left):
        match = _STEP.match(left, at)
        if match is None or not (match[1] or match[2]) or match[3] not in _UNITS:
            return None
        unit = _UNITS[match[3]]
        step = (int(match[1] or "0") if len(match[1]) < 40 else _MOST + 1) * unit
        if step > _MOST or int(match[1][:40] or "0") > _MOST:
            return None
        total += step + _fraction_of(match[2] or "", unit)
        if total > _MOST:
            return None
        at = match.end()
    if not left or (sign > 0 and total >= _MOST):
        return None
    return sign * total


def _fraction_of(digits: str, unit: int) -> int:
    """A decimal fraction of a unit, with as many digits as Go keeps."""
    number, scale = 0, 1.0
    for digit in digits:
        if number > (_MOST - 1) // 10 or number * 10 + int(digit) > _MOST:
            break
        number, scale = number * 10 + int(digit), scale * 10
    return int(number * (unit / scale)) if number else 0


FUNCTIONS = (
    Function("duration", _duration, (ANY,), STRING),
    Function("durationRound", _duration_round, (ANY,), STRING),
)
