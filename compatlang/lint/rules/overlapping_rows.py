"""`12.0 .. 12.4 | >= 525` and `12.4 .. 12.6 | >= 550`: for 12.4 the weaker of the two decides.

Found where the first cells of two rows are bounded ranges that overlap in part, and the other cells differ. A row within
another is an exception, or redundant, and two open bounds are alternatives. `1.43 ..< 1.47` and `1.47.*` share the pre-releases
of 1.47 and no release, which is nothing that a table speaks of.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.keys import Keys, both, within
from compatlang.lint.rows import RowKeys, labels, pairs, place
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.typed import tree as typed
from compatlang.values.interval import IntervalSet
from compatlang.values.scalar import Key
from compatlang.values.version import show_bound


def find(view: View) -> Iterator[Diagnostic]:
    """The later one of each such pair."""
    for table in view.tables:
        for earlier, later in pairs(table) if len(table.columns) > 1 else ():
            if _contradict(earlier, later):
                yield _overlapping(earlier, later, table, view)


def _contradict(earlier: RowKeys, later: RowKeys) -> bool:
    first, second = earlier.cells[0], later.cells[0]
    crossing = _is_bounded(first) and _is_bounded(second) and not within(first, second) and not within(second, first)
    return (
        crossing and _shares_a_release(first, second) and earlier.meets(later) and earlier.cells[1:] != later.cells[1:]
    )


def _shares_a_release(first: Keys, second: Keys) -> bool:
    """Whether two bounded sets share more than the pre-releases of one release."""
    shared = both(first, second)
    assert isinstance(shared, IntervalSet)
    return any(not _is_pre_release(low, high) for low, high in shared.intervals)


def _is_pre_release(low: Key | None, high: Key | None) -> bool:
    """Whether an interval of versions lies before the release that it ends with."""
    if not (isinstance(low, tuple) and isinstance(high, tuple)):
        return False
    return bool(low[0] == high[0]) and not show_bound(high)[1]


def _is_bounded(keys: Keys) -> bool:
    if not isinstance(keys, IntervalSet) or not keys.intervals:
        return False
    return keys.intervals[0][0] is not None and keys.intervals[-1][1] is not None


def _overlapping(earlier: RowKeys, later: RowKeys, table: typed.Table, view: View) -> Diagnostic:
    span = place(later.row, table)
    shown = [(later.row, "this row")] if span != later.row.span else []
    return lint.OVERLAPPING_ROWS.at(
        span,
        f"two rows of `{table.name}` overlap in `{table.columns[0].name}`, and the weaker one decides there",
        labels=labels(table, *shown, (earlier.row, "the other row"), view=view),
        help=f"let one end where the other begins, as in `{table.columns[0].name}` of `a ..< b` and `b ..< c`",
    )


LINT = Lint(lint.OVERLAPPING_ROWS, find)
