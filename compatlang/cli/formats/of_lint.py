"""What `lint` found as results: an item a file.

A finding fails its file, whatever its severity, since `lint` exits with 1; a warning of the compiler alone does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compatlang.cli.formats.of_diagnostics import file_items
from compatlang.cli.formats.results import Item, Results, Status
from compatlang.cli.show.linted import Looked, summary


def of_lint(files: Sequence[Looked], *, diff: bool, fixed: bool) -> Results:
    """A whole run of `lint`, with `--diff` or `--fix` where these are so."""
    items = tuple(item for each in files for item in _items(each))
    return Results("compatlang lint", "file", (summary(files, diff=diff, fixed=fixed),), items)


def _items(looked: Looked) -> Iterator[Item]:
    linted = looked.linted
    found = (*linted.diagnostics, *linted.findings)
    warning: Status = "failed" if linted.findings else "warning"
    yield from file_items("lint", found, linted.sources, warning=warning, files=[linted.file.name])
