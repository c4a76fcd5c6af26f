"""An index leaves out rows, and never one that admits the values."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from compatlang.evaluate.lookup import Index, Row
from compatlang.ir import model as ir
from compatlang.ir.accepted import Accepted, Names
from compatlang.values.interval import IntervalSet
from compatlang.values.scalar import Key
from tests.strategies import examples

_BOUNDS = st.none() | st.integers(0, 12)
_INTERVALS = st.lists(st.tuples(_BOUNDS, _BOUNDS), max_size=2).map(IntervalSet)
_NAMES = st.builds(Names, st.frozensets(st.sampled_from("abcdef"), max_size=3), excluded=st.booleans())
_ROWS = st.lists(st.tuples(st.none() | _INTERVALS, st.none() | _NAMES, st.none() | _INTERVALS), max_size=12)
_KEYS = st.tuples(
    st.none() | st.integers(-1, 13), st.none() | st.sampled_from("abcdefg"), st.none() | st.integers(-1, 13)
)


def _table(*rows: Row) -> ir.Table:
    return ir.Table(("int", "string", "int"), tuple(rows))


def _admits(row: Row, keys: tuple[Key | None, ...]) -> bool:
    return all(cell is None or key is None or key in cell for cell, key in zip(row, keys, strict=True))


def _is_superset(rows: list[Row], keys: tuple[Key | None, ...]) -> None:
    found = Index(_table(*rows)).candidates(keys)
    assert all(row in rows for row in found)
    assert len(found) <= len(rows)
    # Rows may be equal, so they are counted.
    for row in rows:
        if _admits(row, keys):
            assert list(found).count(row) == rows.count(row)


@examples(500)
@given(_ROWS, _KEYS)
def test_no_row_that_admits_the_keys_is_missing(rows: list[Row], keys: tuple[Key | None, ...]) -> None:
    _is_superset(rows, keys)


def _points(count: int) -> list[Row]:
    return [(_only(each), Names(frozenset({f"n{each}"})), None) for each in range(count)]


def _only(number: int) -> Accepted:
    return IntervalSet([(number, number + 1)])


def _from(number: int) -> Accepted:
    return IntervalSet([(number, None)])


def test_different_keys_leave_one_row() -> None:
    rows = _points(100)
    index = Index(_table(*rows))
    assert index.candidates((7, None, None)) == [rows[7]]
    assert index.candidates((None, "n7", None)) == [rows[7]]
    assert index.candidates((None, "other", None)) == []
    assert index.candidates((1000, None, None)) == []


def test_the_column_that_leaves_the_fewest_rows_is_asked() -> None:
    rows: list[Row] = [(_only(each % 4), Names(frozenset({f"n{each}"})), None) for each in range(40)]
    index = Index(_table(*rows))
    assert len(index.candidates((2, None, None))) == 10
    assert index.candidates((2, "n6", None)) == [rows[6]]
    # That the two columns contradict each other is found when the rows are asked.
    assert index.candidates((3, "n6", None)) == [rows[6]]


def test_a_key_that_is_not_known_leaves_all_rows() -> None:
    rows = _points(5)
    assert list(Index(_table(*rows)).candidates((None, None, None))) == rows


def test_ranges_that_overlap_fall_back_to_all_rows() -> None:
    rows: list[Row] = [(_from(each), None, None) for each in range(100)]
    assert list(Index(_table(*rows)).candidates((50, None, None))) == rows


def test_ranges_that_overlap_leave_the_other_columns_their_index() -> None:
    rows: list[Row] = [(_from(each), None, _only(each)) for each in range(100)]
    assert Index(_table(*rows)).candidates((50, None, 7)) == [rows[7]]


def test_rows_that_name_what_they_exclude_fall_back_to_all_rows() -> None:
    rows: list[Row] = [(None, Names(frozenset({f"n{each}"}), excluded=True), None) for each in range(100)]
    assert list(Index(_table(*rows)).candidates((None, "n7", None))) == rows


def test_a_row_that_asks_nothing_is_left_by_every_key() -> None:
    rows: list[Row] = [*_points(20), (None, None, None)]
    index = Index(_table(*rows))
    assert index.candidates((7, None, None)) == [rows[7], rows[20]]
    assert index.candidates((None, "other", None)) == [rows[20]]


def test_a_table_without_rows() -> None:
    assert list(Index(_table()).candidates((1, "a", 1))) == []
