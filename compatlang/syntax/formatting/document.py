"""Text with places at which a line may end.

The idea is Oppen's and Wadler's (P. Wadler, "A prettier printer", 1999): a `Group` stands on one line where it fits, else every
`Line` that is directly in it ends one. A document knows whether something in it must end a line, so that a group around it
never tries.

A comment at either end of a document does not end lines in it: the one above stands on its own, and the one behind is the
last of its line. Only between two parts a comment is a line that ends. That is what `above` and `behind` are for.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

STEP = 2
"""Columns of one level of indentation."""


class Doc(msgspec.Struct, kw_only=True, gc=False):
    """What all documents have. `start` and `end` are the characters of the source that they were made from, -1 if none."""

    start: int = -1
    end: int = -1
    ends_lines: bool = False
    """Whether a line ends somewhere in it, whatever the width."""
    above: bool = False
    """Whether it begins with comments on lines of their own."""
    behind: bool = False
    """Whether it ends with a comment."""
    hugs: bool = False
    """Whether it is a bracket, or ends with one, that is better broken inside than before."""
    chain: bool = False
    """Whether it is a sequence of operands whose continuation lines are not indented yet."""


class Word(Doc, kw_only=True, gc=False):
    """Text without a line end."""

    text: str


class Line(Doc, kw_only=True, gc=False):
    """The end of a line, or where the group around it stands on one line, `flat`."""

    flat: str


class Between(Doc, kw_only=True, gc=False):
    """What stands between two parts where lines are filled: `flat` if both fit whole, else a line end."""

    flat: str
    before: Doc
    after: Doc


class Hard(Doc, kw_only=True, gc=False):
    """The end of a line in any case, with an empty line where it is `blank`."""

    blank: bool


class Comma(Doc, kw_only=True, gc=False):
    """The comma behind a member of a list, which comes before a comment that ends the member's line.

    Behind the `last` member it only stands where the group around it is broken.
    """

    last: bool


class Above(Doc, kw_only=True, gc=False):
    """Comments that have lines of their own, each with whether an empty line follows."""

    comments: tuple[tuple[str, bool], ...]


class Behind(Doc, kw_only=True, gc=False):
    """The comment at the end of a line."""

    text: str


class Joined(Doc, kw_only=True, gc=False):
    """One part behind the other."""

    parts: tuple[Doc, ...]


class Group(Doc, kw_only=True, gc=False):
    """What stands on one line if it fits."""

    body: Doc


class Flat(Doc, kw_only=True, gc=False):
    """What stands on one line even if it does not fit; only comments end lines in it."""

    body: Doc


class Indented(Doc, kw_only=True, gc=False):
    """What is indented one step more, in the lines that begin in it."""

    body: Doc


SPACE = Word(text=" ")


def joined(*parts: Doc, hugs: bool = False, chain: bool = False) -> Joined:
    """The parts behind each other."""
    known = [each for each in parts if each.start >= 0]
    return Joined(
        parts=parts,
        start=known[0].start if known else -1,
        end=known[-1].end if known else -1,
        ends_lines=_ends_lines(parts),
        above=bool(parts) and parts[0].above,
        behind=bool(parts) and parts[-1].behind,
        hugs=hugs,
        chain=chain,
    )


def _ends_lines(parts: Sequence[Doc]) -> bool:
    last = len(parts) - 1
    return any(
        each.ends_lines or (each.above and place > 0) or (each.behind and place < last)
        for place, each in enumerate(parts)
    )


def group(*parts: Doc, hugs: bool = False, chain: bool = False) -> Group:
    """The parts behind each other, on one line if they fit."""
    body = joined(*parts)
    return Group(
        body=body,
        start=body.start,
        end=body.end,
        ends_lines=body.ends_lines,
        above=body.above,
        behind=body.behind,
        hugs=hugs,
        chain=chain,
    )


def indented(*parts: Doc) -> Indented:
    """The parts behind each other, indented."""
    body = joined(*parts)
    return Indented(
        body=body, start=body.start, end=body.end, ends_lines=body.ends_lines, above=body.above, behind=body.behind
    )


def hard(*, blank: bool = False) -> Hard:
    """The end of a line in any case."""
    return Hard(blank=blank, ends_lines=True)


def line(flat: str = " ") -> Line:
    """The end of a line, where the group around it is broken."""
    return Line(flat=flat)


def separated(parts: Sequence[Doc], between: Doc) -> list[Doc]:
    """The parts with a document between each two."""
    return [each for place, part in enumerate(parts) for each in ((between, part) if place else (part,))]


def filled(parts: Sequence[Doc], between: str) -> list[Doc]:
    """The parts and what stands between them: as many on a line as fit."""
    made: list[Doc] = []
    for place, part in enumerate(parts):
        if place:
            made.append(Between(flat=between, before=parts[place - 1], after=part))
        made.append(part)
    return made


def flat_text(doc: Doc) -> str:
    """A document on one line, without its comments."""
    pieces: list[str] = []
    stack = [doc]
    while stack:
        each = stack.pop()
        match each:
            case Word(text=text):
                pieces.append(text)
            case Line(flat=text) | Between(flat=text):
                pieces.append(text)
            case Joined(parts=parts):
                stack.extend(reversed(parts))
            case Group(body=body) | Indented(body=body):
                stack.append(body)
            case Comma(last=False):
                pieces.append(",")
            case _:
                pass
    return "".join(pieces)
