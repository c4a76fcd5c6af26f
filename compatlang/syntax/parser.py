"""Parsing a file: text to a tree and diagnostics.

A text without errors goes straight through: tokens, limits, newlines, parser. Only a text with an error is looked at again,
statement by statement (`recovery`).
"""

from __future__ import annotations

from compatlang import limits
from compatlang.diagnostics.codes.syntax import LIMIT, SYNTAX
from compatlang.diagnostics.diagnostic import Diagnostic, sort_diagnostics
from compatlang.source import SourceFile, Span
from compatlang.syntax import ast
from compatlang.syntax.checks import check, stray_docs
from compatlang.syntax.engine import Engine, Unexpected, engine
from compatlang.syntax.limiting import enforce
from compatlang.syntax.mistakes import shown
from compatlang.syntax.newlines import significant
from compatlang.syntax.recovery import Recovery
from compatlang.syntax.tokens import Token


def parse(source: SourceFile) -> tuple[ast.Module, tuple[Diagnostic, ...]]:
    """See `compatlang.syntax.parse`."""
    size = len(source.text.encode("utf-8", "surrogatepass"))
    if size > limits.SOURCE_BYTES:
        at = Span(source.name, 0, 0)
        message = f"a file of {size} bytes; at most {limits.SOURCE_BYTES} are allowed"
        return ast.Module(span=source.whole(), items=(), comments=()), (LIMIT.at(at, message),)
    it = engine()
    lexed = it.lexer.lex(source)
    tokens, within_limits = enforce(lexed.tokens)
    found: tuple[Diagnostic, ...] = ()
    items = _items(it, source, tokens) if lexed.sound and within_limits else None
    if items is None:
        rest, found = Recovery(it, source, tokens).run()
        items = _items(it, source, rest) or ()
        if not found:
            # Cut into statements the text makes sense, as a whole it does not: say where the whole one stops.
            found = (_stop(it, source, significant(tokens)),)
    else:
        found = stray_docs(lexed.docs, items)
    module = ast.Module(span=source.whole(), items=items, comments=tuple(lexed.comments))
    return module, sort_diagnostics((*found, *check(items)))


def _stop(it: Engine, source: SourceFile, tokens: list[Token]) -> Diagnostic:
    place = it.stops(tokens, "module")
    span = tokens[place].span if 0 <= place < len(tokens) else source.whole()
    return SYNTAX.at(span, f"`{shown(source.slice(span))}` cannot stand here")


def _items(it: Engine, source: SourceFile, tokens: list[Token]) -> tuple[ast.Item, ...] | None:
    end = Span(source.name, len(source.text), len(source.text))
    try:
        items: tuple[ast.Item, ...] = it.parse(significant(tokens), "module", end)
    except Unexpected:
        return None
    return items
