"""Whole numbers, ids and quantities within an interval, plain ones first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from compatlang.values.interval import Interval
from compatlang.values.quantity import parse_quantity, show_quantity
from compatlang.values.scalar import ScalarType

_LEAST = {"int": -(2**63), "id": 0}
_UNITS = tuple(
    int(parse_quantity(f"1{suffix}") or 0)
    for suffix in ("Ei", "E", "Pi", "P", "Ti", "T", "Gi", "G", "Mi", "M", "Ki", "k", "", "m", "u", "n")
)
"""Steps from one quantity to the next, the coarsest first."""


def ascending(type_: ScalarType, interval: Interval, width: int) -> Iterator[str]:
    """The least number, or where there is no low end, 0 or what lies just below the high end."""
    low, high = interval
    if low is None:
        yield _text(type_, 0, width)
        yield from descending(type_, interval, width)
        return
    if type_ == "quantity" and len(show_quantity(low - 1)) < len(show_quantity(low)):
        yield from (_text(type_, each, width) for each in _stepped(low - 1, 1) if high is None or each < high)
    yield _text(type_, max(low, _LEAST.get(type_, low)), width)


def descending(type_: ScalarType, interval: Interval, width: int) -> Iterator[str]:
    """What lies just below the high end, or the least number where there is none."""
    low, high = interval
    if high is None:
        yield _text(type_, 0 if low is None else low, width)
        return
    if type_ == "quantity" and len(show_quantity(high)) < len(show_quantity(high - 1)):
        yield from (_text(type_, each, width) for each in _stepped(high, -1) if low is None or each >= low)
    yield _text(type_, high - 1, width)


def _stepped(key: int, direction: int) -> Iterator[int]:
    """The quantities a unit away, for each unit of which the quantity is a multiple."""
    yield from (key + direction * unit for unit in _UNITS if key % unit == 0 and (key or unit == _UNITS[-4]))
    yield from (key + direction * unit for unit in _UNITS if key % unit)


def _text(type_: ScalarType, key: int, width: int) -> str:
    texts: dict[ScalarType, Callable[[int], str]] = {"quantity": show_quantity, "id": lambda id_: f"{id_:0{width}x}"}
    return texts.get(type_, str)(key)
