"""Parsing a file: text to a tree and diagnostics."""

from __future__ import annotations

from compatlang.diagnostics.codes.syntax import SYNTAX
from compatlang.diagnostics.diagnostic import Diagnostic
from compatlang.source import SourceFile, Span
from compatlang.syntax import ast
from compatlang.syntax.engine import Unexpected, engine
from compatlang.syntax.newlines import significant


def parse(source: SourceFile) -> tuple[ast.Module, tuple[Diagnostic, ...]]:
    it = engine()
    lexed = it.lexer.lex(source)
    tokens = significant(lexed.tokens)
    end = Span(source.name, len(source.text), len(source.text))
    found = [each for _, each in lexed.problems]
    items = ()
    try:
        items = it.parse(tokens, "module", end)
    except Unexpected as error:
        if not found:
            found = [SYNTAX.at(error.token.span, f"`{error.token.text}` cannot stand here")]
    return ast.Module(span=source.whole(), items=items, comments=tuple(lexed.comments)), tuple(found)
