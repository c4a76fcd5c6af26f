"""The shape of a file that has errors: which statements there are, and which block each stands in.

Recovery does not repair the parser's stack. It cuts the tokens into statements by newlines and braces alone, so that each
can be parsed by itself and an error in one cannot touch another. What stands in a statement's blocks is cut out of it;
those statements are units of their own. Braces are trusted where they balance; where they do not, indentation says which
one is missing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import msgspec

from compatlang.diagnostics.codes.syntax import SYNTAX, UNCLOSED
from compatlang.diagnostics.diagnostic import Diagnostic
from compatlang.source import SourceFile, Span
from compatlang.syntax.newlines import continues
from compatlang.syntax.tokens import BINARY_OPERATORS, END, NEWLINE, Token
from compatlang.syntax.words import BODY_OF, body_of, is_meta, looks_like_statement

_NOTHING = Token(END, "", Span("", 0, 0))
_LINES = frozenset({"meta", "columns", "row"})
"""Statements that every newline outside brackets ends."""
_CONDITIONAL = frozenset({"require", "forbid", "warn", "prefer"})
"""Statements that may have `:` instead of a block."""
_MOST_ENDS = 32
"""A statement that could have ended at so many lines did."""


class Block(msgspec.Struct):
    """What stands between two braces. `kind` is the grammar's rule for one of its statements, or `table`."""

    kind: str
    units: list[Unit]
    unclosed_at: int = -1
    """Where its closing brace is missing: before the token with this number."""


class Unit(msgspec.Struct):
    """One statement: its tokens without what stands in its blocks.

    It begins at the token numbered `first`, ends before `end`, and `start` is the grammar's rule for it.
    """

    start: str
    first: int
    tokens: list[Token] = []
    blocks: list[Block] = []
    end: int = 0
    error: int = -1
    """The place in `tokens` at which the parser stops; -1 where it does not."""
    ends: list[int] = []
    """Newlines in it that rather end it, if it has an error."""
    brace_below: int = -1
    """The newline before a `{` that stands on the line below its header."""


