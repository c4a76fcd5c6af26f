"""The diagnostic value, and the code that every diagnostic has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from compatlang.source import Span

Severity = Literal["error", "warning"]


class Label(msgspec.Struct, frozen=True):
    """A second place that a diagnostic points at, and what is to be seen there."""

    span: Span
    message: str


class Edit(msgspec.Struct, frozen=True):
    """A change of a text: `text` in the place of what stands at `span`, which is empty where something is put in."""

    span: Span
    text: str


class Diagnostic(msgspec.Struct, frozen=True):
    """One finding about one place.

    `message` says what was found, in lower case, without full stop, the user's words in backticks. `span` is the tightest
    place. `annotation` stands beside the caret, `labels` at other places, `notes` explain, `help` says what to write.
    `edits`, where there are any, repair it without a change that the author would have to think about.
    """

    code: str
    severity: Severity
    message: str
    span: Span
    annotation: str = ""
    labels: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    help: str = ""
    edits: tuple[Edit, ...] = ()


class Code(msgspec.Struct, frozen=True):
    """The identity of a kind of diagnostic: a word that stays, a severity, and one line that says what it is."""

    name: str
    severity: Severity
    summary: str

    def at(
        self,
        span: Span,
        message: str,
        *,
        annotation: str = "",
        labels: Iterable[Label] = (),
        notes: Iterable[str] = (),
        help: str = "",  # noqa: A002 - the word that users see
        edits: Iterable[Edit] = (),
    ) -> Diagnostic:
        """A diagnostic of this kind at `span`."""
        return Diagnostic(
            self.name, self.severity, message, span, annotation, tuple(labels), tuple(notes), help, tuple(edits)
        )


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """In the order in which a reader meets them: by file, then by place, each once."""
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=lambda each: (each.span.file, each.span.start, each.span.end, each.code)))
