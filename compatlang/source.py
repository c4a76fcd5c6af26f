"""Text with a name, and places in it.

Everything that a message can point at, a policy, a CSV table or a snapshot, is a `SourceFile`; every place is a `Span`
of character offsets. Lines and columns are worked out only when something is shown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import msgspec


class Span(msgspec.Struct, frozen=True, array_like=True):
    """Characters `start` to `end` (exclusive, zero-based) of the file called `file`."""

    file: str
    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The span from the beginning of this one to the end of `other`, which lies in the same file."""
        return Span(self.file, self.start, other.end)


class Spanned(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """A node of a tree and the characters it was read from. The span is not part of equality."""

    span: Span

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            getattr(self, field) == getattr(other, field) for field in self.__struct_fields__ if field != "span"
        )

    def __ne__(self, other: object) -> bool:
        return not self == other  # that of a Struct would ask whether both are one

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, field) for field in self.__struct_fields__ if field != "span")))


class Position(NamedTuple):
    """A place as people name it: line and column count from 1, columns in characters."""

    line: int
    column: int


class SourceFile:
    """A text and the name under which messages show it.

    `name` is what the user typed or what the loader resolved, with `/` between folders; it identifies the file within
    one compilation or one check. Where the text is only a part of a large file, `jumps` says which line of the file some
    lines of the text are, both counted from 1 and growing; lines behind follow one by one.
    """

    __slots__ = ("_jumps", "_line_starts", "name", "text")

    def __init__(self, name: str, text: str, jumps: Sequence[tuple[int, int]] = ()) -> None:
        self.name = name
        self.text = text
        self._jumps = tuple(jumps)
        self._line_starts: list[int] | None = None

    def __repr__(self) -> str:
        return f"SourceFile({self.name!r}, {len(self.text)} characters)"

    @property
    def line_starts(self) -> list[int]:
        """The offset at which each line begins. A line ends at LF; a CR before it belongs to the line's end."""
        if self._line_starts is None:
            starts = [0]
            find = self.text.find
            at = find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = find("\n", at + 1)
            self._line_starts = starts
        return self._line_starts

    def position(self, offset: int) -> Position:
        """Line and column of a character offset."""
        line = bisect_right(self.line_starts, offset)
        return Position(self._line_of_file(line), offset - self.line_starts[line - 1] + 1)

    def line_text(self, line: int) -> str:
        """The text of a line, counted from 1, without its line end; empty where the text leaves it out."""
        line = self._line_of_text(line)
        if not line:
            return ""
        starts = self.line_starts
        end = starts[line] if line < len(starts) else len(self.text)
        return self.text[starts[line - 1] : end].rstrip("\r\n")

    def line_span(self, line: int) -> Span:
        """The span of a line's text, counted from 1, without indentation and line end."""
        text = self.line_text(line)
        first = self.line_starts[max(0, self._line_of_text(line) - 1)]
        start = first + len(text) - len(text.lstrip())
        return Span(self.name, start, max(start, first + len(text.rstrip())))

    def _line_of_file(self, line: int) -> int:
        """The line of the file that a line of the text is."""
        jump = bisect_right(self._jumps, line, key=lambda each: each[0])
        own, there = self._jumps[jump - 1] if jump else (1, 1)
        return there + line - own

    def _line_of_text(self, line: int) -> int:
        """The line of the text that a line of the file is, 0 where the text leaves it out."""
        jump = bisect_right(self._jumps, line, key=lambda each: each[1])
        own, there = self._jumps[jump - 1] if jump else (1, 1)
        found = own + line - there
        end = self._jumps[jump][0] if jump < len(self._jumps) else len(self.line_starts) + 1
        return found if found < end else 0

    def slice(self, span: Span) -> str:
        """The characters that a span covers."""
        return self.text[span.start : span.end]

    def whole(self) -> Span:
        """The span of the whole text."""
        return Span(self.name, 0, len(self.text))