class Structure:
    """Cuts the tokens of one file. `stops` is the place at which a unit's own tokens stop making sense, or -1."""

    def __init__(self, source: SourceFile, tokens: Sequence[Token], stops: Callable[[Unit], int]) -> None:
        self.source = source
        self.tokens = tokens
        self.stops = stops
        self.diagnostics: list[Diagnostic] = []
        """About braces."""
        self.stray: list[int] = []
        """Tokens that belong to no statement: braces that close nothing."""
        self._balanced = _balance(tokens)
        self._at = 0
        self._base = sys.maxsize
        """The column of the leftmost statement so far in the block at hand."""
        self._steps = 4 * len(tokens) + 4096
        """Tokens that may still be looked at to find better ends: as statements nest, the work could double at each level."""

    def units(self) -> list[Unit]:
        """The declarations of the file."""
        return self._statements("_item", None)[0]

    # Blocks

    def _statements(self, kind: str, opening: Token | None) -> tuple[list[Unit], Token | None]:
        """The statements up to the brace that closes the block which `opening` opens, and that brace if there is one."""
        outer, self._base = self._base, sys.maxsize
        try:
            return self._statements_here(kind, opening)
        finally:
            self._base = outer

    def _statements_here(self, kind: str, opening: Token | None) -> tuple[list[Unit], Token | None]:
        units: list[Unit] = []
        margin = self._margin(opening) if opening is not None and not self._balanced else 0
        header = self._header() if kind == "table" else 0
        while self._at < len(self.tokens):
            token = self.tokens[self._at]
            if token.type == NEWLINE:
                self._at += 1
            elif token.type == "RBRACE":
                if opening is None or (
                    not self._balanced and self._stands_alone(token) and self._column(token) > margin
                ):
                    self.diagnostics.append(SYNTAX.at(token.span, "this `}` closes nothing"))
                    self.stray.append(self._at)
                    self._at += 1
                elif not self._balanced and self._stands_alone(token) and self._column(token) < margin:
                    break
                else:
                    self._at += 1
                    return units, token
            elif opening is not None and not self._balanced and self._is_outside(margin):
                break
            else:
                units.append(self._unit(self._line(header) if kind == "table" else kind))
        if opening is not None:
            self._unclosed(opening)
        return units, None

    def _is_outside(self, margin: int) -> bool:
        """Whether the statement at hand stands too far left for the block it is in."""
        token = self.tokens[self._at]
        return (
            self._column(token) <= margin and self._stands_alone(token) and looks_like_statement(self.tokens, self._at)
        )

    def _unclosed(self, opening: Token) -> None:
        # Where one brace is missing at the end of several blocks, one message is enough.
        message = UNCLOSED.at(opening.span, "this `{` is never closed")
        last = self.diagnostics[-1] if self.diagnostics else None
        if last is None or last.code != UNCLOSED.name or last.span.start < opening.span.start:
            self.diagnostics.append(message)

    # Statements

    def _unit(self, start: str) -> Unit:
        """The statement that begins here. One with an error ends at the first newline that looks like its end."""
        self._base = min(self._base, self._margin(self.tokens[self._at]))
        marks = self._at, len(self.diagnostics), len(self.stray)
        unit = self._cut(start, -1)
        if unit.error >= 0 and unit.ends and self._steps > 0:
            self._at = marks[0]
            del self.diagnostics[marks[1] :]
            del self.stray[marks[2] :]
            unit = self._cut(start, unit.ends[0])
        return unit

    def _looks_like_end(self, unit: Unit) -> bool:
        """Whether the line below stands as far left as the statements of its block, or begins as a statement does."""
        after = self.tokens[self._at + 1]
        if after.type in ("RPAR", "RSQB") or (after.type in BINARY_OPERATORS and unit.start not in _LINES):
            return False
        # One column more is a slip of the hand.
        return self._column(after) <= self._base + 1 or looks_like_statement(self.tokens, self._at + 1)

    def _cut(self, start: str, last: int) -> Unit:
        """The tokens up to the end of the statement, or to the newline numbered `last`."""
        unit = Unit(start, self._at)
        tokens = self.tokens
        brackets = 0
        while self._at < len(tokens):
            token = tokens[self._at]
            kind = token.type
            self._steps -= 1
            if kind == NEWLINE:
                if token.text == ";" or self._at == last or self._at + 1 == len(tokens):
                    break
                after = tokens[self._at + 1]
                if after.type == "LBRACE" and not unit.blocks and not brackets and start != "row":
                    unit.brace_below = self._at
                elif brackets or (start not in _LINES and continues(unit.tokens[-1], after, self._token(self._at + 2))):
                    if self._looks_like_end(unit):
                        unit.ends.append(self._at)
                        if len(unit.ends) == _MOST_ENDS:
                            break
                else:
                    break
            elif kind == "RBRACE":
                if self._balanced or self._stands_alone(token) or self._opened_on_line():
                    break
                unit.tokens.append(token)
            else:
                unit.tokens.append(token)
                if kind == "LBRACE":
                    self._at += 1
                    if not self._block(unit, token):
                        break
                    continue
                if kind == "LPAR" or kind == "LSQB":
                    brackets += 1
                elif (kind == "RPAR" or kind == "RSQB") and brackets:
                    brackets -= 1
            self._at += 1
        if not self._balanced and not unit.blocks:
            self._block_without_brace(unit)
        unit.end = self._at
        unit.error = self.stops(unit)
        return unit

    def _block(self, unit: Unit, opening: Token) -> bool:
        """The block that begins here; whether it is closed. Its closing brace is the statement's own token again."""
        kind = body_of(unit.tokens[:-1], self.tokens, self._at) if unit.start != "_condition" else "_condition"
        units, closing = self._statements(kind, opening)
        if kind == "table":
            # A table needs a header; what stands in the block is looked at apart.
            unit.tokens += [Token(each, "", opening.span) for each in ("NAME", "COLON", "NAME")]
        unit.tokens.append(closing or Token("RBRACE", "}", self.tokens[self._at - 1].span))
        unit.blocks.append(Block(kind, units, -1 if closing else self._at))
        return closing is not None

    def _block_without_brace(self, unit: Unit) -> None:
        """Takes in the lines below a header that has lost its `{`, by their indentation."""
        head = unit.tokens[0].text if unit.tokens else ""
        first = self._at + 1
        if head not in BODY_OF or self._token(self._at).type != NEWLINE or first >= len(self.tokens):
            return
        if head == "domain" or any(each.text == "from" for each in unit.tokens):
            return
        if head in _CONDITIONAL and any(each.type == "COLON" for each in unit.tokens):
            return
        margin = self._margin(unit.tokens[0])
        if self.tokens[first].type == "RBRACE" or self._column(self.tokens[first]) <= margin:
            return
        units: list[Unit] = []
        outer, self._base = self._base, sys.maxsize
        kind = BODY_OF[head]
        header = self._header() if kind == "table" else 0
        while self._at < len(self.tokens):
            token = self.tokens[self._at]
            if token.type == NEWLINE:
                self._at += 1
            elif token.type == "RBRACE":
                if self._column(token) >= margin:
                    self._at += 1
                break
            elif self._column(token) <= margin and self._stands_alone(token):
                break
            else:
                units.append(self._unit(self._line(header) if kind == "table" else kind))
        self._base = outer
        unit.blocks.append(Block(kind, units))

    # Tables

    def _header(self) -> int:
        """The place at which the header of the table at hand begins: its first line with a `:`, for rows have none."""
        begins = first = -1
        for index in range(self._at, len(self.tokens)):
            kind = self.tokens[index].type
            if kind == "RBRACE":
                break
            if index == self._at or self.tokens[index - 1].type == NEWLINE:
                begins = index
                if first < 0 and kind != NEWLINE and not is_meta(self.tokens, index):
                    first = index
            if kind == "COLON":
                return begins
        return first

    def _line(self, header: int) -> str:
        """What the line of a table at hand is."""
        return "meta" if self._at < header else "columns" if self._at == header else "row"

    # Layout

    def _token(self, index: int) -> Token:
        return self.tokens[index] if index < len(self.tokens) else _NOTHING

    def _opened_on_line(self) -> bool:
        """Whether the brace at hand closes one that was opened on the same line."""
        depth = 0
        for index in range(self._at - 1, -1, -1):
            token = self.tokens[index]
            if token.type == NEWLINE and token.text != ";":
                break
            depth += (token.type == "LBRACE") - (token.type == "RBRACE")
        return depth > 0

    def _stands_alone(self, token: Token) -> bool:
        """Whether nothing precedes a token on its line."""
        return self._margin(token) == self._column(token)

    def _column(self, token: Token) -> int:
        return self.source.position(token.span.start).column

    def _margin(self, token: Token) -> int:
        """The column at which the line of a token begins."""
        text = self.source.text
        start = self.source.line_starts[self.source.position(token.span.start).line - 1]
        place = start
        while text[place] in " \t\f":
            place += 1
        return place - start + 1


def _balance(tokens: Sequence[Token]) -> bool:
    depth = 0
    for token in tokens:
        if token.type == "LBRACE":
            depth += 1
        elif token.type == "RBRACE":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0
