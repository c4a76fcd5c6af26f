"""Tables of figures: as text for people, as plain values for `--json`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias, Union

Cell: TypeAlias = Union[str, int, float, None]  # noqa: UP007 - an alias


class Table(NamedTuple):
    """Rows of cells below columns. Numbers are in the unit that the column names; None is what was not measured."""

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()

    def text(self) -> str:
        """The table with a heading, its columns aligned, and its notes below."""
        cells = [list(self.columns), *([shown(each) for each in row] for row in self.rows)]
        widths = [max(len(row[index]) for row in cells) for index in range(len(self.columns))]
        numeric = [any(isinstance(row[index], (int, float)) for row in self.rows) for index in range(len(widths))]
        lines = [_line(row, widths, numeric) for row in cells]
        lines.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join([f"{self.name}: {self.title}", "", *lines, *(["", *self.notes] if self.notes else []), ""])

    def value(self) -> dict[str, Any]:
        """The table for JSON."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return {"name": self.name, "title": self.title, "rows": rows, "notes": list(self.notes)}


def shown(cell: Cell) -> str:
    """A cell with as many digits as mean something."""
    match cell:
        case None:
            return "-"
        case float():
            return f"{cell:,.0f}" if abs(cell) >= 100 else f"{cell:.3g}"
        case int():
            return f"{cell:,}"
        case str():
            return cell


def ratio(value: float | None, base: float | None) -> float | None:
    """How many times `base` a value is, where both were measured."""
    return None if value is None or not base else value / base


def _line(row: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    aligned = zip(row, widths, numeric, strict=True)
    return "  ".join(each.rjust(width) if right else each.ljust(width) for each, width, right in aligned).rstrip()
