"""A document as text: which lines end where."""

from __future__ import annotations

from compatlang.syntax.formatting.document import (
    SPACE,
    STEP,
    Above,
    Behind,
    Between,
    Comma,
    Doc,
    Flat,
    Group,
    Hard,
    Indented,
    Joined,
    Line,
    Word,
    flat_text,
)

WIDTH = 120
"""How many characters a line has at most, where there is a choice."""

_BEFORE_COMMENT = "  "

_Item = tuple[int, bool, Doc]
"""A document that is still to be printed: its indentation, and whether the group around it stands on one line."""


def printed(doc: Doc) -> str:
    """The text of a document, with a line end at its end unless it is empty."""
    text = _Printer().text(doc)
    return f"{text}\n" if text else ""


class _Printer:
    """What has been printed, and the line at hand."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._column = 0
        self._indent = 0
        """Where the line at hand begins."""
        self._fresh = True
        """Whether nothing stands on the line at hand."""
        self._resume = -1
        """Where what follows a comment begins, on a line of its own."""
        self._gap = False
        """Whether an empty line stands before that."""

    def text(self, doc: Doc) -> str:
        stack: list[_Item] = [(0, False, doc)]
        while stack:
            indent, flat, each = stack.pop()
            match each:
                case Word():
                    self._word(each)
                case Line():
                    self._line(each.flat, indent, flat=flat)
                case Between():
                    self._line(each.flat, indent, flat=flat or self._stays(each, indent, stack))
                case Hard():
                    self._new_line(indent, blank=each.blank)
                case Comma():
                    if not (flat and each.last):
                        self._comma()
                case Above():
                    self._above(each, indent)
                case Behind():
                    self._out.append(f"{_BEFORE_COMMENT}{each.text}")
                    self._resume = indent + STEP
                case Joined():
                    stack.extend([(indent, flat, part) for part in reversed(each.parts)])
                case Indented():
                    stack.append((indent + STEP, flat, each.body))
                case Flat():
                    stack.append((indent, True, each.body))
                case Group():
                    stays = flat or self._fits(each.body, indent, stack)
                    stack.append((indent, stays, each.body))
                case _:
                    raise AssertionError(each)
        return "".join(self._out)

    def _word(self, word: Word) -> None:
        if word is not SPACE or (self._resume < 0 and not self._fresh):
            self._write(word.text)

    def _line(self, text: str, indent: int, *, flat: bool) -> None:
        if flat and self._resume < 0:
            self._write(text)
        else:
            self._new_line(indent)

    def _write(self, text: str) -> None:
        if not text:
            return
        if self._resume >= 0:
            self._new_line(self._resume, blank=self._gap)
        if self._fresh:
            self._out.append(" " * self._indent)
            self._column = self._indent
            self._fresh = False
        self._out.append(text)
        self._column += len(text)

    def _new_line(self, indent: int, *, blank: bool = False) -> None:
        if self._out:
            self._out.append("\n\n" if blank else "\n")
        self._indent = self._column = indent
        self._fresh = True
        self._resume, self._gap = -1, False

    def _comma(self) -> None:
        if self._resume >= 0 and self._out[-1].startswith(_BEFORE_COMMENT):
            self._out.insert(-1, ",")
        else:
            self._write(",")

    def _above(self, above: Above, indent: int) -> None:
        if self._resume < 0 and not self._fresh:
            self._new_line(indent + STEP)
        for text, gap in above.comments:
            self._write(text)
            self._resume, self._gap = self._indent, gap

    def _stays(self, between: Between, indent: int, rest: list[_Item]) -> bool:
        """Whether no line ends between two parts. One that no line has room for has its lines for itself."""
        before = between.before
        if before.ends_lines or indent + len(flat_text(before)) > WIDTH:
            return False
        return self._fits(between.after, indent, rest, len(between.flat))

    def _fits(self, doc: Doc, indent: int, rest: list[_Item], before: int = 0) -> bool:
        """Whether a document has room on the line, `before` characters in front, and what follows up to the next line end."""
        if doc.ends_lines:
            return False
        room = WIDTH - self._column - before
        place = len(rest) - (1 if before else 0)
        stack: list[tuple[bool, Doc]] = [(True, doc)]
        while room >= 0:
            if not stack:
                if not place:
                    return True
                place -= 1
                stack.append(rest[place][1:])
            flat, each = stack.pop()
            match each:
                case Word():
                    room -= len(each.text)
                case Line() | Between():
                    if not flat:
                        return True
                    room -= len(each.flat)
                case Hard() | Behind():
                    return True
                case Comma():
                    room -= 0 if flat and each.last else 1
                case Above():
                    room = WIDTH - indent
                case Joined():
                    stack.extend([(flat, part) for part in reversed(each.parts)])
                case Indented() | Group():
                    stack.append((flat, each.body))
                case _:
                    raise AssertionError(each)
        return False
