"""Some thousand nodes side by side: the states of their variables, and sets of nodes as integers.

Bit i of a set is the node in row i. A set is made once for each state that occurs; every question about many nodes at once is
then `&` and `|` of integers. A bit that flips copies its integer, so sets are kept to the size of a block: a change costs the
same in a fleet of any size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple, TypeAlias

from compatlang.evaluate.reading import States

ROWS = 16384
"""Nodes of one block."""

Bits = int
"""A set of rows."""


class Sets(NamedTuple):
    """The rows for which something is certainly yes, and those for which it is possibly yes: one object where all is known."""

    certain: Bits
    possible: Bits


Column: TypeAlias = dict[int, Bits]
"""The rows that have each state of a variable."""

_MOST_DISTINCT = 256
"""A number of rows that are equal is one byte."""

_DIGITS = [b"0" * state + b"1" + b"0" * (255 - state) for state in range(256)]
"""For each state, the translation of a column into binary digits: 1 where a row has that state."""


class Block:
    """Rows of states, and for each variable the rows that have each state.

    `sizes` says how many states the variables have, as they stand side by side in `States`.
    """

    def __init__(self, sizes: Sequence[Sequence[int]]) -> None:
        self._sizes = sizes
        self._states: list[list[bytes]] = [[] for _ in sizes]
        self._columns: list[list[Column] | None] = [None] * len(sizes)
        self._empty: Bits = 0
        self.rows = 0

    @property
    def full(self) -> Bits:
        """All rows that hold a node."""
        return ((1 << self.rows) - 1) & ~self._empty

    def extend(self, states: Sequence[Sequence[bytes]], count: int) -> None:
        """So many new rows, given what each has of `States` in the first place, in the second and so on."""
        self.rows += count
        for place, new in enumerate(states):
            self._states[place].extend(new)
            columns = self._columns[place]
            if columns is not None and count == 1:
                for column, state in zip(columns, new[0], strict=True):
                    _join(column, state, 1 << self.rows - 1)
            else:
                self._columns[place] = None

    def replace(self, row: int, states: States) -> None:
        """Other states for a row, or a node for one that was empty."""
        was_empty = self._empty >> row & 1
        self._empty &= ~(1 << row)
        for place, (known, new) in enumerate(zip(self._states, states, strict=True)):
            before, known[row] = known[row], new
            if before == new and not was_empty:
                continue
            for column, old, state in zip(self._columns[place] or (), before, new, strict=False):
                if was_empty or old != state:
                    column[old] &= ~(1 << row)
                    _join(column, state, 1 << row)

    def remove(self, row: int) -> None:
        """The row holds no node any more; it may be used again."""
        self._empty |= 1 << row
        for columns in self._columns:
            for column in columns or ():
                for state in column:
                    column[state] &= ~(1 << row)

    def row(self, row: int) -> States:
        """The states of a row."""
        return tuple([each[row] for each in self._states])

    def column(self, place: int, offset: int) -> Column:
        """The rows that have each state of the variable that stands there in `States`, for the states that occur."""
        columns = self._columns[place]
        if columns is None:
            columns = self._columns[place] = self._made(place)
        return columns[offset]

    def _made(self, place: int) -> list[Column]:
        sizes, states, full = self._sizes[place], self._states[place], self.full
        distinct = list(dict.fromkeys(states))
        if len(distinct) < min(len(sizes), _MOST_DISTINCT):
            # Fewer sets are made of digits where those of equal rows are made first.
            index = {each: number for number, each in enumerate(distinct)}
            rows = _column(bytes(map(index.__getitem__, reversed(states))), len(distinct), full)
            return [_joined(rows, [each[offset] for each in distinct]) for offset in range(len(sizes))]
        # The first digit of a number is the highest bit, so the last row comes first.
        joined = b"".join(reversed(states))
        return [_column(joined[offset :: len(sizes)], size, full) for offset, size in enumerate(sizes)]


def _column(states: bytes, size: int, full: Bits) -> Column:
    """The rows of each state that occurs; those of the last are what the others leave."""
    *others, last = [state for state in range(size) if state in states] or [0]
    column = {state: int(states.translate(_DIGITS[state]), 2) & full for state in others}
    column[last] = full & ~reduce(or_, column.values(), 0)
    return column


def _joined(rows: Column, states: Sequence[int]) -> Column:
    """The rows of each state, given those of each number and the state that it stands for."""
    column: Column = {}
    for number, own in rows.items():
        _join(column, states[number], own)
    return column


def _join(column: Column, state: int, rows: Bits) -> None:
    column[state] = column.get(state, 0) | rows


def rows_of(bits: Bits) -> Iterator[int]:
    """The rows of a set, in ascending order."""
    digits = bin(bits)[:1:-1]
    row = digits.find("1")
    while row >= 0:
        yield row
        row = digits.find("1", row + 1)
