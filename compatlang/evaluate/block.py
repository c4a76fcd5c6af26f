"""Some thousand nodes side by side: the states of their variables, and sets of nodes as integers.

Bit i of a set is the node in row i. A set is made once for each state that occurs; every question about many nodes at once is
then `&` and `|` of integers. A bit that flips copies its integer, so sets are kept to the size of a block: a change costs the
same in a fleet of any size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

ROWS = 16384
"""Nodes of one block."""

Bits = int
"""A set of rows."""

_DIGITS = [b"0" * state + b"1" + b"0" * (255 - state) for state in range(256)]
"""For each state, the translation of a column into binary digits: 1 where a row has that state."""


class Block:
    """Rows of states, one byte a variable, and for each variable the rows that have each state."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._states = bytearray()
        self._columns: dict[int, dict[int, Bits]] = {}
        self._empty: Bits = 0
        self.rows = 0

    @property
    def full(self) -> Bits:
        """All rows that hold a node."""
        return ((1 << self.rows) - 1) & ~self._empty

    def extend(self, rows: Sequence[bytes]) -> None:
        """New rows."""
        self._states += b"".join(rows)
        self.rows += len(rows)
        if len(rows) == 1:
            for position, column in self._columns.items():
                _add(column, self.rows - 1, rows[0][position])
        else:
            self._columns.clear()

    def replace(self, row: int, states: bytes) -> list[int]:
        """Other states for a row; the variables whose state is not what it was."""
        start = row * self._width
        before = self._states[start : start + self._width]
        if self._empty >> row & 1:
            self._empty ^= 1 << row
            self._columns.clear()
        changed = [] if before == states else [at for at, each in enumerate(states) if before[at] != each]
        self._states[start : start + self._width] = states
        for position in changed:
            column = self._columns.get(position)
            if column is not None:
                column[before[position]] &= ~(1 << row)
                _add(column, row, states[position])
        return changed

    def remove(self, row: int) -> None:
        """The row holds no node any more; it may be used again."""
        self._empty |= 1 << row
        for column in self._columns.values():
            for state in column:
                column[state] &= ~(1 << row)

    def row(self, row: int) -> bytes:
        """The states of a row."""
        return bytes(self._states[row * self._width : (row + 1) * self._width])

    def column(self, variable: int) -> dict[int, Bits]:
        """The rows that have each state of a variable, for the states that occur."""
        column = self._columns.get(variable)
        if column is None:
            # The first digit of a number is the highest bit, so the last row comes first.
            states = bytes(self._states[variable :: self._width][::-1])
            column = self._columns[variable] = {
                state: int(states.translate(_DIGITS[state]), 2) & ~self._empty for state in _occurring(states)
            }
        return column


def _occurring(states: bytes) -> Iterator[int]:
    """The states that stand in a column."""
    while states:
        yield states[0]
        states = states.translate(None, states[:1])


def _add(column: dict[int, Bits], row: int, state: int) -> None:
    column[state] = column.get(state, 0) | 1 << row


def rows_of(bits: Bits) -> Iterator[int]:
    """The rows of a set, in ascending order."""
    digits = bin(bits)[:1:-1]
    row = digits.find("1")
    while row >= 0:
        yield row
        row = digits.find("1", row + 1)
