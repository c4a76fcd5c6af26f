"""Repairs: the edits of findings, put into the text."""

from __future__ import annotations

from collections.abc import Iterable

from compatlang.diagnostics import Diagnostic, Edit
from compatlang.source import SourceFile


def repair(file: SourceFile, findings: Iterable[Diagnostic]) -> tuple[str, int]:
    """The text with the edits of every finding in it that overlap no edit of an earlier one, and how many those are.

    The edits of one finding belong together: all of them are made, or none.
    """
    made: list[Edit] = []
    count = 0
    for finding in findings:
        edits = [each for each in finding.edits if each.span.file == file.name]
        if edits and not any(_overlap(edit, other) for edit in edits for other in made):
            made.extend(edits)
            count += 1
    return apply(file.text, made), count


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits made that do not overlap."""
    for edit in sorted(edits, key=lambda each: each.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def _overlap(left: Edit, right: Edit) -> bool:
    """Whether two edits touch the same text; two that put something in at one place do, too."""
    if left.span.start == right.span.start:
        return True
    return left.span.start < right.span.end and right.span.start < left.span.end
