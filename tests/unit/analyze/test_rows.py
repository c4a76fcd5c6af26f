"""Rows that earlier rows cover."""

from __future__ import annotations

import pytest

import compatlang
from compatlang.analyze.rows import dead_rows


def dead_in(columns: str, *rows: str) -> list[tuple[int, tuple[int, ...]]]:
    body = "\n".join((columns, *rows))
    made = compatlang.compile(f"table t {{\n{body}\n}}")
    assert not made.failed, made.diagnostics
    return [(each.number, each.covered_by) for each in dead_rows(made.program.tables.values())]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((">= 5 | >= 1", ">= 6 | >= 2"), [(2, (1,))]),
        ((">= 6 | >= 2", ">= 5 | >= 1"), []),
        (("< 5 | *", ">= 5 | *", "6 | 3"), [(3, (2,))]),
        (("< 5 | *", ">= 5 | *", "4 .. 6 | 3"), [(3, (1, 2))]),
        (("< 5 | *", ">= 5 | *", "* | 3"), []),
        (("* | *", "* | 3"), [(2, (1,))]),
        (("4 .. 6 | < 2", "4 .. 6 | > 2", "5 | *"), []),
        (("4 .. 6 | < 2", "4 .. 6 | >= 2", "5 | [1, 3]"), [(3, (1, 2))]),
    ],
)
def test_a_row_is_dead_where_earlier_ones_leave_nothing(
    rows: tuple[str, ...], expected: list[tuple[int, tuple[int, ...]]]
) -> None:
    """A cell that asks nothing admits a value that is missing, too, which no set of values covers."""
    assert dead_in("a: int | b: int", *rows) == expected


def test_names_are_told_apart() -> None:
    rows = ('"a" | 5.15.*', '"b" | 5.15.*', '["a", "b"] | 5.15.3', '"a" | 5.16')
    assert dead_in("os: string | v: version", *rows) == [(3, (1, 2))]
