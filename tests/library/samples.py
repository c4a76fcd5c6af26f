"""Values on either side of every bound of a pattern."""

from __future__ import annotations

import re
from typing import NamedTuple, assert_never

from compatlang.values.pattern import AnyOf, Anything, Bound, Literal, Operator, Pattern, Range
from compatlang.values.scalar import ScalarType

NUMERIC = ("version", "int", "id")
"""Types whose values have neighbours."""

_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)*")


class Samples(NamedTuple):
    """Values that a pattern admits, and values next to them that it may not."""

    inside: tuple[str, ...]
    outside: tuple[str, ...]


def samples(pattern: Pattern, type_: ScalarType) -> Samples:
    """The values at the ends of what a pattern admits, and those beyond; of a pattern that admits anything there are none."""
    match pattern:
        case Anything():
            return Samples((), ())
        case Literal(text):
            at = text.removesuffix(".*")
            return Samples((at,), _beside(at, type_))
        case Bound(operator, text):
            return _of_bound(operator, text, type_)
        case Range(low, high, half_open):
            low, high = low.removesuffix(".*"), high.removesuffix(".*")
            if half_open:
                return Samples((low, *_below(high, type_)), (*_below(low, type_), high))
            return Samples((low, high), (*_below(low, type_), *_above(high, type_)))
        case AnyOf(members):
            each = [samples(member, type_) for member in members]
            return Samples(
                tuple(dict.fromkeys(value for one in each for value in one.inside)),
                tuple(dict.fromkeys(value for one in each for value in one.outside)),
            )
    assert_never(pattern)


def _of_bound(operator: Operator, text: str, type_: ScalarType) -> Samples:
    beyond = _above(text, type_) if operator in (">", "<=") else _below(text, type_)
    return Samples((text,), beyond) if operator in (">=", "<=") else Samples(beyond, (text,))


def _beside(text: str, type_: ScalarType) -> tuple[str, ...]:
    """Both neighbours of a value; of a text something that no table has."""
    if type_ in NUMERIC:
        return (*_below(text, type_), *_above(text, type_))
    return ("something else",) if type_ == "string" else ()


def _below(text: str, type_: ScalarType) -> tuple[str, ...]:
    """The neighbour below: of a version the one whose last number that is not 0 is one less."""
    if type_ == "id":
        return (f"{int(text, 16) - 1:#06x}",) if int(text, 16) else ()
    if type_ == "int":
        return (str(int(text) - 1),)
    found = _NUMBERS.search(text)
    if type_ != "version" or found is None:
        return ()
    if found.end() < len(text.removeprefix("v")):
        return (found[0],)  # what has a suffix comes behind its release
    numbers = found[0].split(".")
    while numbers and not int(numbers[-1]):
        numbers.pop()
    if not numbers:
        return ()
    zeros = "" if len(numbers) == len(found[0].split(".")) else ".999"
    return (".".join([*numbers[:-1], _moved(numbers[-1], -1)]) + zeros,)


def _above(text: str, type_: ScalarType) -> tuple[str, ...]:
    """The neighbour above: of a version the one whose last number is one more."""
    if type_ == "id":
        return (f"{int(text, 16) + 1:#06x}",)
    if type_ == "int":
        return (str(int(text) + 1),)
    found = _NUMBERS.search(text)
    if type_ != "version" or found is None:
        return ()
    *first, last = found[0].split(".")
    return (".".join([*first, _moved(last, 1)]),)


def _moved(number: str, by: int) -> str:
    """A number a little higher or lower, with as many digits where it is written with zeros in front."""
    return str(int(number) + by).rjust(len(number) if number.startswith("0") else 0, "0")
