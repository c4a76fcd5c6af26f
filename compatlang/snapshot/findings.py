"""Findings that YAML and JSON have in common."""

from __future__ import annotations

from compatlang import limits
from compatlang.diagnostics import Diagnostic, Label
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.snapshot.tree import shown
from compatlang.source import Span


def duplicate_key(span: Span, key: str, first: Span) -> Diagnostic:
    """The finding that a mapping has `key` twice."""
    return codes.DUPLICATE_KEY.at(
        span,
        f"the key `{shown(key)}` stands twice in one mapping",
        annotation="again here",
        labels=[Label(first, "first here")],
        help="remove one of them",
    )


def too_deep(span: Span) -> Diagnostic:
    """The finding that the container that begins at `span` stands deeper than the limit."""
    return codes.SNAPSHOT_LIMIT.at(span, f"more than {limits.NESTING} lists and mappings stand inside one another")


def too_large(span: Span) -> Diagnostic:
    """The finding that the document that begins at `span` is larger than the limit."""
    return codes.SNAPSHOT_LIMIT.at(
        span,
        f"the document is larger than {limits.SNAPSHOT_BYTES >> 20} MiB",
        help="write each object as a document of its own, as JSON rather than YAML",
    )


def template(span: Span) -> Diagnostic:
    """The finding that a document is a template."""
    return codes.NOT_A_SNAPSHOT.at(
        span,
        "a template is not a snapshot: `{{` has not been filled in",
        help="render it first, as `helm template` does",
    )
