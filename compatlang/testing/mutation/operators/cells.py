"""Rows of tables that differ in one cell."""

from __future__ import annotations

import msgspec

from compatlang.typed import tree as typed
from compatlang.values.pattern import Pattern


def with_cell(row: typed.Row, place: int, cell: Pattern) -> typed.Row:
    """The row with another cell at a place."""
    return msgspec.structs.replace(row, cells=(*row.cells[:place], cell, *row.cells[place + 1 :]))
