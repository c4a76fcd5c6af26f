"""How Go writes floating-point numbers: `strconv.FormatFloat` with the fewest digits, and encoding/json."""

from __future__ import annotations

import struct
from decimal import Decimal
from math import copysign, inf, isinf, isnan


def general(value: float, bits: int = 64) -> str:
    """`FormatFloat(value, 'g', -1, bits)`: the fewest digits that are read back as the same number.

    >>> general(1e6), general(1.1, 32), general(1e300, 32)
    ('1e+06', '1.1', '+Inf')
    """
    value = _single(value) if bits == 32 else value
    if isnan(value) or isinf(value):
        return "NaN" if isnan(value) else "+Inf" if value > 0 else "-Inf"
    sign, digits, point = _shortest(value, bits)
    return sign + (_plain(digits, point) if -4 < point <= 6 else _scientific(digits, point))


def plain(value: float) -> str:
    """`FormatFloat(value, 'f', -1, 64)`, without an exponent."""
    if isnan(value) or isinf(value):
        return general(value)
    sign, digits, point = _shortest(value, 64)
    return sign + _plain(digits, point)


def json_number(value: float) -> str:
    """What encoding/json makes of a finite number."""
    sign, digits, point = _shortest(value, 64)
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        return sign + _plain(digits, point)
    return sign + _scientific(digits, point).replace("e-0", "e-")


def _single(value: float) -> float:
    """The nearest number of 32 bits."""
    try:
        narrow: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return copysign(inf, value)
    return narrow


def _shortest(value: float, bits: int) -> tuple[str, str, int]:
    """Sign and shortest digits of a finite number, and how many of them stand before the point."""
    sign = "-" if copysign(1, value) < 0 else ""
    if value == 0:
        return sign, "0", 1
    text = repr(abs(value)) if bits == 64 else _shortest_single(abs(value))
    _, figures, exponent = Decimal(text).as_tuple()
    digits = "".join(map(str, figures))
    point = len(digits) + int(exponent)
    return sign, digits.rstrip("0"), point


def _shortest_single(value: float) -> str:
    """A number of 32 bits with as few digits as tell it from its neighbours: nine always do."""
    return next(text for each in range(1, 10) if _single(float(text := f"{value:.{each - 1}e}")) == value)


def _plain(digits: str, point: int) -> str:
    if point <= 0:
        return "0." + "0" * -point + digits
    whole, fraction = digits[:point].ljust(point, "0"), digits[point:]
    return f"{whole}.{fraction}" if fraction else whole


def _scientific(digits: str, point: int) -> str:
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{mantissa}e{'-' if point < 1 else '+'}{abs(point - 1):02d}"
