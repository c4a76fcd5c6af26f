"""The canonical layout of source: what `compatlang fmt` writes.

Formatting changes what stands between tokens, and nothing else. The parser is run with a builder that lays out what it
matched (`layout`) where the usual one makes the tree; so every token, in the order of the text, is in what is printed. Comments
belong to the tokens beside them (`comments`). Laid-out text is a document with places at which a line may end (`document`);
which of them do is decided last, by the width (`printer`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compatlang.diagnostics.diagnostic import Diagnostic
    from compatlang.source import SourceFile

__all__ = ["format_source"]


def format_source(source: SourceFile) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The text of a policy file in its canonical layout, and the diagnostics of its syntax. Never raises.

    The text is None where the syntax has an error: such a file is left alone.
    """
    from compatlang.syntax.formatting import format as implementation

    return implementation.format_source(source)
