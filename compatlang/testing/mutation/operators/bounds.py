"""Bounds that are off by one: `>=` as `>`, the ends of ranges, in conditions and in the cells of tables."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from compatlang.testing.mutation.model import Change
from compatlang.testing.mutation.operators.cells import with_cell
from compatlang.testing.mutation.operators.patterns import shifted
from compatlang.typed import tree as typed
from compatlang.typed.show import show_condition

_SHIFTED: dict[typed.CompareOperator, typed.CompareOperator] = {">=": ">", ">": ">=", "<=": "<", "<": "<="}


def bounds(node: typed.Node) -> Iterator[Change]:
    """The conditions with a bound shifted. Rows of tables know no types of their own; `cells` changes them."""
    match node:
        case typed.Test(_, pattern, type_):
            for each in shifted(pattern, type_):
                yield Change(node, msgspec.structs.replace(node, pattern=each.pattern), each.was, each.becomes)
        case typed.Compare(operator, _, _) if operator in _SHIFTED:
            new = msgspec.structs.replace(node, operator=_SHIFTED[operator])
            yield Change(node, new, show_condition(node), show_condition(new))
        case typed.Table(_, columns, rows):
            for row in rows:
                for place, (cell, column) in enumerate(zip(row.cells, columns, strict=True)):
                    for each in shifted(cell, column.type):
                        yield Change(row, with_cell(row, place, each.pattern), each.was, each.becomes)
        case _:
            pass
