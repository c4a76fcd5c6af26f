"""Go's texts for numbers, as its `strconv` package reads and writes them."""

from __future__ import annotations

import math
import re
from decimal import Decimal

MAX_INT = (1 << 63) - 1
MAX_UINT = (1 << 64) - 1

_BASES = {b"b": (2, b"01"), b"o": (8, b"01234567"), b"x": (16, b"0123456789abcdef")}
_DIGITS = b"0123456789"
_FLOAT = re.compile(rb"[+-]?[0-9_]*\.?[0-9_]*(?:[eE][+-]?[0-9][0-9_]*)?")
_HEX_FLOAT = re.compile(rb"[+-]?0[xX][0-9a-fA-F_]*\.?[0-9a-fA-F_]*[pP][+-]?[0-9][0-9_]*")
_MANTISSA = re.compile(rb"[+-]?(?:0[xX][_.]*[0-9a-fA-F]|[_.]*[0-9])")
_SPECIAL = re.compile(rb"[+-]?(?:inf|infinity)|nan", re.IGNORECASE)


def wrap_int(number: int) -> int:
    """A number as it is left in 64 signed bits."""
    return ((number + (1 << 63)) & MAX_UINT) - (1 << 63)


def parse_uint(text: bytes, base: int) -> int | None:
    """`strconv.ParseUint` with 64 bits; base 0 means that a prefix tells. None for an error of any sort."""
    number = _parse_digits(text, base)
    return number if number is not None and number <= MAX_UINT else None


def parse_int(text: bytes, base: int) -> int | None:
    """`strconv.ParseInt` with 64 bits; None for an error of any sort."""
    negative = text[:1] == b"-"
    number = _parse_digits(text[1:] if text[:1] in {b"+", b"-"} else text, base)
    if number is None:
        return None
    number = -number if negative else number
    return number if -MAX_INT - 1 <= number <= MAX_INT else None


def _parse_digits(text: bytes, base: int) -> int | None:
    digits, separated = text, base == 0
    if base == 0:
        base = 10
        if text[:1] == b"0":
            prefix = text[1:2].lower()
            base = _BASES[prefix][0] if len(text) >= 3 and prefix in _BASES else 8
            digits = text[2:] if len(text) >= 3 and prefix in _BASES else text[1:] or b"0"
    if separated and b"_" in text and not _underscores_ok(text):
        return None
    digits = digits.replace(b"_", b"") if separated else digits
    if not digits or len(digits) > 4000:
        return 0 if separated and text[:1] == b"0" and not digits else None
    lowered = digits.lower()
    if any(digit not in b"0123456789abcdef"[:base] for digit in lowered):
        return None
    return int(lowered, base)


def _underscores_ok(text: bytes) -> bool:
    """Whether each underscore stands between digits, or between a prefix and a digit."""
    saw, index, hexadecimal = "^", 0, False
    text = text[1:] if text[:1] in {b"+", b"-"} else text
    if text[:1] == b"0" and text[1:2].lower() in _BASES:
        saw, index, hexadecimal = "0", 2, text[1:2].lower() == b"x"
    for byte in text[index:].lower():
        digit = 48 <= byte <= 57 or (hexadecimal and 97 <= byte <= 102)
        if byte == 95 and saw != "0":
            return False
        if not digit and byte != 95 and saw == "_":
            return False
        saw = "0" if digit else "_" if byte == 95 else "!"
    return saw != "_"


def parse_float(text: bytes) -> float | None:
    """`strconv.ParseFloat` with 64 bits; None for an error of any sort, too large a number included."""
    if _SPECIAL.fullmatch(text):
        return float(text)
    hexadecimal = text.lstrip(b"+-")[:2].lower() == b"0x"
    if not (_HEX_FLOAT if hexadecimal else _FLOAT).fullmatch(text) or not _MANTISSA.match(text):
        return None
    if b"_" in text:
        if not _underscores_ok(text):
            return None
        text = text.replace(b"_", b"")
    try:
        number = float.fromhex(text.decode()) if hexadecimal else float(text)
    except (ValueError, OverflowError):
        return None
    return None if math.isinf(number) else number


