"""The shape of a file that has errors: which statements there are, and which block each stands in.

Recovery does not repair the parser's stack. It cuts the tokens into statements by newlines and braces alone, so that each can be
parsed by itself and an error in one cannot touch another. What a statement's blocks hold is cut out of it; those statements
are units of their own. Braces are trusted where they balance; where they do not, indentation says which brace is missing.
"""

from __future__ import annotations

import msgspec

from compatlang.diagnostics.codes.syntax import SYNTAX, UNCLOSED
from compatlang.diagnostics.diagnostic import Diagnostic, Label
from compatlang.diagnostics.suggest import closest
from compatlang.source import SourceFile, Span
from compatlang.syntax.newlines import continues
from compatlang.syntax.tokens import END, MISTAKE, NEWLINE, Token
from compatlang.syntax.words import BODY_OF, HEADS, QUANTIFIERS, looks_like_statement

_NOTHING = Token(END, "", Span("", 0, 0))


class Block(msgspec.Struct):
    """What stands between two braces. `start` is the grammar's rule for one of its statements."""

    start: str
    units: list[Unit]


class Unit(msgspec.Struct):
    """One statement. `tokens` are its own, those inside its blocks left out; `first` to `end` count all of them."""

    start: str
    first: int
    tokens: list[Token]
    blocks: list[Block]
    end: int = 0
    soft: list[int] = []
    """Newlines in it that a statement could also end at, if it has an error."""
    brace_below: Token | None = None
    """A `{` that stands on the line below its header."""
    unbraced: bool = False
    """Its block has no `{`."""

    @property
    def head(self) -> str:
        """The word it begins with."""
        return self.tokens[0].text if self.tokens else ""


