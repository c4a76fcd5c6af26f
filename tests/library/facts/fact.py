"""What a row of the facts comes to in a table of the library."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from compatlang.typed import tree as typed
from compatlang.values import pattern, scalar
from compatlang.values.pattern import Anything, Literal, Pattern
from compatlang.values.scalar import ScalarType

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data"


class Fact(NamedTuple):
    """A row of the facts: the values that one row of a table has to admit, and what other cells of that row show."""

    asked: Mapping[str, str]
    shown: Mapping[str, str]

    @property
    def name(self) -> str:
        """What it is about, as LEFT_OUT names it."""
        return " ".join(self.asked.values())

    def is_in(self, table: typed.Table) -> bool:
        """Whether some row says the same."""
        return any(self._is(table, row) for row in table.rows)

    def _is(self, table: typed.Table, row: typed.Row) -> bool:
        cells = {each.name: (each.type, cell) for each, cell in zip(table.columns, row.cells, strict=True)}
        return all(_admits(*cells[column], value) for column, value in self.asked.items()) and all(
            _shown(*cells[column]) == text for column, text in self.shown.items()
        )


class Compared(NamedTuple):
    """A table of the library, the facts about it, and those that are left out, by the beginning of the line that says why."""

    module: str
    table: str
    facts: Callable[[], Iterable[Fact]]
    left_out: Mapping[str, Collection[str]] = {}


def _admits(type_: ScalarType, cell: Pattern, value: str) -> bool:
    """Whether a cell names a value; `*` names none."""
    key = scalar.parse(type_, value)
    assert key is not None, value
    return not isinstance(cell, Anything) and pattern.admits(cell, type_, key)


def _shown(type_: ScalarType, cell: Pattern) -> str:
    return cell.text if isinstance(cell, Literal) else pattern.show(cell, type_)


@cache
def read(path: str) -> Any:
    """A file of facts."""
    return yaml.safe_load((FOLDER / path).read_text(encoding="utf-8"))


def rows_of_csv(path: str) -> Iterator[dict[str, str]]:
    """The rows of a file of facts that is a table already."""
    with (FOLDER / path).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def confident(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of high confidence. Where a file says nothing of single rows, all of them are."""
    return (row for row in rows if str(row.get("confidence", "high")).startswith("high"))
