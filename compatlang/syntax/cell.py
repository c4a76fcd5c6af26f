"""Patterns that stand by themselves: the cells of a CSV table.

A table may have 100,000 rows, and nearly every cell is a literal, a bound on one, or `*`. One regular expression, made of
the grammar's terminals, reads those; the parser reads the others. Both give the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from compatlang.diagnostics.codes.syntax import SYNTAX
from compatlang.diagnostics.diagnostic import Diagnostic, sort_diagnostics
from compatlang.source import SourceFile, Span
from compatlang.syntax import ast
from compatlang.syntax.engine import Unexpected, engine
from compatlang.syntax.expected import Stop, explain
from compatlang.syntax.limiting import enforce
from compatlang.syntax.newlines import significant

_LITERALS: dict[str, Callable[..., ast.Literal]] = {
    "ID": ast.Id,
    "QUANTITY": ast.Quantity,
    "SERIES": ast.Series,
    "VERSION": ast.Version,
    "INT": ast.Integer,
}
_LONG = 18
"""Longer literals may pass a limit, which the parser reports."""


@lru_cache(maxsize=1)
def _simple() -> re.Pattern[str]:
    terminals = engine().lexer.patterns
    kinds = "|".join(f"(?P<{kind}>{terminals[kind]})" for kind in _LITERALS)
    return re.compile(
        rf'[ \t]*(?:(?P<star>\*)|(?P<string>"[^"\\\r\n\ud800-\udfff]{{0,1000}}")'
        rf"|(?P<bound>(?P<operator>[<>]=?)[ \t]*)?(?:{kinds}))[ \t]*"
    )


def parse_pattern(source: SourceFile, span: Span) -> tuple[ast.Pattern | None, tuple[Diagnostic, ...]]:
    """See `compatlang.syntax.parse_pattern`."""
    pattern = simple_pattern(source, span)
    return (pattern, ()) if pattern is not None else general_pattern(source, span)


def simple_pattern(source: SourceFile, span: Span) -> ast.Pattern | None:
    """The pattern, where it is one of the simple and common ones."""
    found = _simple().fullmatch(source.text, span.start, span.end)
    if found is None:
        return None
    if found["star"]:
        return ast.Wildcard(span=_at(source, found, "star"))
    if found["string"]:
        return ast.String(span=_at(source, found, "string"), value=found["string"][1:-1])
    kind = found.lastgroup or ""
    text = found[kind]
    if len(text) > _LONG or text.endswith((".x", ".X")):
        return None
    literal = _LITERALS[kind](span=_at(source, found, kind), text=text)
    operator: Any = found["operator"]
    if operator is None:
        return literal
    return ast.Bound(span=Span(source.name, found.start("bound"), literal.span.end), operator=operator, operand=literal)


def _at(source: SourceFile, found: re.Match[str], group: str) -> Span:
    return Span(source.name, found.start(group), found.end(group))


def general_pattern(source: SourceFile, span: Span) -> tuple[ast.Pattern | None, tuple[Diagnostic, ...]]:
    """The pattern, by the grammar."""
    it = engine()
    lexed = it.lexer.lex(source, span.start, span.end)
    tokens, _ = enforce(lexed.tokens)
    tokens = significant(tokens)
    problems = [token.problem for token in tokens if token.problem is not None]
    problems += [SYNTAX.at(each.span, "a cell of a table file has no comment") for each in lexed.comments]
    if problems:
        return None, sort_diagnostics(problems)
    try:
        pattern: ast.Pattern = it.parse(tokens, "cell", Span(source.name, span.end, span.end))
    except Unexpected as error:
        if not tokens:
            return None, (
                SYNTAX.at(span, "a pattern was expected in this cell", help="write `*` where any value will do"),
            )
        accepts = it.accepts(tokens[: error.index], "cell")
        return None, (explain(Stop("cell", tokens, error.index, accepts, it.lexer.literals)),)
    return pattern, ()
