"""Blocks: whatever changes, columns are what they would be if they were made anew."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.evaluate.block import Block, rows_of
from tests.strategies import examples

WIDTH = 3
_STATES = st.lists(st.sampled_from((0, 1, 2, 3, 255)), min_size=WIDTH, max_size=WIDTH).map(bytes)


@given(st.frozensets(st.integers(0, 3000)))
def test_rows_of_a_set(rows: frozenset[int]) -> None:
    assert list(rows_of(sum(1 << each for each in rows))) == sorted(rows)


@examples(200)
@given(st.data())
def test_columns_are_kept_true(data: st.DataObject) -> None:
    """Beside the block stands a list of what its rows hold, None for those that are empty."""
    block = Block(WIDTH)
    rows: list[bytes | None] = []
    for _ in range(data.draw(st.integers(1, 12))):
        kinds = ("extend", "replace", "remove") if any(each is not None for each in rows) else ("extend",)
        match data.draw(st.sampled_from(kinds)):
            case "extend":
                new = data.draw(st.lists(_STATES, min_size=1, max_size=3))
                block.extend(new)
                rows += new
            case "replace":
                row = data.draw(st.integers(0, len(rows) - 1))
                states = data.draw(_STATES)
                before = rows[row]
                changed = block.replace(row, states)
                if before is not None:
                    assert changed == [each for each in range(WIDTH) if before[each] != states[each]]
                rows[row] = states
            case "remove":
                row = data.draw(st.sampled_from([index for index, each in enumerate(rows) if each is not None]))
                block.remove(row)
                rows[row] = None
        for variable in data.draw(st.sets(st.integers(0, WIDTH - 1))):
            # Those that were looked at are changed in place, the others are made when they are looked at.
            assert _occupied(block, variable) == _expected(rows, variable)
    assert list(rows_of(block.full)) == [index for index, each in enumerate(rows) if each is not None]
    assert block.rows == len(rows)
    for index, each in enumerate(rows):
        assert each is None or block.row(index) == each
    assert all(_occupied(block, variable) == _expected(rows, variable) for variable in range(WIDTH))


def _occupied(block: Block, variable: int) -> dict[int, list[int]]:
    """The rows of each state; a state that no row has any more may be there still."""
    return {state: list(rows_of(bits)) for state, bits in block.column(variable).items() if bits}


def _expected(rows: Sequence[bytes | None], variable: int) -> dict[int, list[int]]:
    column: dict[int, list[int]] = {}
    for index, each in enumerate(rows):
        if each is not None:
            column.setdefault(each[variable], []).append(index)
    return column


@pytest.mark.parametrize("looked_at", [True, False])
def test_what_replace_says_has_changed(looked_at: bool) -> None:
    block = Block(WIDTH)
    block.extend([bytes((0, 1, 2)), bytes((3, 3, 3))])
    if looked_at:
        block.column(1)
    assert block.replace(0, bytes((0, 1, 2))) == []
    assert block.replace(0, bytes((0, 3, 9))) == [1, 2]
    assert block.column(1)[3] == 0b11
    assert block.column(2)[9] == 0b01


def test_a_block_of_no_variables_has_rows() -> None:
    block = Block(0)
    block.extend([b"", b""])
    block.remove(0)
    assert (block.rows, block.full, block.row(1)) == (2, 0b10, b"")
