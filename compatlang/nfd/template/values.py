"""Values in a template: a Go type with its data.

Data by kind: `bool` and numbers as Python has them (integers within their range), strings as `bytes` because Go counts
and cuts bytes, maps as `dict[bytes, Value]`, lists as `Slice`, nil as None. Elements of containers are concrete values,
with `NOTHING` for a nil in a container of `interface {}`; `element` puts the interface around them again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from compatlang.nfd.template import kinds
from compatlang.nfd.template.errors import RefusedError
from compatlang.nfd.template.kinds import Type
from compatlang.nfd.template.limits import Work, check_depth


class Value(NamedTuple):
    """A Go value; for an interface the data is the value inside, or `NOTHING`."""

    type: Type
    data: Any

    @property
    def kind(self) -> str:
        """The kind of the value's type."""
        return self.type.kind


NOTHING = Value(kinds.INVALID, None)
"""No value: the zero `reflect.Value`, and nil where an `interface {}` is passed."""


class Slice:
    """A Go slice: a window on an array that other slices may share."""

    def __init__(self, array: list[Value], start: int = 0, stop: int | None = None, *, grown: bool = False) -> None:
        self.array = array
        self.start = start
        self.stop = len(array) if stop is None else stop
        self.grown = grown
        """Go grew the array by appending, so it may have room behind its last element."""
        self.shuffled = False
        """The elements come from a map, in an order that is another one each time."""

    def __len__(self) -> int:
        return self.stop - self.start

    def unordered(self) -> list[Value]:
        """The elements, for a use to which their order does not matter."""
        return self.array[self.start : self.stop]

    def items(self) -> list[Value]:
        """The elements in order."""
        if self.shuffled:
            raise RefusedError("the order of the keys and values of a dict is another one each time; use sortAlpha")
        return self.unordered()

    def cut(self, start: int, stop: int) -> Slice:
        """The window `[start:stop]` of this one; `stop` may lie behind the end as far as the array reaches."""
        self.items()
        if self.start + stop > len(self.array) and self.grown:
            raise RefusedError("slicing behind the end of a list depends on how Go's memory grows")
        return Slice(self.array, self.start + start, self.start + stop, grown=self.grown)

    def capacity(self) -> int:
        """How far a window on this one may reach."""
        return len(self.array) - self.start


def string(data: bytes) -> Value:
    """A string."""
    return Value(kinds.STRING, data)


def integer(data: int) -> Value:
    """An `int`."""
    return Value(kinds.INT, data)


def strings(texts: Iterable[bytes]) -> Slice:
    """The data of a `[]string`."""
    return Slice([string(text) for text in texts])


def boxed(value: Value) -> Value:
    """The value inside an `interface {}`."""
    return value if value.kind == "interface" else Value(kinds.ANY, value)


def unboxed(value: Value) -> Value:
    """The value without the interface around it; `NOTHING` for nil."""
    while value.kind == "interface":
        value = value.data
    return value


def element(container: Type, value: Value) -> Value:
    """An element as Go's reflection sees it: in a container of `interface {}`, still inside its interface."""
    return Value(kinds.ANY, value) if container.element == kinds.ANY else value


def zero(type_: Type | None) -> Value:
    """The zero value of a type."""
    if type_ is None or type_ == kinds.REFLECT:
        return NOTHING
    match type_.kind:
        case "interface":
            return Value(kinds.ANY, NOTHING)
        case "string":
            return Value(type_, b"")
        case "bool":
            return Value(type_, False)
        case "float64":
            return Value(type_, 0.0)
        case "map" | "slice" | "ptr":
            return Value(type_, None)
        case _:
            return Value(type_, 0)


def length(value: Value) -> int:
    """The number of elements, or of bytes; nil has none."""
    return 0 if value.data is None else len(value.data)


def items(value: Value) -> list[Value]:
    """The elements of a list in order."""
    return [] if value.data is None else value.data.items()


def pairs(value: Value) -> list[tuple[bytes, Value]]:
    """The entries of a map by key, as Go prints and ranges over them."""
    return sorted((value.data or {}).items(), key=lambda entry: entry[0])


def is_nil(value: Value) -> bool:
    """Whether a value is nil, typed or not."""
    if value.kind == "interface":
        return value.data is NOTHING
    return value.data is None


def truth(value: Value) -> bool:
    """Whether a value counts as true: whether it is not the zero, or empty, value of its type."""
    value = unboxed(value)
    match value.kind:
        case "invalid":
            return False
        case "struct":
            return True
        case "ptr":
            return value.data is not None
        case "map" | "slice" | "string":
            return length(value) > 0
        case _:
            return bool(value.data != 0)


def deep_equal(left: Value, right: Value, work: Work, depth: int = 0) -> bool:
    """Go's `reflect.DeepEqual`: types must be the same too, and nil is not the same as empty."""
    work.spend()
    check_depth(depth)
    if left.type != right.type:
        return False
    if left.kind in {"map", "slice"}:
        if left.data is None or right.data is None:
            return left.data is right.data
        if len(left.data) != len(right.data):
            return False
    if left.kind == "map":
        return all(
            key in right.data and deep_equal(value, right.data[key], work, depth + 1)
            for key, value in left.data.items()
        )
    if left.kind == "slice":
        pairs_ = zip(left.data.items(), right.data.items(), strict=True)
        return all(deep_equal(one, other, work, depth + 1) for one, other in pairs_)
    return bool(left.data == right.data)
