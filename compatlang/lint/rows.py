"""Rows of a table as sets of keys, and the pairs of rows that have anything in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from compatlang.diagnostics import Label
from compatlang.lint.keys import Keys, both, keys_of, within
from compatlang.lint.view import View
from compatlang.source import Span
from compatlang.typed import tree as typed
from compatlang.values.pattern import Literal

MOST = 400
"""Rows of one group that are compared each with each; of a larger group only the first ones are."""


class RowKeys(NamedTuple):
    """A row and what each of its cells admits."""

    row: typed.Row
    cells: tuple[Keys, ...]

    def within(self, other: RowKeys) -> bool:
        """Whether the other row admits all that this one does."""
        return all(within(own, theirs) for own, theirs in zip(self.cells, other.cells, strict=True))

    def meets(self, other: RowKeys) -> bool:
        """Whether there is anything that both rows admit."""
        return all(both(own, theirs) for own, theirs in zip(self.cells, other.cells, strict=True))


def pairs(table: typed.Table) -> Iterator[tuple[RowKeys, RowKeys]]:
    """Every two rows that can have anything in common, the earlier one first.

    Rows that differ in a column of single texts or ids have nothing in common, so that most of a large table is left out.
    """
    for group in _groups(table).values():
        rows = [_keys(row, table) for row in group[:MOST]] if len(group) > 1 else []
        yield from combinations(rows, 2)


def _keys(row: typed.Row, table: typed.Table) -> RowKeys:
    cells = zip(row.cells, table.columns, strict=True)
    return RowKeys(row, tuple(keys_of(cell, column.type) for cell, column in cells))


def _groups(table: typed.Table) -> dict[tuple[str, ...], list[typed.Row]]:
    single = [
        index
        for index, column in enumerate(table.columns)
        if column.type in ("string", "id", "bool", "int")
        and all(isinstance(row.cells[index], Literal) for row in table.rows)
    ]
    groups: dict[tuple[str, ...], list[typed.Row]] = defaultdict(list)
    for row in table.rows:
        groups[tuple(_text(row, index) for index in single)].append(row)
    return groups


def _text(row: typed.Row, index: int) -> str:
    cell = row.cells[index]
    assert isinstance(cell, Literal)
    return cell.text.lower().removeprefix("0x").lstrip("0") if cell.text.lower().startswith("0x") else cell.text


def place(row: typed.Row, table: typed.Table) -> Span:
    """Where to report a row: at the row itself, or where it stands in a CSV file, at the table's declaration."""
    return row.span if row.span.file == table.span.file else table.span


def labels(table: typed.Table, *rows: tuple[typed.Row, str], view: View) -> list[Label]:
    """What to show beside a row that is reported: the rows that are not the place itself."""
    return [Label(row.span, text) for row, text in rows if row.span.file in view.sources and row.span != table.span]
