"""Which newlines end a statement.

A newline does not count where the innermost open bracket is `(` or `[`, behind an operator, `=`, `:` or `,`, or before a
line that begins with a binary operator or with `because "…"` or `fix "…"`. In a table only brackets hide it.
"""

from __future__ import annotations

from collections.abc import Sequence

from compatlang.source import Span
from compatlang.syntax.tokens import BINARY_OPERATORS, CONTINUING, END, NEWLINE, Token

_NOTES = frozenset({"because", "fix"})
_NO_TOKEN = Token(END, "", Span("", 0, 0))


def continues(before: Token, after: Token, second: Token) -> bool:
    """Whether a newline between `before` and `after` (with `second` behind it) is in the middle of a statement."""
    if before.type in CONTINUING or after.type in BINARY_OPERATORS:
        return True
    if after.type == "NOT":
        return second.type == "IN"
    return after.type == "NAME" and after.text in _NOTES and second.type == "STRING"


def significant(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without newlines that do not count, repeated ones, and those beside a brace or at either end."""
    kept: list[Token] = []
    brackets: list[str] = []
    in_table = False
    before = _NO_TOKEN
    last = len(tokens) - 1
    for index, token in enumerate(tokens):
        kind = token.type
        if kind == NEWLINE:
            if before.type in (NEWLINE, "LBRACE", END) or index == last:
                continue
            after = tokens[index + 1]
            if after.type == NEWLINE or after.type == "RBRACE":
                if not (token.text == ";" and brackets and brackets[-1] in "(["):
                    continue
            elif token.text != ";":
                innermost = brackets[-1] if brackets else ""
                if innermost == "(" or innermost == "[":
                    continue
                if innermost != "table":
                    second = tokens[index + 2] if index + 2 <= last else _NO_TOKEN
                    if continues(before, after, second):
                        continue
        elif kind == "LBRACE":
            brackets.append("table" if in_table and not brackets else "{")
        elif kind == "LPAR" or kind == "LSQB":
            brackets.append(token.text)
        elif (kind == "RBRACE" or kind == "RPAR" or kind == "RSQB") and brackets:
            brackets.pop()
        if not brackets and (before.type == NEWLINE or before.type == END):
            in_table = kind == "NAME" and token.text == "table"
        kept.append(token)
        before = token
    while kept and kept[-1].type == NEWLINE:
        kept.pop()
    return kept
