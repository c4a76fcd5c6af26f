"""Where lines may end: one method for each rule of the grammar, as `syntax.build` has them.

A method gets what the rule matched, in the order of the text: tokens, and the documents of the rules in it. Most only put
spaces between them. Lines end where the language allows it: in brackets, behind `:` and `=`, before a binary operator, and
before `because` and `fix` (`syntax.newlines`).
"""
# ruff: noqa: D102 - the grammar is the documentation of these methods

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from compatlang.syntax.formatting import blocks, brackets, tables
from compatlang.syntax.formatting.comments import Comments
from compatlang.syntax.formatting.document import SPACE, Doc, Joined, filled, group, hard, indented, joined, line
from compatlang.syntax.tokens import Token

Children = list[Any]
"""Tokens and documents. Which stand where is the grammar's to say; types cannot."""


class Layout:
    """Lays out one file. Methods are in the order of the grammar."""

    def __init__(self, comments: Comments) -> None:
        self._comments = comments

    def file(self, items: Sequence[Doc]) -> Doc:
        """The whole file: its items, and the comments at its end."""
        return blocks.file(items, self._comments)

    # Parts

    def _doc(self, child: Token | Doc) -> Doc:
        return self._comments.word(child) if isinstance(child, Token) else child

    def _spaced(self, c: Children) -> Joined:
        """The children with a space between each two, except before a `:`, and on both sides of a list in brackets."""
        parts: list[Doc] = []
        for each in c:
            if parts and not (isinstance(each, Token) and each.type == "COLON"):
                parts.append(SPACE)
            parts.append(self._doc(each))
        return joined(*parts)

    def _close(self, c: Children) -> Doc:
        """The children without anything between."""
        return self._doc(c[0]) if len(c) == 1 else joined(*map(self._doc, c))

    def _defined(self, head: Doc, value: Doc) -> Doc:
        """A value behind `:` or `=`: on the same line, else on the lines below, except for brackets that can be broken."""
        if value.hugs:
            return joined(head, SPACE, value)
        return group(head, indented(line(), value))

    def _block(self, c: Children) -> Doc:
        """A block: the children from `{` to `}`."""
        return blocks.block(c, self._comments)

    def _list(self, c: Children, *, fill: bool = False) -> Doc:
        """A list in brackets: the children from one bracket to the other, with commas between."""
        return brackets.listed(c, self._comments, fill=fill)

    def _with_block(self, c: Children) -> Joined:
        """Words, and behind them a block."""
        start = _first(c, "LBRACE")
        return joined(self._spaced(c[:start]), SPACE, self._block(c[start:]))

    def _operation(self, c: Children) -> Doc:
        """One operand, and behind it an operator with another, which may have a line of its own."""
        left, right = c[0], c[-1]
        rest = self._spaced(c[1:])
        if isinstance(right, Doc) and right.hugs:
            return joined(left, SPACE, rest, hugs=True)
        return joined(left, group(indented(line(), rest)), hugs=left.hugs)

    def _chain(self, c: Children) -> Doc:
        """Operands with the same operator between them: one a line where the author wrote it so, or where they do not fit."""
        words = [self._doc(each) for each in c]
        below = not all(self._comments.same_line(one.end, other.start) for one, other in pairwise(words))
        parts = [_operand(words[0])]
        for operator, operand in zip(words[1::2], words[2::2], strict=True):
            parts += [hard() if below else line(), operator, SPACE, _operand(operand)]
        return group(*parts, chain=True)

    # Declarations

    def module(self, c: Children) -> list[Doc]:
        return c[::2]

    def edition(self, c: Children) -> Doc:
        return self._spaced(c)

    module_name = edition
    import_ = edition

    def let(self, c: Children) -> Doc:
        return self._defined(self._spaced(c[:3]), c[3])

    def table(self, c: Children) -> Doc:
        if c[2].type == "LBRACE":
            head = self._spaced(c[:2])
            return joined(head, SPACE, tables.inline(c[2:], self._comments))
        _, name, opening, columns, closing, *rest = c
        head = joined(self._doc(c[0]), SPACE, name, self._list([opening, *columns, closing]))
        if len(rest) == 2:
            return joined(head, SPACE, self._spaced(rest))
        return joined(head, SPACE, self._with_block(rest))

    def meta(self, c: Children) -> Doc:
        return self._spaced(c)

    def date(self, c: Children) -> Doc:
        return self._close(c)

    def columns(self, c: Children) -> tables.Cells:
        return tables.cells(c, self._comments)

    def columns_in_brackets(self, c: Children) -> Children:
        return c

    def column(self, c: Children) -> Doc:
        return self._spaced(c)

    def row(self, c: Children) -> tables.Cells:
        return tables.cells(c, self._comments)

    def cell(self, c: Children) -> Doc:
        return self._close(c)

    wildcard = cell

    # What is known of a node

    def feature(self, c: Children) -> Doc:
        return self._defined(self._spaced(c[:-1]), c[-1])

    def domain(self, c: Children) -> Doc:
        return self._with_block(c) if len(c) > 4 else self._spaced(c)

    def element(self, c: Children) -> Doc:
        return self._spaced(c)

    # Rules, policies and their statements

    def rule(self, c: Children) -> Doc:
        start = _first(c, "LBRACE")
        return joined(self._doc(c[0]), SPACE, self._close(c[1:start]), SPACE, self._block(c[start:]))

    def policy(self, c: Children) -> Doc:
        start = _first(c, "LBRACE")
        signature = 3 if c[2:start] and isinstance(c[2], Doc) and c[2].hugs else 2
        head = joined(self._doc(c[0]), SPACE, self._close(c[1:signature]))
        return joined(
            head, SPACE, *(part for each in c[signature:start] for part in (each, SPACE)), self._block(c[start:])
        )

    def parameters(self, c: Children) -> Doc:
        return self._list(c)

    def parameter(self, c: Children) -> Doc:
        return self._spaced(c)

    def image(self, c: Children) -> Doc:
        return self._spaced(c)

    include = image

    def requirement(self, c: Children) -> Doc:
        notes = isinstance(c[-1], Notes)
        body = self._body(c[:-1] if notes else c, 2)
        return joined(body, self._notes(body, c[-1])) if notes else body

    def preference(self, c: Children) -> Doc:
        return self._body(c, 4)

    def _body(self, c: Children, place: int) -> Doc:
        """A statement with a condition behind `:`, or with a block."""
        if c[place].type == "LBRACE":
            return self._with_block(c)
        return self._defined(self._spaced(c[: place + 1]), c[place + 1])

    def _notes(self, body: Doc, notes: Notes) -> Doc:
        """`because` and `fix`: each on its own line, unless the author wrote all on one line and it fits."""
        if self._comments.same_line(body.end, notes.parts[-1].start):
            return group(indented(*(part for each in notes.parts for part in (line(), each))))
        return indented(*(part for each in notes.parts for part in (hard(), each)))

    def notes(self, c: Children) -> Notes:
        return Notes(c)

    def because(self, c: Children) -> Doc:
        return self._spaced(c)

    fix = because

    def when(self, c: Children) -> Doc:
        return joined(self._doc(c[0]), SPACE, _operand(c[1]), SPACE, self._block(c[2:]))

    def profile(self, c: Children) -> Doc:
        return self._with_block(c)

    # Tests

    test = profile

    def given_snapshot(self, c: Children) -> Doc:
        return self._spaced(c)

    given_value = given_snapshot
    given_absent = given_snapshot
    given_unreported = given_snapshot
    given_change = given_snapshot

    def record(self, c: Children) -> Doc:
        return self._block(c)

    def field(self, c: Children) -> Doc:
        return self._spaced(c)

    expect = field

    def at(self, c: Children) -> Doc:
        start = 2 if isinstance(c[1], Token) else 1
        names = brackets.members(c[start:], self._comments, closed=False)
        return joined(self._spaced(c[:start]), SPACE, indented(*filled(names, " ")))

    def with_profile(self, c: Children) -> Doc:
        return self._spaced(c)

    score = with_profile

    def requirement_name(self, c: Children) -> Doc:
        return self._close(c)

    # Expressions

    def or_(self, c: Children) -> Doc:
        return self._chain(c)

    and_ = or_

    def not_(self, c: Children) -> Doc:
        operand = _operand(c[1])
        return joined(self._doc(c[0]), SPACE, operand, hugs=operand.hugs)

    def compare(self, c: Children) -> Doc:
        return self._operation(c)

    in_ = compare

    def not_in(self, c: Children) -> Doc:
        operator = self._spaced(c[1:3])
        if operator.ends_lines:  # a line that begins with `not` goes on only if `in` follows on it
            return joined(c[0], SPACE, operator, SPACE, c[3])
        return self._operation([c[0], operator, c[3]])

    has = compare
    like = compare
    matches = compare
    is_ = compare

    def names(self, c: Children) -> Doc:
        return self._list(c, fill=True)

    def coalesce(self, c: Children) -> Doc:
        return self._chain(c)

    def parenthesized(self, c: Children) -> Doc:
        return brackets.enclosed(c, self._comments)

    def quantifier(self, c: Children) -> Doc:
        start = _first(c, "LBRACE")
        return joined(self._spaced(c[:start]), SPACE, self._block(c[start:]), hugs=True)

    group = quantifier
    count = quantifier

    def call(self, c: Children) -> Doc:
        return joined(c[0], self._list(c[1:]), hugs=True)

    def argument(self, c: Children) -> Doc:
        return self._spaced([*c[:-1], _operand(c[-1])])

    # Patterns

    def bound(self, c: Children) -> Doc:
        return self._spaced(c)

    range = bound

    def set_(self, c: Children) -> Doc:
        return self._list(c, fill=True)

    # Names and values

    def dotted(self, c: Children) -> Doc:
        return self._close(c)

    path = dotted
    path_from_keyword = dotted
    name_from_keyword = dotted
    segment = dotted
    subscript = dotted
    name = dotted
    string = dotted
    integer = dotted
    boolean = dotted
    quantity = dotted
    version = dotted
    series = dotted

    def id(self, c: Children) -> Doc:
        return self._comments.word(c[0], c[0].text.lower())


class Notes:
    """`because` and `fix`, whose place depends on what they belong to."""

    def __init__(self, parts: Children) -> None:
        self.parts: Sequence[Doc] = parts


def _first(c: Children, kind: str) -> int:
    """The place of the first token of a type."""
    return next(place for place, each in enumerate(c) if isinstance(each, Token) and each.type == kind)


def _operand(doc: Doc) -> Doc:
    """What stands in a place whose continuation lines nothing has indented yet."""
    return indented(doc) if doc.chain else doc
