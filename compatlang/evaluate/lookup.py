"""Look-ups in tables: the rows that may admit some values, found without walking all rows.

A column in which rows accept few, mostly different keys tells at once which rows are left; of several such columns the one
with the fewest is asked. Where rows accept wide, overlapping ranges (`>= 5.4`, `>= 5.15`, …) an index would be as large as
the square of the table, and the rows are walked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TypeAlias

from compatlang.ir import model as ir
from compatlang.ir.accepted import Accepted, Names
from compatlang.values.scalar import Key

Row: TypeAlias = tuple[Accepted | None, ...]

_MOST_ENTRIES = 4
"""An index has at most so many entries a row."""


class Index:
    """The rows of one table, by the keys that its columns accept."""

    def __init__(self, table: ir.Table) -> None:
        self._rows = table.rows
        self._columns: list[_Column | None] = []
        for position in range(len(table.types)):
            cells = [row[position] for row in table.rows]
            self._columns.append(_named(cells) if any(isinstance(each, Names) for each in cells) else _ordered(cells))

    def candidates(self, keys: Sequence[Key | None]) -> Sequence[Row]:
        """A superset of the rows that admit these keys, one a column; a key that is not known is None."""
        best: Sequence[int] | None = None
        for key, column in zip(keys, self._columns, strict=True):
            if key is not None and column is not None:
                found = column.rows(key)
                if best is None or len(found) < len(best):
                    best = found
        return self._rows if best is None else [self._rows[each] for each in best]


class _Column:
    """Rows by cells of keys: `cells[i]` are the rows that accept keys from `cuts[i - 1]` on and below `cuts[i]`."""

    def __init__(self, cuts: list[Key], cells: list[list[int]], names: dict[Key, list[int]], others: list[int]) -> None:
        self._cuts = cuts
        self._cells = cells
        self._names = names
        self._others = others

    def rows(self, key: Key) -> list[int]:
        if self._cells:
            return self._cells[bisect_right(self._cuts, key)]
        return self._names.get(key, self._others)


def _ordered(cells: Sequence[Accepted | None]) -> _Column | None:
    """An index of a column of an ordered type, or None where it would be too large."""
    intervals = [
        (row, ends)
        for row, cell in enumerate(cells)
        for ends in (((None, None),) if cell is None or isinstance(cell, Names) else cell.intervals)
    ]
    cuts = sorted({end for _, ends in intervals for end in ends if end is not None})
    spans = [
        (
            row,
            0 if low is None else bisect_left(cuts, low) + 1,
            len(cuts) + 1 if high is None else bisect_left(cuts, high) + 1,
        )
        for row, (low, high) in intervals
    ]
    if sum(stop - start for _, start, stop in spans) > _MOST_ENTRIES * (len(cells) + 1):
        return None
    rows: list[list[int]] = [[] for _ in range(len(cuts) + 1)]
    for row, start, stop in spans:
        for cell in range(start, stop):
            rows[cell].append(row)
    return _Column(cuts, rows, {}, [])


def _named(cells: Sequence[Accepted | None]) -> _Column | None:
    """An index of a column of strings or truth values, or None where too many rows accept every key but some."""
    others = [row for row, cell in enumerate(cells) if not isinstance(cell, Names) or cell.excluded]
    keys = {key for cell in cells if isinstance(cell, Names) for key in cell.keys}
    if len(others) * len(keys) > _MOST_ENTRIES * (len(cells) + 1):
        return None
    names: dict[Key, list[int]] = {key: list(others) for key in keys}
    for row, cell in enumerate(cells):
        if isinstance(cell, Names) and not cell.excluded:
            for key in cell.keys:
                names[key].append(row)
    return _Column([], [], names, others)
