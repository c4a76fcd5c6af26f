"""Tokens, and the sets of token types that more than one stage asks about.

A token's type is the name of a terminal of the grammar. The types that authors never see by name, and what to call them
in a message, are in `words`.
"""

from __future__ import annotations

import msgspec

from compatlang.diagnostics.diagnostic import Diagnostic
from compatlang.source import Span

END = "$END"
"""The type of the token behind the last one, as lark calls it."""
NEWLINE = "_NL"
MISTAKE = "MISTAKE"
"""The type of a token that no rule takes; a diagnostic about it exists already."""

OPENING = {"(": ")", "[": "]", "{": "}"}

COMPARISONS = frozenset({"EQUAL_TO", "NOT_EQUAL_TO", "LESS", "AT_MOST", "MORE", "AT_LEAST"})
WORD_OPERATORS = frozenset({"AND", "OR", "IN", "HAS", "LIKE", "MATCHES", "IS"})
BINARY_OPERATORS = COMPARISONS | WORD_OPERATORS | {"OR_ELSE", "TO", "TO_BELOW"}
CONTINUING = BINARY_OPERATORS | {"NOT", "EQUAL", "ADD", "REMOVE", "COLON", "COMMA"}
"""A newline behind one of these does not end a statement."""


class Token(msgspec.Struct):
    """A terminal of the grammar as it stands in the text."""

    type: str
    text: str
    span: Span
    doc: str = ""
    """The doc comment above it."""
    problem: Diagnostic | None = None
    """What is wrong with the token by itself."""
