"""Diagnostics and spans as JSON values, of the shape that docs/schemas/diagnostics-1.schema.json publishes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from compatlang.diagnostics import Diagnostic
from compatlang.source import SourceFile, Span


def span_value(span: Span, sources: Mapping[str, SourceFile]) -> dict[str, Any]:
    """A place as people count: lines and columns from 1, the end exclusive; null where the text is not at hand."""
    source = sources.get(span.file)
    if source is None:
        return {"file": span.file, "line": None, "column": None, "end_line": None, "end_column": None}
    size = len(source.text)
    start = source.position(min(span.start, size))
    end = source.position(min(max(span.start, span.end), size))
    return {
        "file": span.file,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    }


def diagnostic_value(diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> dict[str, Any]:
    """One diagnostic, all its parts."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "span": span_value(diagnostic.span, sources),
        "annotation": diagnostic.annotation,
        "labels": [{"span": span_value(label.span, sources), "message": label.message} for label in diagnostic.labels],
        "notes": list(diagnostic.notes),
        "help": diagnostic.help,
        "edits": [{"span": span_value(edit.span, sources), "text": edit.text} for edit in diagnostic.edits],
    }


def diagnostic_values(diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceFile]) -> list[dict[str, Any]]:
    """Several diagnostics, in their order."""
    return [diagnostic_value(each, sources) for each in diagnostics]
