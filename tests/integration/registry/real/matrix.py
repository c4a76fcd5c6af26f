"""A table at the end of a run of tests: at which registry which operation of which client was tried, and what came of it.

A cell is as good as the worst of its tests. The hooks are those of tests/conftest.py. What a test is about travels in the
properties of its report, so that the table is the same whoever runs the test.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest

WORST_FIRST = ("failed", "skipped", "ok")

_PROPERTY = "cell"


class Cell(NamedTuple):
    """A registry or another place, what is done with what is attached to an image there, and the client that does it."""

    place: str
    operation: str
    client: str

    def note(self, item: pytest.Item) -> None:
        """Mark a test as one of this cell."""
        item.user_properties.append((_PROPERTY, tuple(self)))


_outcomes: dict[Cell, set[str]] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remembers what has become of a test."""
    cell = next((value for name, value in report.user_properties if name == _PROPERTY), None)
    if isinstance(cell, Sequence) and (report.when == "call" or not report.passed):
        outcome = "ok" if report.passed else report.outcome
        _outcomes.setdefault(Cell(*cell), set()).add(outcome)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the table, unless nothing of it was run."""
    for line in table(_outcomes):
        terminalreporter.write_line(line)


def table(outcomes: dict[Cell, set[str]]) -> list[str]:
    """The lines of the table: a row for each place, a column for each operation of a client; `-` where none was asked for."""
    places = list(dict.fromkeys(cell.place for cell in outcomes))
    columns = sorted({(cell.operation, cell.client) for cell in outcomes})
    rows = [["registry", *(operation for operation, _ in columns)], ["", *(client for _, client in columns)]]
    rows += [[place, *(_worst(outcomes.get(Cell(place, *column), set())) for column in columns)] for place in places]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if not outcomes:
        return []
    return ["  ".join(each.ljust(width) for each, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _worst(outcomes: set[str]) -> str:
    return next((each for each in WORST_FIRST if each in outcomes), "-")
