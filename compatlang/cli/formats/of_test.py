"""What `test` found as results: a group a file, an item a test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compatlang.cli.formats.of_diagnostics import drawn, file_items, problem
from compatlang.cli.formats.results import Item, Results, Status, place_of
from compatlang.cli.show.tested import summary
from compatlang.cli.tested import Tested
from compatlang.diagnostics.render.paint import Paint
from compatlang.testing import TestResult


def of_test(files: Sequence[Tested]) -> Results:
    """A whole run of `test`."""
    items = tuple(item for each in files for item in _items(each))
    return Results("compatlang test", "test", (summary(files, Paint()),), items)


def _items(file: Tested) -> Iterator[Item]:
    """The tests of a file, behind what is wrong with the file itself."""
    if file.diagnostics:
        yield from file_items(file.file, file.diagnostics, file.sources, warning="warning")
    yield from (_item(each, file) for each in file.results)


def _item(test: TestResult, file: Tested) -> Item:
    problems = tuple(problem(each, file.sources)._replace(status="failed") for each in test.failures)
    status: Status = "passed" if test.passed else "failed"
    place = place_of(test.span, file.sources)
    return Item(file.file, test.title, status, status, drawn(test.failures, file.sources), problems, place)
