"""A row that another one makes superfluous: some row has to admit what is asked, so the wider one always does.

`12.* | >= 525` and `12.4.* | >= 550` is the usual case: the second row was to be an exception, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rows import RowKeys, labels, pairs, place
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.typed import tree as typed


def find(view: View) -> Iterator[Diagnostic]:
    """Each such row, once."""
    for table in view.tables:
        found: set[int] = set()
        for earlier, later in pairs(table):
            inner, outer = (later, earlier) if later.within(earlier) else (earlier, later)
            if inner.within(outer) and id(inner.row) not in found:
                found.add(id(inner.row))
                yield _redundant(inner, outer, table, view)


def _redundant(inner: RowKeys, outer: RowKeys, table: typed.Table, view: View) -> Diagnostic:
    span = place(inner.row, table)
    shown = [(inner.row, "this row")] if span != inner.row.span else []
    what = "is there twice" if outer.within(inner) else "changes nothing: another row admits all that it does"
    return lint.REDUNDANT_ROW.at(
        span,
        f"a row of `{table.name}` {what}",
        labels=labels(table, *shown, (outer.row, "the other row"), view=view),
        help="take it out, or narrow the other one",
    )


LINT = Lint(lint.REDUNDANT_ROW, find)
