"""What a template can end with besides text.

Go's template package unwinds with panics and turns them into one error value at its door; this package does the same
with the two exceptions below. Neither leaves `parse`, `Template.expand` or `expand_map`: callers see `TemplateError`.
"""

from __future__ import annotations

from typing import NamedTuple


class TemplateError(NamedTuple):
    """Why a template has no result, in Go's words where it is Go that objects."""

    text: str
    line: int
    """From 1; 0 when the template as a whole is meant."""
    column: int
    """From 0, in bytes, as Go counts them."""
    refused: bool = False
    """Go itself would go on here, but this implementation does not: the result would be another one each time, or the
    function is not supported, or a limit is reached. What NFD would do is therefore not known."""


class CallError(Exception):
    """An error or a panic of a Go function, in Go's words; the executor adds where it happened."""


class RefusedError(Exception):
    """Something that this implementation does not do although Go does; see `TemplateError.refused`."""
