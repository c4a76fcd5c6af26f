"""The rows of a table that constant arguments leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from compatlang.ir import model as ir
from compatlang.ir.accepted import Accepted
from compatlang.ir.model import ValueRef
from compatlang.lower.accepted import accepted_by
from compatlang.typed import tree as typed
from compatlang.values import pattern, scalar


class Rows(NamedTuple):
    """Rows whose constant cells hold, and the columns that are still to be asked, each with its value."""

    declaration: typed.Table
    constants: tuple[tuple[str, str], ...]
    columns: tuple[int, ...]
    values: tuple[ValueRef, ...]
    rows: tuple[typed.Row, ...]

    @classmethod
    def of(cls, table: typed.Table, arguments: Sequence[ValueRef | None], values: Sequence[ir.Value]) -> Rows:
        """What is left of a table, given an argument or None for each column."""
        constants: list[tuple[int, ir.Constant]] = []
        columns: list[tuple[int, ValueRef]] = []
        for position, argument in enumerate(arguments):
            if argument is None:
                continue
            value = values[argument]
            if isinstance(value, ir.Constant):
                constants.append((position, value))
            else:
                columns.append((position, argument))
        keys = [
            (position, table.columns[position].type, scalar.parse(each.type, each.text)) for position, each in constants
        ]
        rows = tuple(
            row
            for row in table.rows
            if all(pattern.admits(row.cells[position], type_, key) for position, type_, key in keys)
        )
        return cls(
            table,
            tuple(
                (table.columns[position].name, pattern.show_literal(each.type, each.text))
                for position, each in constants
            ),
            tuple(position for position, _ in columns),
            tuple(each for _, each in columns),
            rows,
        )

    def name(self) -> str:
        """The table's name, the constant arguments, and the columns that are asked: what tells these rows from others."""
        asked = [self.declaration.columns[each].name for each in self.columns]
        given = [f"{name}: {text}" for name, text in self.constants]
        return f"{self.declaration.name}({', '.join([*given, *asked])})"

    def union(self) -> Accepted | None:
        """What some row accepts of the only column, None for everything."""
        (column,) = self.columns
        cells = [row.cells[column] for row in self.rows]
        if any(isinstance(each, pattern.Anything) for each in cells):
            return None
        return accepted_by(pattern.AnyOf(tuple(cells)), self.declaration.columns[column].type)

    def table(self) -> ir.Table:
        """The rows with the columns that are asked."""
        types = tuple(self.declaration.columns[each].type for each in self.columns)
        return ir.Table(types, tuple(self._cells(row) for row in self.rows))

    def _cells(self, row: typed.Row) -> tuple[Accepted | None, ...]:
        return tuple(
            None
            if isinstance(row.cells[each], pattern.Anything)
            else accepted_by(row.cells[each], self.declaration.columns[each].type)
            for each in self.columns
        )
