"""Lists in `( )` and `[ ]`, and expressions in `( )`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from compatlang.syntax.formatting.comments import Comments
from compatlang.syntax.formatting.document import (
    Comma,
    Doc,
    filled,
    group,
    indented,
    joined,
    line,
    separated,
)
from compatlang.syntax.tokens import Token


def listed(c: Sequence[Any], comments: Comments, *, fill: bool) -> Doc:
    """The children from one bracket to the other.

    A list that does not fit has one member a line, or where it is to `fill` as many as fit. A broken list has a comma
    behind its last member, and one on a line has none.
    """
    opening, *between, closing = c
    first, last = comments.word(opening), comments.without_above(closing)
    above = comments.above(closing)
    body = [*_lines(between, comments, fill=fill), *(part for each in above for part in (line(""), each))]
    if not body:
        return joined(first, last, hugs=True)
    return group(first, indented(line(""), *body), line(""), last, hugs=True)


def _lines(c: Sequence[Any], comments: Comments, *, fill: bool) -> Sequence[Doc]:
    """Members, each with its comma, and what stands between them."""
    parts = members(c, comments)
    if fill and not any(each.ends_lines or each.above or each.behind for each in parts):
        return filled(parts, " ")
    return separated(parts, line())


def members(c: Sequence[Any], comments: Comments, *, closed: bool = True) -> list[Doc]:
    """Members, each with its comma. A list that is `closed` by a bracket may have one behind its last member."""
    found = [indented(each) if each.chain else each for each in c if isinstance(each, Doc)]
    commas: list[Token | None] = [each for each in c if isinstance(each, Token)]
    commas += [None] * (len(found) - len(commas))
    last = len(found) - 1
    return [
        joined(member, _comma(comma, comments, last=place == last)) if closed or place < last else member
        for place, (member, comma) in enumerate(zip(found, commas, strict=True))
    ]


def _comma(token: Token | None, comments: Comments, *, last: bool) -> Doc:
    """A comma. One with comments of its own keeps its place between them."""
    if token is not None and (comments.above(token) or comments.behind(token)):
        return comments.word(token)
    return Comma(last=last)


def enclosed(c: Sequence[Any], comments: Comments) -> Doc:
    """`( … )` around an expression, which can stand on lines of its own."""
    opening, inner, closing = c
    above = [part for each in comments.above(closing) for part in (line(""), each)]
    last = comments.without_above(closing)
    return group(comments.word(opening), indented(line(""), inner, *above), line(""), last, hugs=True)
