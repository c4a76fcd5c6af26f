"""Sprig's decimal arithmetic on floats: each is read as the shortest decimal that is that float.

Follows shopspring/decimal v1.4: division keeps sixteen places and rounds half away from zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from compatlang.nfd.template import numerals
from compatlang.nfd.template.errors import CallError, RefusedError
from compatlang.nfd.template.functions.casting import to_float
from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.kinds import ANY, FLOAT64
from compatlang.nfd.template.limits import DIGITS
from compatlang.nfd.template.values import Value, integer

_PLACES = 16


class _Number(NamedTuple):
    """A whole number times a power of ten."""

    digits: int
    exponent: int


def _number(value: float) -> _Number:
    if not math.isfinite(value):
        raise CallError(f"Cannot create a Decimal from {numerals.format_float(value, 'g', -1)}")
    if value == 0:
        return _Number(0, 0)
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    whole = int("".join(map(str, digits)))
    return _Number(-whole if sign else whole, exponent)


def _scaled(number: _Number, exponent: int) -> int:
    shift: int = 10 ** (number.exponent - exponent)
    return number.digits * shift


def _add(left: _Number, right: _Number) -> _Number:
    exponent = min(left.exponent, right.exponent)
    return _Number(_scaled(left, exponent) + _scaled(right, exponent), exponent)


def _subtract(left: _Number, right: _Number) -> _Number:
    return _add(left, _Number(-right.digits, right.exponent))


def _multiply(left: _Number, right: _Number) -> _Number:
    return _Number(left.digits * right.digits, left.exponent + right.exponent)


def _divide(left: _Number, right: _Number) -> _Number:
    if right.digits == 0:
        raise CallError("decimal division by 0")
    shift = left.exponent - right.exponent + _PLACES
    above = abs(left.digits) * 10 ** max(shift, 0)
    below = abs(right.digits) * 10 ** max(-shift, 0)
    quotient, remainder = divmod(above, below)
    quotient += 2 * remainder >= below
    return _Number(quotient if (left.digits < 0) == (right.digits < 0) else -quotient, -_PLACES)


def _chained(operation: Callable[[_Number, _Number], _Number], values: tuple[Value, ...]) -> float:
    result = _number(to_float(values[0]))
    for value in values[1:]:
        result = operation(result, _number(to_float(value)))
        if result.digits.bit_length() > 4 * DIGITS or abs(result.exponent) > DIGITS:
            raise RefusedError(f"decimal arithmetic with more than {DIGITS} digits is not supported")
    return _float(result)


def _float(number: _Number) -> float:
    if number.exponent >= 0:
        fraction = Fraction(number.digits * 10**number.exponent)
    else:
        fraction = Fraction(number.digits, 10**-number.exponent)
    try:
        return fraction.numerator / fraction.denominator
    except OverflowError:
        return math.inf if number.digits > 0 else -math.inf


_ZERO, _ONE = integer(0), integer(1)


def _add1f(value: Value) -> float:
    return _chained(_add, (value, _ONE))


def _addf(*values: Value) -> float:
    return _chained(_add, (_ZERO, *values))


def _subf(first: Value, *others: Value) -> float:
    return _chained(_subtract, (first, *others))


def _mulf(first: Value, *others: Value) -> float:
    return _chained(_multiply, (first, *others))


def _divf(first: Value, *others: Value) -> float:
    return _chained(_divide, (first, *others))


FUNCTIONS = (
    Function("add1f", _add1f, (ANY,), FLOAT64),
    Function("addf", _addf, (), FLOAT64, rest=ANY),
    Function("subf", _subf, (ANY,), FLOAT64, rest=ANY),
    Function("mulf", _mulf, (ANY,), FLOAT64, rest=ANY),
    Function("divf", _divf, (ANY,), FLOAT64, rest=ANY),
)
