"""How the stages of reading a document say that it is not to be read."""

from __future__ import annotations

from compatlang.diagnostics import Code, Diagnostic
from compatlang.nfd.go.errors import GoError
from compatlang.source import Span


class RefusedError(Exception):
    """A document is not to be read: Go's words, and the same as a finding. Never leaves this package."""

    def __init__(self, code: Code, span: Span, text: str, message: str = "") -> None:
        super().__init__(text)
        self.error = GoError(text)
        self.diagnostic: Diagnostic = code.at(
            span, message or text, notes=(f"NFD says: {text}",) if message and text else ()
        )
