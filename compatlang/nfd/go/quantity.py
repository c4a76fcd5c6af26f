"""`resource.ParseQuantity` of Kubernetes: which texts are quantities, and what `String()` makes of them.

A quantity is a number with a suffix (`100m`, `1Gi`, `12e6`). The canonical form has no fraction and the largest suffix
that keeps the value, except that Kubernetes keeps the text as written where it looks canonical at first sight, so `+5`
and `1.500` stay. Decimal suffixes end at `E`: beyond, `String()` loses the exponent.
"""

from __future__ import annotations

from typing import NamedTuple

from compatlang.nfd.go.errors import GoError
from compatlang.values.lazy import lazily

_SPLIT = lazily(r"([+-]?0*([0-9]*)(?:\.([0-9]*))?)([eEinumkKMGTP]*[-+]?[0-9]*)")
_FORMAT = GoError(
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
)
_NUMERIC = GoError("unable to parse numeric part of quantity")
_SUFFIX = GoError("unable to parse quantity's suffix")

_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_OF_DECIMAL = {exponent: suffix for suffix, exponent in _DECIMAL.items()}
_OF_BINARY = {exponent: suffix for suffix, exponent in _BINARY.items()}
_EXPONENT = lazily(r"[eE]([-+]?[0-9]+)")

_NANO = -9
_DIGITS = 18
_INT64 = 1 << 63
_CHARACTERS = 4096
"""Longer texts are refused: the work for one number grows with the square of its digits."""


class _Amount(NamedTuple):
    """`value * 10**scale`, and the kind of suffix that it was written with."""

    value: int
    scale: int
    format: str


def parse_quantity(text: str) -> str | GoError:
    """The canonical form of a quantity, or the error of `resource.ParseQuantity`.

    >>> parse_quantity("2048Ki"), parse_quantity("1.5"), parse_quantity("1 Gi") == _FORMAT
    ('2Mi', '1500m', True)
    """
    found = _SPLIT.fullmatch(text)
    if not text or found is None:
        return _FORMAT
    if len(text) > _CHARACTERS:
        return _NUMERIC
    written, number, fraction, suffix = found.groups(default="")
    meaning = _interpret(suffix)
    if meaning is None:
        return _SUFFIX
    exponent, format_ = meaning
    digits = (number or "0") + fraction
    value = -int(digits) if text[0] == "-" else int(digits)
    if _is_small(number or "0", fraction, exponent, format_):
        if _kept_as_written(digits, exponent - len(fraction), meaning):
            return text
        if format_ == "binary":
            return _shown(_Amount(value << exponent, 0, format_))
        return _shown(_Amount(value, exponent - len(fraction), format_))
    if not number and not fraction and not any(each.isdigit() for each in written):
        return _NUMERIC
    return _shown(_rounded(value, -len(fraction), exponent, format_))


def _interpret(suffix: str) -> tuple[int, str] | None:
    """The exponent of a suffix, and the form it belongs to."""
    if suffix in _DECIMAL:
        return _DECIMAL[suffix], "decimal"
    if suffix in _BINARY:
        return _BINARY[suffix], "binary"
    found = _EXPONENT.fullmatch(suffix)
    if found is None or (len(found[1]) > _DIGITS and abs(int(found[1])) >= _INT64):
        return None
    return _int32(int(found[1])), "exponent"


def _int32(number: int) -> int:
    """Go's conversion, which drops the bits above the lowest 32."""
    return (number + (1 << 31)) % (1 << 32) - (1 << 31)


def _is_small(number: str, fraction: str, exponent: int, format_: str) -> bool:
    """Whether Kubernetes reckons with 64 bits, and so looks whether it may keep the text."""
    if format_ == "binary":
        return not fraction and 15 - len(number) - exponent * 3 // 10 - 1 >= 0
    return len(number) + len(fraction) <= _DIGITS and exponent - len(fraction) >= _NANO


def _kept_as_written(digits: str, scale: int, meaning: tuple[int, str]) -> bool:
    if meaning[1] == "binary":
        return int(digits) & 7 != 0
    return scale % 3 == 0 and not digits.endswith("000") and digits[0] != "0"


def _rounded(value: int, scale: int, exponent: int, format_: str) -> _Amount:
    """The amount as exact arithmetic has it: rounded away from zero to whole billionths, and 64 bits if binary."""
    if format_ != "binary":
        return _away_from_zero(value, scale + exponent, _NANO, format_)
    amount = _away_from_zero(value << exponent, scale, _NANO, format_)
    magnitude, unit = abs(amount.value), 10**-amount.scale
    if magnitude > (_INT64 - 1) * unit:
        amount = _Amount(_INT64 - 1 if value > 0 else 1 - _INT64, 0, format_)
    return amount._replace(format="decimal") if 0 < magnitude < unit else amount


def _away_from_zero(value: int, scale: int, least: int, format_: str) -> _Amount:
    """The amount with a scale of `least` or more."""
    if scale >= least:
        return _Amount(value, scale, format_)
    if least - scale > 2 * _CHARACTERS:
        return _Amount((value > 0) - (value < 0), least, format_)
    whole, rest = divmod(abs(value), 10 ** (least - scale))
    whole += rest > 0
    return _Amount(whole if value > 0 else -whole, least, format_)


def _shown(amount: _Amount) -> str:
    if not amount.value:
        return "0"
    if amount.format == "binary":
        whole = _away_from_zero(amount.value, amount.scale, 0, amount.format)
        exact = whole.value * 10**-amount.scale == amount.value
        if exact and abs(whole.value) >= 1024:
            return _with_suffix(*_without_factors(whole.value, 1024))
    value, times = _without_factors(amount.value, 10)
    exponent = _int32(amount.scale + times)
    value *= 10 ** (exponent % 3)
    exponent = _int32(exponent - exponent % 3)
    if amount.format == "exponent":
        return f"{value}e{exponent}" if exponent else str(value)
    return f"{value}{_OF_DECIMAL.get(exponent, '')}"


def _with_suffix(value: int, times: int) -> str:
    return f"{value}{_OF_BINARY.get(10 * times, '')}"


def _without_factors(value: int, factor: int) -> tuple[int, int]:
    """The value divided by the factor as often as it goes, and how often that is."""
    times = 0
    while value % factor == 0:
        value //= factor
        times += 1
    return value, times
