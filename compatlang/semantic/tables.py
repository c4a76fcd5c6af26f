"""Tables: columns, rows, and CSV files.

A CSV file (RFC 4180) has the column names in its first line. A cell is a pattern as in an inline table, without the quotes
where the column is of strings: there a cell is the string itself, `*` anything.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import msgspec

from compatlang import limits
from compatlang.diagnostics import Label
from compatlang.diagnostics.codes import loading, semantic
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.errors import LoadError
from compatlang.semantic import names, rules
from compatlang.semantic.context import Context, Scope
from compatlang.semantic.modules import Module
from compatlang.semantic.patterns import check_pattern
from compatlang.source import SourceFile, Span
from compatlang.syntax import ast, parse_pattern
from compatlang.typed import tree as typed
from compatlang.values import pattern


def typed_table(found: names.DeclaredName, context: Context) -> typed.Table | None:
    """The typed table of a declaration, or None after a diagnostic."""
    item = found.item
    assert isinstance(item, ast.Table)
    return context.typed_once(
        context.tables, found.identifier, item.name, lambda: _check_table(item, found, Scope(context, found.module))
    )


def _check_table(item: ast.Table, found: names.DeclaredName, scope: Scope) -> typed.Table | None:
    columns = _check_columns(item, scope)
    if columns is None:
        return None
    rows = _inline_rows(item, columns, scope) if item.file is None else _file_rows(item.file, columns, scope)
    if rows is None:
        return None
    if not rows:
        if not scope.module.broken:
            scope.lacks(semantic.BAD_TABLE, item.name.span, f"table `{item.name.text}` has no rows")
        return None
    scope.context.sizes[found.identifier] = sum(1 + sum(rules.members(cell) - 1 for cell in row.cells) for row in rows)
    return typed.Table(
        item.name.text,
        columns,
        rows,
        tuple(each.value for each in item.sources),
        item.updated.value if item.updated is not None else "",
        item.review.value if item.review is not None else "",
        item.doc,
        span=item.name.span,
    )


def _check_columns(item: ast.Table, scope: Scope) -> tuple[typed.Column, ...] | None:
    first: dict[str, ast.Name] = {}
    columns = []
    for each in item.columns:
        earlier = first.setdefault(each.name.text, each.name)
        if earlier is not each.name:
            scope.error(
                semantic.DUPLICATE_NAME,
                each.name.span,
                f"column `{each.name.text}` is declared twice",
                labels=(Label(earlier.span, "first declared here"),),
            )
            continue
        type_ = rules.scalar_type(each.type, scope)
        if type_ is not None:
            columns.append(typed.Column(each.name.text, type_, span=each.span))
    return tuple(columns) if columns and len(columns) == len(item.columns) else None


def _inline_rows(item: ast.Table, columns: tuple[typed.Column, ...], scope: Scope) -> tuple[typed.Row, ...] | None:
    rows = []
    sound = True
    for row in item.rows:
        if len(row.cells) != len(columns):
            scope.error(
                semantic.BAD_TABLE,
                row.span,
                f"this row has {_counted(len(row.cells))}, and the table {_counted(len(columns), 'column')}",
                labels=(Label(item.columns[0].span.to(item.columns[-1].span), "the header"),),
            )
            sound = False
            continue
        cells = [
            check_pattern(cell, column.type, scope, cell=True) for cell, column in zip(row.cells, columns, strict=True)
        ]
        kept = tuple(each for each in cells if each is not None)
        sound = sound and len(kept) == len(cells)
        rows.append(typed.Row(kept, span=row.span))
    return tuple(rows) if sound else None


def _counted(number: int, what: str = "cell") -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _file_rows(name: ast.String, columns: tuple[typed.Column, ...], scope: Scope) -> tuple[typed.Row, ...] | None:
    try:
        file = scope.context.loader.load(name.value, scope.module.file.name, limits.TABLE_BYTES)
    except LoadError as error:
        scope.error(loading.CANNOT_LOAD, name.span, f"table file `{name.value}` cannot be loaded: {error}")
        return None
    scope.context.sources[file.name] = file
    reader = CsvTable(file, columns, Scope(scope.context, Module(file, scope.module.tree, broken=False)))
    return reader.rows()


class CsvTable:
    """One CSV file against the columns that its declaration gives."""

    def __init__(self, file: SourceFile, columns: tuple[typed.Column, ...], scope: Scope) -> None:
        self.file = file
        self.columns = columns
        self.scope = scope
        self.sound = True
        self._cells: dict[tuple[str, str], pattern.Pattern | None] = {}

    def rows(self) -> tuple[typed.Row, ...] | None:
        """The typed rows, or None after a diagnostic."""
        records = self._records()
        header = next(records, None)
        if header is None:
            self._error(self.file.whole(), "the file is empty", "the first line holds the column names")
            return None
        order = self._order(*header)
        if order is None:
            return None
        rows = []
        for count, (span, cells) in enumerate(records, 1):
            if count > limits.TABLE_ROWS:
                self._error(span, f"a table has at most {limits.TABLE_ROWS} rows")
                break
            if len(cells) != len(self.columns):
                self._error(
                    span, f"this row has {_counted(len(cells))}, and the table {_counted(len(self.columns), 'column')}"
                )
                continue
            typed_cells = [
                self._cell(cells[index], column, span) for index, column in zip(order, self.columns, strict=True)
            ]
            rows.append(typed.Row(tuple(each for each in typed_cells if each is not None), span=span))
        return tuple(rows) if self.sound else None

    def _records(self) -> Iterator[tuple[Span, list[str]]]:
        """Each record that is not blank, with the span of the lines it covers."""
        reader = csv.reader(io.StringIO(self.file.text, newline=""), strict=True)
        line = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                first = min(line + 1, len(self.file.line_starts))
                self._error(self.file.line_span(first), f"not CSV: {error}")
                return
            first, line = line + 1, reader.line_num
            first = min(first, len(self.file.line_starts))
            if any(each.strip() for each in cells):
                span = self.file.line_span(first)
                yield (
                    span.to(self.file.line_span(min(line, len(self.file.line_starts)))),
                    [each.strip() for each in cells],
                )

    def _order(self, span: Span, header: list[str]) -> list[int] | None:
        wanted = [each.name for each in self.columns]
        for name in header:
            if name not in wanted:
                self._error(span, f"`{name}` is no column of the table", did_you_mean(name, wanted))
        for name in wanted:
            if header.count(name) > 1:
                self._error(span, f"column `{name}` stands {header.count(name)} times in the header")
            elif name not in header and self.sound:
                self._error(span, f"the header has no column `{name}`")
        return [header.index(name) for name in wanted] if self.sound else None

    def _cell(self, text: str, column: typed.Column, row: Span) -> pattern.Pattern | None:
        """A cell's pattern. Equal cells are read once: a large table has few different ones."""
        key = (column.type, text)
        if key not in self._cells:
            self._cells[key] = self._read_cell(text, column, row)
        made = self._cells[key]
        self.sound = self.sound and made is not None
        return made

    def _read_cell(self, text: str, column: typed.Column, row: Span) -> pattern.Pattern | None:
        if column.type == "string" and not text.startswith("["):
            return pattern.Anything() if text == "*" else pattern.Literal(text)
        if not text:
            self._error(row, f"the cell of column `{column.name}` is empty", "write `*` for anything")
            return None
        at = self.file.text.find(text, row.start, row.end)
        if at >= 0:
            return self._pattern(self.file, Span(self.file.name, at, at + len(text)), column)
        # A quoted cell in which quotes are doubled is no part of the file: what is wrong with it is said of its row.
        diagnostics = self.scope.context.diagnostics
        before = len(diagnostics)
        made = self._pattern(SourceFile(self.file.name, text), Span(self.file.name, 0, len(text)), column)
        diagnostics[before:] = [msgspec.structs.replace(each, span=row, labels=()) for each in diagnostics[before:]]
        return made

    def _pattern(self, file: SourceFile, span: Span, column: typed.Column) -> pattern.Pattern | None:
        made, diagnostics = parse_pattern(file, span)
        self.scope.context.diagnostics.extend(diagnostics)
        if made is None:
            return None
        scope = Scope(self.scope.context, Module(file, self.scope.module.tree, broken=False))
        return check_pattern(made, column.type, scope, cell=True)

    def _error(self, span: Span, message: str, help_text: str = "") -> None:
        self.sound = False
        self.scope.context.diagnostics.append(loading.BAD_TABLE_FILE.at(span, message, help=help_text))
