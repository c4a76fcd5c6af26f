"""Formatting a file: parse it, lay it out, print it."""

from __future__ import annotations

from compatlang.diagnostics.diagnostic import Diagnostic
from compatlang.source import SourceFile, Span
from compatlang.syntax.engine import engine
from compatlang.syntax.formatting.comments import Comments
from compatlang.syntax.formatting.layout import Layout
from compatlang.syntax.formatting.printer import printed
from compatlang.syntax.newlines import significant
from compatlang.syntax.parser import parse


def format_source(source: SourceFile) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """See `compatlang.syntax.formatting.format_source`."""
    _, diagnostics = parse(source)
    if any(each.severity == "error" for each in diagnostics):
        return None, diagnostics
    it = engine()
    lexed = it.lexer.lex(source)
    layout = Layout(Comments(source, lexed.tokens, lexed.comments))
    end = Span(source.name, len(source.text), len(source.text))
    text = printed(layout.file(it.build(significant(lexed.tokens), end, layout)))
    return text.replace("\n", _line_end(source.text)), diagnostics


def _line_end(text: str) -> str:
    """The end of the first line, which every line is given."""
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"