class _Digits:
    """The digits of a float and the place of its point: 0.`text` times 10 to the power of `point`."""

    def __init__(self, number: Decimal) -> None:
        _, digits, exponent = number.as_tuple()
        assert isinstance(exponent, int)
        text = "".join(map(str, digits)).lstrip("0")
        self.point = len(text) + exponent if text else 0
        self.text = text.rstrip("0")


def format_float(number: float, verb: str, precision: int) -> str:
    """`strconv.FormatFloat` with 64 bits; precision -1 means the fewest digits that read back as the same number."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "+Inf" if number > 0 else "-Inf"
    sign = "-" if math.copysign(1, number) < 0 else ""
    number = abs(number)
    match verb:
        case "b":
            return sign + _binary(number)
        case "x" | "X":
            return sign + _hexadecimal(number, verb, precision)
        case "f":
            return sign + (_fixed_shortest(number) if precision < 0 else f"{number:.{precision}f}")
        case "e" | "E":
            return sign + (_exponent_shortest(number, verb) if precision < 0 else f"{number:.{precision}{verb}}")
        case _:
            return sign + _general(number, verb, precision)


def _shortest(number: float) -> _Digits:
    return _Digits(Decimal(repr(number)))


def _fixed(digits: _Digits, precision: int) -> str:
    text, point = digits.text, digits.point
    whole = text[:point].ljust(point, "0") if point > 0 else "0"
    if precision <= 0:
        return whole
    fraction = text[point:] if point >= 0 else "0" * -point + text
    return f"{whole}.{fraction[:precision].ljust(precision, '0')}"


def _exponent(digits: _Digits, precision: int, letter: str) -> str:
    text = digits.text or "0"
    exponent = digits.point - 1 if digits.text else 0
    fraction = "." + text[1 : precision + 1].ljust(precision, "0") if precision > 0 else ""
    return f"{text[0]}{fraction}{letter}{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _fixed_shortest(number: float) -> str:
    digits = _shortest(number)
    return _fixed(digits, max(len(digits.text) - digits.point, 0))


def _exponent_shortest(number: float, letter: str) -> str:
    digits = _shortest(number)
    return _exponent(digits, len(digits.text) - 1, letter)


def _general(number: float, verb: str, precision: int) -> str:
    if precision < 0:
        digits = _shortest(number)
        precision, limit = len(digits.text), 6
    else:
        precision = precision or 1
        digits = _Digits(Decimal(f"{number:.{precision - 1}e}"))
        short = precision > len(digits.text) and len(digits.text) >= digits.point
        limit = len(digits.text) if short else precision
    if not -4 <= digits.point - 1 < limit:
        return _exponent(digits, min(precision, len(digits.text)) - 1, "e" if verb == "g" else "E")
    precision = len(digits.text) if precision > digits.point else precision
    return _fixed(digits, max(precision - digits.point, 0))


def _parts(number: float) -> tuple[int, int]:
    """The 53 bits of a float and its exponent, so that the float is bits times 2 to the power of exponent."""
    if number == 0:
        return 0, -1074
    mantissa, exponent = math.frexp(number)
    exponent = max(exponent - 53, -1074)
    return int(math.ldexp(mantissa, math.frexp(number)[1] - exponent)), exponent


def _binary(number: float) -> str:
    bits, exponent = _parts(number)
    return f"{bits}p{exponent:+d}"


def _hexadecimal(number: float, verb: str, precision: int) -> str:
    bits, exponent = _parts(number)
    exponent = 0 if bits == 0 else exponent + 52
    while bits and not bits >> 52:
        bits, exponent = bits << 1, exponent - 1
    bits <<= 8
    if 0 <= precision < 15:
        shift = precision * 4
        extra = (bits << shift) & ((1 << 60) - 1)
        bits >>= 60 - shift
        if extra | (bits & 1) > 1 << 59:
            bits += 1
        bits <<= 60 - shift
        if bits >> 61:
            bits, exponent = bits >> 1, exponent + 1
    fraction = f"{bits & ((1 << 60) - 1):015x}"
    fraction = fraction.rstrip("0") if precision < 0 else fraction[:precision].ljust(precision, "0")
    text = f"0x{bits >> 60}{'.' + fraction if fraction else ''}p{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    return text.upper() if verb == "X" else text