class Structure:
    """Cuts the tokens of one file."""

    def __init__(self, source: SourceFile, tokens: list[Token]) -> None:
        self.source = source
        self.tokens = tokens
        self.diagnostics: list[Diagnostic] = []
        self.stray: list[int] = []
        """Closing braces that close nothing."""
        self.missing: list[int] = []
        """Where a closing brace is to be thought of: before the token with this number."""
        self.balanced = _balanced(tokens)
        self._at = 0

    def units(self) -> list[Unit]:
        """The declarations of the file."""
        return self._statements("_item", None)

    # Blocks

    def _statements(self, start: str, opening: Token | None) -> list[Unit]:
        """The statements up to the brace that closes the block which `opening` opens, or to the end of the file."""
        units: list[Unit] = []
        margin = -1 if opening is None else self._margin(opening)
        while self._at < len(self.tokens):
            token = self.tokens[self._at]
            if token.type == NEWLINE:
                self._at += 1
                continue
            if token.type == "RBRACE":
                if opening is None or (not self.balanced and self._is_stray(token, margin)):
                    self._stray_brace(token, opening)
                    continue
                if not self.balanced and self._first_on_line(token) and self._column(token) < margin:
                    self._unclosed(opening)
                    return units
                self._at += 1
                return units
            if opening is not None and not self.balanced and self._ends_block(self._at, margin):
                self._unclosed(opening)
                return units
            unit = self.unit(start)
            units.append(unit)
        if opening is not None:
            self._unclosed(opening)
        return units

    def _is_stray(self, token: Token, margin: int) -> bool:
        """Whether a brace stands where no brace of a laid-out file closes this block."""
        return self._first_on_line(token) and self._column(token) > margin

    def _stray_brace(self, token: Token, opening: Token | None) -> None:
        self.diagnostics.append(SYNTAX.at(token.span, "this `}` closes nothing"))
        self.stray.append(self._at)
        self._at += 1

    def _unclosed(self, opening: Token) -> None:
        self.missing.append(self._at)
        if not any(each.code == UNCLOSED.name and each.span.end > opening.span.start for each in self.diagnostics[-1:]):
            self.diagnostics.append(UNCLOSED.at(opening.span, "this `{` is never closed"))

    def _ends_block(self, index: int, margin: int) -> bool:
        """Whether the statement at `index` stands too far left for the block, and can stand outside of it."""
        token = self.tokens[index]
        return (
            self._first_on_line(token)
            and self._column(token) <= margin
            and looks_like_statement(self.tokens, index)
        )

    # Statements

    def unit(self, start: str, cut_at: int = -1) -> Unit:
        """The statement that begins here, up to the newline with the number `cut_at` if no other ends it before."""
        unit = Unit(start, self._at, [], [], soft=[])
        brackets: list[str] = []
        tokens = self.tokens
        count = len(tokens)
        while self._at < count:
            token = tokens[self._at]
            kind = token.type
            if kind == NEWLINE:
                if token.text == ";" or self._at == cut_at:
                    break
                after = tokens[self._at + 1] if self._at + 1 < count else _NOTHING
                second = tokens[self._at + 2] if self._at + 2 < count else _NOTHING
                if after.type == "LBRACE" and unit.tokens and not brackets and not unit.blocks:
                    unit.brace_below = after
                elif brackets or (start not in ("row", "columns", "meta") and continues(unit.tokens[-1], after, second)):
                    unit.soft.append(self._at)
                else:
                    break
            elif kind == "RBRACE":
                if self.balanced or self._closes_line(token):
                    break
                self._stray_brace(token, None)
                continue
            else:
                if kind == "LPAR" or kind == "LSQB":
                    brackets.append(kind)
                elif (kind == "RPAR" or kind == "RSQB") and brackets:
                    brackets.pop()
                unit.tokens.append(token)
                if kind == "LBRACE":
                    self._at += 1
                    self._block(unit, token)
                    continue
            self._at += 1
        if not self.balanced and not unit.blocks:
            self._unbraced_block(unit)
        unit.end = self._at
        return unit

    def _closes_line(self, token: Token) -> bool:
        """Whether a brace within a line closes what opened on the line, or is the first on its line."""
        if self._first_on_line(token):
            return True
        line = self.source.position(token.span.start).line
        depth = 0
        for index in range(self._at - 1, -1, -1):
            before = self.tokens[index]
            if before.type == NEWLINE and before.text != ";":
                break
            depth += (before.type == "LBRACE") - (before.type == "RBRACE")
        return depth > 0 or line == 0

    def _block(self, unit: Unit, opening: Token) -> None:
        """The block that begins here; its closing brace is the statement's own token again."""
        start = body_of(unit.tokens[:-1], unit.start, self.tokens, self._at)
        if start == "table":
            units = self._table(opening)
        else:
            units = self._statements(start, opening)
        closing = self.tokens[self._at - 1]
        if closing.type != "RBRACE" or self._at in self.missing:
            closing = Token("RBRACE", "}", _behind(self.tokens[self._at - 1].span))
        unit.tokens.append(closing)
        unit.blocks.append(Block(start, units))

    def _table(self, opening: Token) -> list[Unit]:
        units = self._statements("row", opening)
        header = next((place for place, unit in enumerate(units) if not _is_meta(unit)), len(units))
        for unit in units[:header]:
            unit.start = "meta"
        if header < len(units):
            units[header].start = "columns"
        return units

    def _unbraced_block(self, unit: Unit) -> None:
        """Takes in the statements below a header that has lost its `{`, by their indentation."""
        if not unit.tokens or unit.head not in HEADS or any(each.type == "COLON" for each in unit.tokens):
            return
        start = BODY_OF[unit.head]
        index = self._at + 1
        margin = self._margin(unit.tokens[0])
        if self._at >= len(self.tokens) or self.tokens[self._at].text == ";" or index >= len(self.tokens):
            return
        if self.tokens[index].type == "RBRACE" or self._column(self.tokens[index]) <= margin:
            return
        unit.unbraced = True
        units: list[Unit] = []
        while self._at < len(self.tokens):
            token = self.tokens[self._at]
            if token.type == NEWLINE:
                self._at += 1
            elif token.type == "RBRACE":
                if self._first_on_line(token) and self._column(token) >= margin:
                    self._at += 1
                break
            elif self._first_on_line(token) and self._column(token) <= margin:
                break
            else:
                units.append(self.unit("row" if start == "table" else start))
        if start == "table":
            for each in units:
                each.start = "meta" if _is_meta(each) else "row"
            if units and (header := next((each for each in units if each.start == "row"), None)):
                header.start = "columns"
        unit.blocks.append(Block(start, units))

    # Layout

    def _first_on_line(self, token: Token) -> bool:
        line = self.source.position(token.span.start).line
        return not self.source.text[self.source.line_starts[line - 1] : token.span.start].strip()

    def _column(self, token: Token) -> int:
        return self.source.position(token.span.start).column

    def _margin(self, token: Token) -> int:
        """The column at which the line of a token begins."""
        line = self.source.position(token.span.start).line
        return self.source.position(self.source.line_span(line).start).column

    def narrow(self, unit: Unit) -> Unit | None:
        """The part of a broken statement before a newline that rather ends it: the next line stands as far left, or begins
        as a statement does. None where there is no such newline."""
        margin = self._margin(unit.tokens[0])
        for newline in unit.soft:
            after = self.tokens[newline + 1]
            if after.type in ("RPAR", "RSQB"):
                continue
            if self._column(after) <= margin or looks_like_statement(self.tokens, newline + 1):
                self._at = unit.first
                return self.unit(unit.start, newline)
        return None
