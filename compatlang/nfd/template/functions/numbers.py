"""Sprig's arithmetic on `int64` and `float64`."""

from __future__ import annotations

import math

from compatlang.nfd.template import numerals
from compatlang.nfd.template.errors import CallError
from compatlang.nfd.template.formatting import display
from compatlang.nfd.template.functions.casting import to_float, to_int
from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.kinds import ANY, FLOAT64, INT, INT64, INTS, STRING
from compatlang.nfd.template.limits import Work, check_elements
from compatlang.nfd.template.numerals import wrap_int
from compatlang.nfd.template.values import Slice, Value, integer


def _atoi(text: bytes) -> int:
    """0 for what is no number, and the nearest `int` for what is too large: sprig drops the error, not the result."""
    number = numerals.parse_int(text, 10)
    if number is not None:
        return number
    digits = text[1:] if text[:1] in {b"+", b"-"} else text
    if not digits.isdigit():
        return 0
    return -numerals.MAX_INT - 1 if text[:1] == b"-" else numerals.MAX_INT


def _to_decimal(work: Work, value: Value) -> int:
    return numerals.parse_int(display(value, work), 8) or 0


def _add1(value: Value) -> int:
    return wrap_int(to_int(value) + 1)


def _add(*values: Value) -> int:
    return wrap_int(sum(map(to_int, values)))


def _sub(left: Value, right: Value) -> int:
    return wrap_int(to_int(left) - to_int(right))


def _mul(first: Value, *others: Value) -> int:
    product = to_int(first)
    for other in others:
        product = wrap_int(product * to_int(other))
    return product


def _div(left: Value, right: Value) -> int:
    quotient, _ = _divided(to_int(left), to_int(right))
    return wrap_int(quotient)


def _mod(left: Value, right: Value) -> int:
    _, remainder = _divided(to_int(left), to_int(right))
    return remainder


def _divided(left: int, right: int) -> tuple[int, int]:
    """The quotient towards zero and what remains, as Go divides."""
    if right == 0:
        raise CallError("runtime error: integer divide by zero")
    quotient = abs(left) // abs(right)
    quotient = quotient if (left < 0) == (right < 0) else -quotient
    return quotient, left - quotient * right


def _max(first: Value, *others: Value) -> int:
    return max(map(to_int, (first, *others)))


def _min(first: Value, *others: Value) -> int:
    return min(map(to_int, (first, *others)))


def _maxf(first: Value, *others: Value) -> float:
    largest = to_float(first)
    for other in map(to_float, others):
        largest = _larger(largest, other)
    return largest


def _minf(first: Value, *others: Value) -> float:
    smallest = to_float(first)
    for other in map(to_float, others):
        smallest = -_larger(-smallest, -other)
    return smallest


def _larger(left: float, right: float) -> float:
    """`math.Max`: infinity before what is not a number, and that before any number; 0 is more than -0."""
    if math.inf in {left, right}:
        return math.inf
    if math.isnan(left) or math.isnan(right):
        return math.nan
    if left == right == 0:
        return right if math.copysign(1, left) < 0 else left
    return max(left, right)


def _ceil(value: Value) -> float:
    return _whole(to_float(value), up=True)


def _floor(value: Value) -> float:
    return _whole(to_float(value), up=False)


def _whole(number: float, *, up: bool) -> float:
    if not math.isfinite(number):
        return number
    return math.copysign(float(math.ceil(number) if up else math.floor(number)), number)


def _round(value: Value, places: int, *limits: float) -> float:
    """A number rounded up when its next digits reach a limit, which is a half unless given."""
    limit = limits[0] if limits else 0.5
    power = _power_of_ten(places)
    shifted = power * to_float(value)
    fraction = math.nan if math.isinf(shifted) else math.fmod(shifted, 1)
    whole = _whole(shifted, up=fraction >= limit)
    return _quotient(whole, power)


def _power_of_ten(places: int) -> float:
    """`math.Pow(10, places)` as Go computes it, by squaring: far from 0 it differs from the nearest float."""
    if places == 0:
        return 1.0
    left, power = abs(places), 1.0
    exponent, factor, factor_exponent = 0, 0.625, 4
    while left:
        if factor_exponent > 1 << 12:
            exponent += factor_exponent
            break
        if left & 1:
            power *= factor
            exponent += factor_exponent
        factor *= factor
        factor_exponent *= 2
        if factor < 0.5:
            factor += factor
            factor_exponent -= 1
        left >>= 1
    if places < 0:
        power, exponent = 1 / power, -exponent
    try:
        return math.ldexp(power, exponent)
    except OverflowError:
        return math.inf


def _quotient(left: float, right: float) -> float:
    if right == 0:
        return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left)
    return left / right


def _until(count: int) -> Slice:
    return _steps(0, count, -1 if count < 0 else 1)


def _until_step(start: int, stop: int, step: int) -> Slice:
    return _steps(start, stop, step)


def _steps(start: int, stop: int, step: int) -> Slice:
    return Slice([integer(number) for number in _numbers(start, stop, step)], grown=True)


def _numbers(start: int, stop: int, step: int) -> range:
    if step == 0 or (stop < start) != (step < 0):
        return range(0)
    numbers = range(start, stop, step)
    # `len` of a range fails beyond the size of a machine word.
    check_elements((abs(stop - start) - 1) // abs(step) + 1 if stop != start else 0)
    return numbers


def _seq(work: Work, *bounds: int) -> bytes:
    match bounds:
        case (end,):
            numbers = _inclusive(1, end, -1 if end < 1 else 1)
        case (start, end):
            numbers = _inclusive(start, end, -1 if end < start else 1)
        case (start, step, end) if end < start and step > 0:
            numbers = range(0)
        case (start, step, end):
            numbers = _numbers(start, wrap_int(end + (-1 if end < start else 1)), step)
        case _:
            numbers = range(0)
    work.spend_elements(len(numbers))
    return " ".join(map(str, numbers)).encode()


def _inclusive(start: int, end: int, step: int) -> range:
    return _numbers(start, wrap_int(end + step), step)


FUNCTIONS = (
    Function("atoi", _atoi, (STRING,), INT),
    Function("int64", to_int, (ANY,), INT64),
    Function("int", to_int, (ANY,), INT),
    Function("float64", to_float, (ANY,), FLOAT64),
    Function("toDecimal", _to_decimal, (ANY,), INT64, works=True),
    Function("add1", _add1, (ANY,), INT64),
    Function("add", _add, (), INT64, rest=ANY),
    Function("sub", _sub, (ANY, ANY), INT64),
    Function("mul", _mul, (ANY,), INT64, rest=ANY),
    Function("div", _div, (ANY, ANY), INT64),
    Function("mod", _mod, (ANY, ANY), INT64),
    Function("biggest", _max, (ANY,), INT64, rest=ANY),
    Function("max", _max, (ANY,), INT64, rest=ANY),
    Function("min", _min, (ANY,), INT64, rest=ANY),
    Function("maxf", _maxf, (ANY,), FLOAT64, rest=ANY),
    Function("minf", _minf, (ANY,), FLOAT64, rest=ANY),
    Function("ceil", _ceil, (ANY,), FLOAT64),
    Function("floor", _floor, (ANY,), FLOAT64),
    Function("round", _round, (ANY, INT), FLOAT64, rest=FLOAT64),
    Function("until", _until, (INT,), INTS),
    Function("untilStep", _until_step, (INT, INT, INT), INTS),
    Function("seq", _seq, (), STRING, rest=INT, works=True),
)
