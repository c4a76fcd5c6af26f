"""Diagnostics as results: what is wrong with files, an item a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from compatlang.cli.formats.results import Fix, Item, Problem, Results, Status, place_of
from compatlang.cli.show.words import counted
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import ALL
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.text import counts, render
from compatlang.source import SourceFile

Sources = Mapping[str, SourceFile]


def of_diagnostics(
    title: str, group: str, diagnostics: Iterable[Diagnostic], sources: Sources, files: Iterable[str] = ()
) -> Results:
    """A run that looks for diagnostics, so that a warning fails its file. `files` were looked at and may have none."""
    found = list(dict.fromkeys(diagnostics))
    items = file_items(group, found, sources, warning="failed", files=files)
    return Results(title, "file", (f"{counted(len(items), 'file')}: {counts(found)}",), items)


def file_items(
    group: str, diagnostics: Iterable[Diagnostic], sources: Sources, *, warning: Status, files: Iterable[str] = ()
) -> tuple[Item, ...]:
    """An item for each file; one that has only warnings has the status `warning`."""
    found: dict[str, list[Diagnostic]] = {each: [] for each in files}
    for each in dict.fromkeys(diagnostics):
        found.setdefault(each.span.file, []).append(each)
    return tuple(_item(group, file, of_file, sources, warning) for file, of_file in found.items())


def problem(diagnostic: Diagnostic, sources: Sources) -> Problem:
    """One diagnostic."""
    code = ALL.get(diagnostic.code)
    labels = [each.message for each in diagnostic.labels if each.message]
    return Problem(
        diagnostic.code,
        diagnostic.severity,
        diagnostic.message,
        place_of(diagnostic.span, sources),
        about=code.summary if code is not None else "",
        notes=(*([diagnostic.annotation] if diagnostic.annotation else []), *labels, *diagnostic.notes),
        help=diagnostic.help,
        fixes=tuple(Fix(place_of(each.span, sources), each.text) for each in diagnostic.edits),
    )


def drawn(diagnostics: Iterable[Diagnostic], sources: Sources) -> str:
    """Diagnostics beside what they speak of."""
    return "\n".join(render(each, sources, Paint()) for each in diagnostics).rstrip("\n")


def _item(group: str, file: str, found: list[Diagnostic], sources: Sources, warning: Status) -> Item:
    if not found:
        return Item(group, file, "passed", "clean")
    faulty = any(each.severity == "error" for each in found)
    problems = tuple(problem(each, sources) for each in found)
    return Item(group, file, "error" if faulty else warning, counts(found), drawn(found, sources), problems)
