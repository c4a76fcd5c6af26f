"""`python -m tests.library.rows`: tests on either side of every row of every table of the library, so that none is forgotten.

They stand in policies/tests/rows, one file a module, as tests of the language: what each row admits, and what lies beside it.
What a value comes to is worked out from the rows by the plain meaning of patterns, and not by what evaluates the tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import compatlang
from compatlang.cli import library
from compatlang.loader import LibraryLoader
from compatlang.source import SourceFile
from compatlang.syntax.formatting import format_source
from compatlang.typed import tree as typed
from compatlang.values import pattern, scalar
from compatlang.values.pattern import Anything
from compatlang.values.show import quoted
from tests.library.samples import samples

FOLDER = Path(__file__).resolve().parents[2] / "policies" / "tests" / "rows"
NOT_ASKED = ("source", "note", "commit")
"""Columns that say something of the row, which nobody asks for."""

_MOST_OF_A_TITLE = 100


def files() -> dict[str, str]:
    """The text of each file of tests by the name of its module; modules without tables have none."""
    made = {name: _file(name, tables(name)) for name in library.names()}
    return {name: text for name, text in made.items() if text}


def tables(name: str) -> list[typed.Table]:
    """The tables of a module."""
    source = LibraryLoader().load_module(name)
    program = compatlang.compile(source.text, name=source.name).program
    return [each for key, each in program.tables.items() if key.startswith(f"{source.name}#")]


def _file(name: str, found: Sequence[typed.Table]) -> str:
    if not found:
        return ""
    lines = ["edition 1", "", "# Made by `python -m tests.library.rows`, which writes it anew.", "", f"import {name}"]
    for each in found:
        lines += ["", *_Tests(name, each).lines()]
    text, _ = format_source(SourceFile(f"{name}.compat", "\n".join(lines)))
    assert text is not None
    return text


class _Tests:
    """The tests of one table: rules that ask it, and a test for each row."""

    def __init__(self, module: str, table: typed.Table) -> None:
        self._module = module
        self._table = table
        self._rules: dict[tuple[int, ...], str] = {}

    def lines(self) -> list[str]:
        tests = [line for number, row in enumerate(self._table.rows, start=1) for line in self._row(number, row)]
        return [*(self._rule(asked, name) for asked, name in self._rules.items()), *tests]

    def _rule(self, asked: tuple[int, ...], name: str) -> str:
        columns = [self._table.columns[each] for each in asked]
        parameters = ", ".join(f"{each.name}: {each.type}" for each in columns)
        arguments = ", ".join(f"{each.name}: {each.name}" for each in columns)
        return f"rule {name}({parameters}) {{ {self._module}.{self._table.name}({arguments}) }}"

    def _row(self, number: int, row: typed.Row) -> Iterator[str]:
        """A test of one row. Columns in which it has `*` are not asked."""
        cells = [
            (place, column, cell)
            for place, (column, cell) in enumerate(zip(self._table.columns, row.cells, strict=True))
            if column.name not in NOT_ASKED and not isinstance(cell, Anything)
        ]
        asked = tuple(place for place, _, _ in cells)
        rule = self._rules.setdefault(asked, f"{self._table.name}_{len(self._rules) + 1}")
        inside = [samples(cell, column.type).inside[0] for _, column, cell in cells]
        tried: dict[tuple[str, ...], None] = {tuple(inside): None}
        for place, (_, column, cell) in enumerate(cells):
            found = samples(cell, column.type)
            for value in (*found.inside, *found.outside):
                tried[(*inside[:place], value, *inside[place + 1 :])] = None
        title = " | ".join(pattern.show(cell, column.type) for _, column, cell in cells)
        if len(title) > _MOST_OF_A_TITLE:
            title = title[: _MOST_OF_A_TITLE - 1] + "…"
        yield ""
        yield f"test {quoted(f'{self._table.name}, row {number}: {title}')} {{"
        for values in tried:
            yield f"  expect {rule}({self._arguments(asked, values)}): {'yes' if self._admits(asked, values) else 'no'}"
        yield "}"

    def _arguments(self, asked: Sequence[int], values: Sequence[str]) -> str:
        shown = zip(asked, values, strict=True)
        return ", ".join(pattern.show_literal(self._table.columns[place].type, value) for place, value in shown)

    def _admits(self, asked: Sequence[int], values: Sequence[str]) -> bool:
        """Whether some row admits all of these."""
        keys = [
            (place, self._table.columns[place].type, scalar.parse(self._table.columns[place].type, value))
            for place, value in zip(asked, values, strict=True)
        ]
        assert all(key is not None for _, _, key in keys), values
        return any(
            all(pattern.admits(row.cells[place], type_, key) for place, type_, key in keys if key is not None)
            for row in self._table.rows
        )


def write(folder: Path, made: Mapping[str, str]) -> None:
    """Write every file of a folder anew, by its module, and take away those of modules that have none any more."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.compat"):
        if path.stem not in made:
            path.unlink()
    for name, text in made.items():
        (folder / f"{name}.compat").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(FOLDER, files())
