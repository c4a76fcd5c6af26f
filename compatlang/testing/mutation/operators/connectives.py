"""Words that are easily confused: `and` and `or`, `any`, `all` and `none`, `has` and `has any`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from compatlang.testing.mutation.model import Change
from compatlang.typed import tree as typed
from compatlang.typed.show import show_condition

_QUANTIFIERS: dict[str, Literal["any", "all", "none"]] = {"any": "all", "all": "any", "none": "any"}


def connectives(node: typed.Node) -> Iterator[Change]:
    """The condition with the other word."""
    new: typed.Condition
    match node:
        case typed.And(operands) if len(operands) > 1:
            new = typed.Or(operands, span=node.span)
        case typed.Or(operands) if len(operands) > 1:
            new = typed.And(operands, span=node.span)
        case typed.Quantified(kind, _, _):
            new = msgspec.structs.replace(node, kind=_QUANTIFIERS[kind])
        case typed.Has(_, names, any_) if len(names) > 1:
            new = msgspec.structs.replace(node, any=not any_)
        case _:
            return
    yield Change(node, new, show_condition(node), show_condition(new))
