"""The table of quirks in docs/nfd.md: its rows are all there and in order, and it names the tests that there are."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[2] / "docs" / "nfd.md"
QUIRKS = range(1, 39)
NAME = re.compile(r"test_quirk_(\d\d)_\w+")


class Row(NamedTuple):
    """One row: its cells, the last of them links to tests."""

    number: int
    said: tuple[str, ...]
    tests: tuple[tuple[str, str], ...]


def rows() -> list[Row]:
    """The rows of the table, in their order."""
    section = PAGE.read_text(encoding="utf-8").partition("\n## Quirks of NFD\n")[2].partition("\n#")[0]
    lines = [line for line in section.splitlines() if re.match(r"\| *\d", line)]
    return [_row(*(cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1])) for line in lines]


def _row(number: str, nfd: str, nfd_mode: str, language: str, tests: str) -> Row:
    return Row(int(number), (nfd, nfd_mode, language), tuple(re.findall(r"\[(\w+)\]\(([^)]+)\)", tests)))


def functions(file: Path) -> set[str]:
    """The tests that a file defines."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {each.name for each in tree.body if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")}


def test_every_quirk_has_a_row_in_order() -> None:
    assert [row.number for row in rows()] == list(QUIRKS)


def test_every_row_says_something_of_each() -> None:
    assert [row.number for row in rows() if not all(row.said) or not row.tests] == []


def test_the_tests_that_rows_name_are_there() -> None:
    named = [((PAGE.parent / file).resolve(), name) for row in rows() for name, file in row.tests]
    assert [name for file, name in named if name not in functions(file)] == []


def test_every_test_of_a_quirk_is_named_by_its_row() -> None:
    written = {name for file in HERE.glob("test_*.py") for name in functions(file) if NAME.match(name)}
    named = [(row.number, name) for row in rows() for name, _ in row.tests if NAME.match(name)]
    assert {name for _, name in named} == written
    assert [name for number, name in named if int(NAME.sub(r"\1", name)) != number] == []
    assert {number for number, _ in named} == set(QUIRKS)
