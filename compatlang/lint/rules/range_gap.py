"""`[5.10 .. 5.15, 5.16 .. 6.1]` leaves out 5.15.3, and `[5.10 ..< 5.15, 5.16 ..< 6.1]` all of 5.15.

Found where one range ends with a number and the next begins with the number after it: who writes them in a row means them to
meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compatlang.diagnostics import Diagnostic, Label
from compatlang.diagnostics.codes import lint
from compatlang.lint.releases import numbers
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.syntax import ast
from compatlang.values.interval import IntervalSet
from compatlang.values.version import literal_bounds


class _Piece(NamedTuple):
    """A range or bound of versions: what it admits, and the literals at its ends."""

    node: ast.Pattern
    keys: IntervalSet
    low: ast.Literal | ast.Path | None
    high: ast.Literal | ast.Path | None


def find(view: View) -> Iterator[Diagnostic]:
    """Each gap in a set, and between two rows of an inline table that follow each other."""
    for node in view.written(ast.SetOf):
        yield from _gaps(node.members, view)
    for table in view.items(ast.Table):
        for earlier, later in zip(table.rows, table.rows[1:], strict=False):
            for index in range(min(len(earlier.cells), len(later.cells))):
                if table.columns[index].type.text == "version" and _same_texts(earlier, later):
                    yield from _gaps((earlier.cells[index], later.cells[index]), view)


def _same_texts(left: ast.Row, right: ast.Row) -> bool:
    """Whether two rows speak of the same thing as far as texts name it."""
    texts = zip(left.cells, right.cells, strict=False)
    return all(a == b for a, b in texts if isinstance(a, ast.String) or isinstance(b, ast.String))


def _gaps(members: Sequence[ast.Pattern], view: View) -> Iterator[Diagnostic]:
    pieces = [piece for each in members if (piece := _piece(each)) is not None]
    covered = IntervalSet(each for piece in pieces for each in piece.keys.intervals)
    for before in pieces:
        for behind in pieces:
            high, low = before.high, behind.low
            if high is None or low is None or not _meet(numbers(high), numbers(low)):
                continue
            gap = IntervalSet([(before.keys.intervals[-1][1], behind.keys.intervals[0][0])])
            if gap - covered == gap:
                yield lint.RANGE_GAP.at(
                    behind.node.span,
                    f"between `{view.text(before.node)}` and this lie versions of {view.text(high)} that neither admits",
                    labels=[Label(before.node.span, "ends before them")],
                    help=f"for ranges that meet, end the first one with `..< {view.text(low)}`",
                )


def _meet(high: tuple[int, ...], low: tuple[int, ...]) -> bool:
    return bool(high) and len(high) == len(low) and (*high[:-1], high[-1] + 1) == low


def _piece(node: ast.Pattern) -> _Piece | None:
    match node:
        case ast.Range(low, high, half_open) if numbers(low) and numbers(high):
            first, last = literal_bounds(_text(low)), literal_bounds(_text(high))
            if first is not None and last is not None and "." in _text(low) + _text(high):
                return _Piece(node, IntervalSet([(first[0], last[0] if half_open else last[1])]), low, high)
        case ast.Bound(operator, end) if isinstance(end, ast.Version) and numbers(end):
            bounds = literal_bounds(end.text)
            if bounds is not None and operator == "<=":
                return _Piece(node, IntervalSet([(None, bounds[1])]), None, end)
            if bounds is not None and operator == ">=":
                return _Piece(node, IntervalSet([(bounds[0], None)]), end, None)
        case ast.Series(text) | ast.Version(text):
            bounds = literal_bounds(text)
            return None if bounds is None else _Piece(node, IntervalSet([bounds]), None, None)
        case _:
            pass
    return None


def _text(literal: ast.Literal | ast.Path) -> str:
    return literal.text if isinstance(literal, ast.Version | ast.Integer) else ""


LINT = Lint(lint.RANGE_GAP, find)
