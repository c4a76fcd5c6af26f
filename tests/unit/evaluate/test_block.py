"""Blocks: whatever changes, columns are what they would be if they were made anew."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.evaluate.block import Block, rows_of
from compatlang.evaluate.reading import States
from tests.strategies import examples

SIZES = ((256, 4), (256,) * 5, ())
"""Two variables side by side, five, and none."""

PLACES = [(place, offset) for place, sizes in enumerate(SIZES) for offset in range(len(sizes))]
_STATES = st.tuples(
    *(st.tuples(*(st.sampled_from((0, 1, 2, 3, size - 1)) for size in sizes)).map(bytes) for sizes in SIZES)
)

_ALIKE = st.tuples(_STATES, st.integers(1, 40)).map(lambda each: [each[0]] * each[1])
"""Rows that are equal, so that there are more rows than different ones."""


@given(st.frozensets(st.integers(0, 3000)))
def test_rows_of_a_set(rows: frozenset[int]) -> None:
    assert list(rows_of(sum(1 << each for each in rows))) == sorted(rows)


@examples(200)
@given(st.data())
def test_columns_are_kept_true(data: st.DataObject) -> None:
    """Beside the block stands a list of what its rows hold, None for those that are empty."""
    block = Block(SIZES)
    rows: list[States | None] = []
    for _ in range(data.draw(st.integers(1, 12))):
        kinds = ("extend", "replace", "remove") if any(each is not None for each in rows) else ("extend",)
        match data.draw(st.sampled_from(kinds)):
            case "extend":
                new = data.draw(st.lists(_STATES, min_size=1, max_size=3) | _ALIKE)
                _extend(block, new)
                rows += new
            case "replace":
                row = data.draw(st.integers(0, len(rows) - 1))
                states = data.draw(_STATES)
                block.replace(row, states)
                rows[row] = states
            case "remove":
                row = data.draw(st.sampled_from([index for index, each in enumerate(rows) if each is not None]))
                block.remove(row)
                rows[row] = None
        for place in data.draw(st.sets(st.sampled_from(PLACES))):
            # Those that were looked at are changed in place, the others are made when they are looked at.
            assert _occupied(block, *place) == _expected(rows, *place)
    assert list(rows_of(block.full)) == [index for index, each in enumerate(rows) if each is not None]
    assert block.rows == len(rows)
    for index, each in enumerate(rows):
        assert each is None or block.row(index) == each
    assert all(_occupied(block, *place) == _expected(rows, *place) for place in PLACES)


def _extend(block: Block, rows: Sequence[States]) -> None:
    block.extend(list(zip(*rows, strict=True)), len(rows))


def _occupied(block: Block, place: int, offset: int) -> dict[int, list[int]]:
    """The rows of each state; a state that no row has any more may be there still."""
    return {state: list(rows_of(bits)) for state, bits in block.column(place, offset).items() if bits}


def _expected(rows: Sequence[States | None], place: int, offset: int) -> dict[int, list[int]]:
    column: dict[int, list[int]] = {}
    for index, each in enumerate(rows):
        if each is not None:
            column.setdefault(each[place][offset], []).append(index)
    return column


@pytest.mark.parametrize("looked_at", [True, False])
def test_a_replaced_row_moves(looked_at: bool) -> None:
    block = Block([[10, 10]])
    _extend(block, [(bytes((1, 2)),), (bytes((3, 3)),)])
    if looked_at:
        block.column(0, 0)
    block.replace(0, (bytes((3, 9)),))
    assert block.column(0, 0)[3] == 0b11
    assert block.column(0, 1)[9] == 0b01


def test_a_block_of_no_variables_has_rows() -> None:
    block = Block([[]])
    _extend(block, [(b"",), (b"",)])
    block.remove(0)
    assert (block.rows, block.full, block.row(1)) == (2, 0b10, (b"",))
