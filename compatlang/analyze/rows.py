"""Rows of tables that can never decide anything, because earlier rows admit all that they do.

A row is a box: one set for each column. What earlier rows admit is cut out of it, box by box, until nothing is left, or
something is. A question that leaves columns out sees less of every row, so that what is covered stays covered. `*` admits
a value that is missing, too, which no other cell does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

import msgspec

from compatlang.ir.accepted import Accepted, Names, intersection
from compatlang.lower.accepted import accepted_by
from compatlang.source import Span
from compatlang.typed import tree as typed
from compatlang.values import pattern, scalar
from compatlang.values.interval import FULL, IntervalSet
from compatlang.values.scalar import ScalarType

_MOST_BOXES = 500
"""What is left of a row may be in so many pieces before it is given up: it counts as alive."""


_MOST_PAIRS = 1_000_000
"""So many rows are held against earlier ones, all in all; in a larger table the last rows count as alive."""


class DeadRow(msgspec.Struct, frozen=True):
    """A row, counted from 1, and the earlier rows that admit together what it admits."""

    table: str
    number: int
    span: Span
    covered_by: tuple[int, ...]


class _Cell(NamedTuple):
    """What a cell admits: keys, and perhaps that there is none."""

    keys: Accepted
    missing: bool

    @property
    def is_empty(self) -> bool:
        return not (self.missing or _has_keys(self.keys))


_Box: TypeAlias = tuple[_Cell, ...]


def dead_rows(tables: Iterable[typed.Table]) -> tuple[DeadRow, ...]:
    """The rows of tables that never decide."""
    return tuple(row for table in tables for row in _of_table(table))


def _of_table(table: typed.Table) -> Iterator[DeadRow]:
    boxes = [_box(table, row) for row in table.rows]
    index = _Index(table)
    pairs = 0
    for place, (row, box) in enumerate(zip(table.rows, boxes, strict=True)):
        earlier = index.before(row)
        pairs += len(earlier)
        if pairs > _MOST_PAIRS:
            return
        covering = _covering(box, [(other, boxes[other]) for other in earlier])
        if covering is not None:
            yield DeadRow(table.name, place + 1, row.span, tuple(each + 1 for each in covering))
        index.add(row)


def _box(table: typed.Table, row: typed.Row) -> _Box:
    return tuple(_cell(cell, column.type) for cell, column in zip(row.cells, table.columns, strict=True))


def _cell(cell: pattern.Pattern, type_: ScalarType) -> _Cell:
    if isinstance(cell, pattern.Anything):
        return _Cell(FULL if type_ in scalar.ORDERED_TYPES else Names(frozenset(), excluded=True), missing=True)
    return _Cell(accepted_by(cell, type_), missing=False)


def _covering(box: _Box, earlier: Sequence[tuple[int, _Box]]) -> list[int] | None:
    """The rows that cover a box together, or None where something of it is left."""
    left = [box]
    used = []
    for place, other in earlier:
        pieces = [piece for each in left for piece in _without(each, other)]
        if len(pieces) != len(left) or any(one is not another for one, another in zip(pieces, left, strict=True)):
            used.append(place)
        left = pieces
        if not left:
            return used
        if len(left) > _MOST_BOXES:
            return None
    return None


def _without(box: _Box, other: _Box) -> Iterator[_Box]:
    """What is left of a box, as boxes that do not overlap; the box itself where the other does not touch it."""
    common = [
        _Cell(intersection(mine.keys, its.keys), mine.missing and its.missing)
        for mine, its in zip(box, other, strict=True)
    ]
    if any(each.is_empty for each in common):
        yield box
        return
    for place, (mine, its) in enumerate(zip(box, other, strict=True)):
        rest = _Cell(intersection(mine.keys, ~its.keys), mine.missing and not its.missing)
        if not rest.is_empty:
            yield (*common[:place], rest, *box[place + 1 :])


def _has_keys(keys: Accepted) -> bool:
    if isinstance(keys, IntervalSet):
        return bool(keys)
    return keys.keys != {True, False} if keys.excluded else bool(keys.keys)


class _Index:
    """Earlier rows by the literal in one column, so that in large tables not every row is held against every other."""

    def __init__(self, table: typed.Table) -> None:
        self._column = _telling(table)
        self._by_text: dict[str, list[int]] = {}
        self._others: list[int] = []
        self._count = 0

    def before(self, row: typed.Row) -> list[int]:
        """The rows before this one that may overlap it."""
        text = _text(row, self._column)
        if text is None:
            return list(range(self._count))
        return sorted([*self._by_text.get(text, ()), *self._others])

    def add(self, row: typed.Row) -> None:
        """Takes the next row."""
        text = _text(row, self._column)
        (self._others if text is None else self._by_text.setdefault(text, [])).append(self._count)
        self._count += 1


def _telling(table: typed.Table) -> int:
    """The column of texts that has the most literals of its own, or -1."""
    literals = [
        (len(Counter(_text(row, place) for row in table.rows)), place)
        for place, column in enumerate(table.columns)
        if column.type not in scalar.ORDERED_TYPES
    ]
    return max(literals, default=(0, -1))[1]


def _text(row: typed.Row, column: int) -> str | None:
    """The literal in a column; texts of types without an order are equal where their keys are."""
    cell = row.cells[column] if column >= 0 else None
    return cell.text if isinstance(cell, pattern.Literal) else None
