"""The words that begin statements, what their blocks hold, and how to tell a statement from an expression."""

from __future__ import annotations

from collections.abc import Sequence

from compatlang.diagnostics.suggest import closest
from compatlang.syntax.tokens import MISTAKE, NEWLINE, Token

ITEMS = (
    "edition",
    "module",
    "import",
    "let",
    "table",
    "feature",
    "closed",
    "domain",
    "rule",
    "policy",
    "test",
)
STATEMENTS = ("image", "include", "require", "forbid", "warn", "prefer", "when", "profile")
TEST_STATEMENTS = ("given", "expect")
META = ("source", "updated", "review")
QUANTIFIERS = frozenset({"any", "all", "none", "count"})

BEGINS = {"_item": ITEMS, "_statement": STATEMENTS, "_test_statement": TEST_STATEMENTS, "meta": META}
"""What the statements of each kind begin with."""

BODY_OF = {
    "policy": "_statement",
    "when": "_statement",
    "profile": "_statement",
    "rule": "_condition",
    "require": "_condition",
    "forbid": "_condition",
    "warn": "_condition",
    "prefer": "_condition",
    "test": "_test_statement",
    "table": "table",
    "domain": "element",
}
"""What stands in the block of a statement, by the word it begins with: a rule of the grammar, or the lines of a table."""

_FAR = 1000
"""How many tokens of a block are looked at to learn what it holds."""

_OPERANDS = frozenset({"NAME", "STRING", "INT", "VERSION", "ID", "LPAR", "LSQB", "NOT", "TRUE", "FALSE"})
_SECOND = {
    "edition": frozenset({"INT"}),
    "import": frozenset({"NAME", "STRING"}),
    "policy": frozenset({"NAME", "STRING"}),
    "test": frozenset({"STRING"}),
    "image": frozenset({"STRING"}),
    "when": _OPERANDS,
}
"""The tokens that may stand behind a statement's first word, where that is not a name alone."""


def looks_like_statement(tokens: Sequence[Token], index: int, start: str = "") -> bool:
    """Whether a statement of the kind `start`, or of any, begins at `index`.

    An expression may begin with the same word, where that is the name of an attribute.
    """
    word = tokens[index].text
    kinds = (BEGINS.get(start, ()),) if start else (ITEMS, STATEMENTS, TEST_STATEMENTS)
    if tokens[index].type != "NAME" or not any(word in each for each in kinds):
        return False
    second = tokens[index + 1].type if index + 1 < len(tokens) else ""
    if second == "COLON":
        return word != "when"
    if second == "LPAR" or second == "LSQB":
        return False
    return second in _SECOND.get(word, frozenset({"NAME"}))


def body_of(header: Sequence[Token], tokens: Sequence[Token], inside: int) -> str:
    """What stands in the block that `header` opens. `inside` is the place of the first token in the block."""
    if _is_quantifier(header):
        return "_condition"
    if header and header[-1].type in ("EQUAL", "ADD", "REMOVE"):
        return "field"
    head = header[0].text if header else ""
    if head == "given":
        return "field"
    if head == "when" and not _is_last_block(tokens, inside):
        return "_condition"
    if head == "table" and any(each.text == "from" for each in header):
        return "meta"
    if head not in BODY_OF:
        near = closest(head, BODY_OF)
        head = near[0] if near else head
    if head in BODY_OF:
        return BODY_OF[head]
    return _guess(tokens, inside) or _by_shape(header)


def _by_shape(header: Sequence[Token]) -> str:
    """What a block holds, by what is left of its header: `train "a title"` is a policy's, `"a title"` a test's."""
    if header and header[0].type == "STRING":
        return "_test_statement"
    return "_statement" if len(header) > 1 and header[-1].type == "STRING" else "_condition"


def _is_quantifier(header: Sequence[Token]) -> bool:
    """Whether `any PATH`, `count PATH as NAME`, `any of` or the like ends the header."""
    named = bool(header) and header[0].text in BODY_OF and header[0].text != "when"
    for place in range(len(header) - 1, 1 if named else -1, -1):
        token = header[place]
        if token.type == "NAME":
            if token.text in QUANTIFIERS and (place == 0 or header[place - 1].type != "DOT"):
                return True
        elif token.type not in ("DOT", "LSQB", "STRING", "RSQB", MISTAKE):
            return False
    return False


def _guess(tokens: Sequence[Token], inside: int) -> str:
    """What a block holds whose header says nothing, by the first words of its lines; empty where they say nothing either."""
    depth = 0
    for index in range(inside, min(inside + _FAR, len(tokens))):
        kind = tokens[index].type
        depth += (kind == "LBRACE") - (kind == "RBRACE")
        if depth < 0:
            break
        if kind == "VBAR" or (depth == 0 and is_meta(tokens, index)):
            return "table"
        if kind in ("ADD", "REMOVE"):
            return "_test_statement"
        if tokens[index - 1].type not in ("LBRACE", NEWLINE):
            continue  # `profile fast` in `expect train: compatible with profile fast` begins nothing
        after = tokens[index + 1].type if index + 1 < len(tokens) else ""
        if depth == 0 and kind == "NAME" and after == "LBRACE":
            return "_statement"
        for start in ("_statement", "_test_statement"):
            if looks_like_statement(tokens, index, start):
                return start
    return ""


def _is_last_block(tokens: Sequence[Token], inside: int) -> bool:
    """Whether the block that holds the token `inside` ends its statement."""
    depth = 0
    for index in range(inside, min(inside + _FAR, len(tokens))):
        kind = tokens[index].type
        depth += (kind == "LBRACE") - (kind == "RBRACE")
        if depth < 0:
            return index + 1 == len(tokens) or tokens[index + 1].type in (NEWLINE, "RBRACE")
    return True


def is_meta(tokens: Sequence[Token], index: int) -> bool:
    """Whether the line of a table that begins at `index` is `source`, `updated` or `review`, and not a header."""
    second = tokens[index + 1].type if index + 1 < len(tokens) else ""
    return tokens[index].text in META and second not in ("COLON", "VBAR", "DOT")
