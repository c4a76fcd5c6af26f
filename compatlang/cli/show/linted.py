"""`lint` as text and as JSON: what was found, or how `--fix` would change the files, and how much it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from compatlang.cli.show.unified import unified
from compatlang.cli.show.words import counted
from compatlang.diagnostics.render.json import diagnostic_values
from compatlang.diagnostics.render.paint import Paint
from compatlang.diagnostics.render.text import render
from compatlang.lint.lint import Linted
from compatlang.source import SourceFile


class Looked(NamedTuple):
    """A file as it was found, what it comes to after its repairs, and how many those are."""

    path: str
    before: SourceFile
    linted: Linted
    repairs: int


def linted_lines(files: Sequence[Looked], paint: Paint, *, diff: bool, fixed: bool) -> Iterator[str]:
    """Every finding that is left, or the difference that repairs make, and the summary; each with its line end."""
    for each in files:
        if diff:
            yield from unified(each.before.name, each.before.text, each.linted.file.text, paint)
        for finding in each.linted.findings:
            yield render(finding, each.linted.sources, paint) + "\n"
    yield summary(files, diff=diff, fixed=fixed) + "\n"


def summary(files: Sequence[Looked], *, diff: bool, fixed: bool) -> str:
    """How much was found, and repaired."""
    found = [each for each in files if each.linted.findings]
    findings = sum(len(each.linted.findings) for each in found)
    fixable = sum(each.linted.fixable for each in found)
    repairs = sum(each.repairs for each in files)
    faulty = sum(each.linted.faulty for each in files)
    parts = []
    if findings:
        parts.append(f"{counted(findings, 'finding')} in {counted(len(found), 'file')}")
    elif faulty < len(files):
        parts.append(f"no findings in {counted(len(files) - faulty, 'file')}")
    if repairs:
        parts.append(f"{counted(repairs, 'repair')} {'to make' if diff else 'made'}")
    elif fixable and not fixed:
        parts.append(f"{fixable} fixable with --fix")
    if faulty:
        parts.append(f"{counted(faulty, 'file')} not looked at")
    return ", ".join(parts)


def lint_document(files: Sequence[Looked]) -> dict[str, Any]:
    """A whole run of `lint`, of the shape that docs/schemas/diagnostics-1.schema.json publishes."""
    return {
        "schema": "compatlang.diagnostics/1",
        "diagnostics": [
            value
            for each in files
            for value in diagnostic_values((*each.linted.diagnostics, *each.linted.findings), each.linted.sources)
        ],
    }
