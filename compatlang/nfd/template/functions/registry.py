"""How a function of a template is described: its name, what it does, and the Go types that it takes and gives.

The types are what Go checks before it calls a function. A parameter arrives as plain data: `bytes` for a string, `int`,
`float`, `bool`, a `dict` or None for a map; for `interface {}` as the `Value` inside it, `NOTHING` for nil.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from compatlang.nfd.template.kinds import REFLECT, Type
from compatlang.nfd.template.limits import Work
from compatlang.nfd.template.values import Slice, Value, boxed, unboxed


class Function(NamedTuple):
    """A function that templates can call."""

    name: str
    run: Callable[..., Any]
    takes: tuple[Type, ...]
    gives: Type
    rest: Type | None = None
    """The type of any further arguments."""
    works: bool = False
    """It wants the work of the expansion as its first argument, for its loops."""

    def expects(self, index: int) -> Type:
        """The type of the parameter that an argument goes to."""
        if index < len(self.takes):
            return self.takes[index]
        assert self.rest is not None
        return self.rest

    def call(self, arguments: list[Value], work: Work) -> Value:
        """The result for arguments of the right types."""
        plain = [_plain(argument, self.expects(index)) for index, argument in enumerate(arguments)]
        for each in plain:
            work.spend(_size(each))
        result = self.run(work, *plain) if self.works else self.run(*plain)
        if isinstance(result, bytes):
            work.spend_bytes(len(result))
        elif isinstance(result, Slice):
            work.spend_elements(len(result))
        if self.gives == REFLECT:
            assert isinstance(result, Value)
            return result
        if self.gives.kind == "interface":
            return boxed(result)
        return Value(self.gives, result)


def _size(argument: Any) -> int:
    """The steps that looking through an argument takes."""
    data = argument.data if isinstance(argument, Value) else argument
    return len(data) // 16 if isinstance(data, bytes | Slice | dict) else 0


def _plain(argument: Value, type_: Type) -> Any:
    if type_ == REFLECT:
        return argument
    return unboxed(argument) if type_.kind == "interface" else unboxed(argument).data
