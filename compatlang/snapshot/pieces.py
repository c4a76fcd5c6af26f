"""Parts of files: what is read at a time, and where it came from."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from compatlang.diagnostics import Diagnostic

Form = Literal["text", "line", "item"]


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Where an object was read: bytes `start` to `start + size` of a file, which begin on line `line`.

    Those bytes are the object itself or, where `index` is not negative, a `List` in which it has that place. `implied` is
    the kind of the list that an item was cut from.
    """

    file: str
    start: int
    size: int
    index: int = -1
    line: int = 1
    implied: str = ""


class Piece(NamedTuple):
    """Bytes of a file that can be read alone: a whole file, a line of JSON lines, an item of a `List`.

    `implied` is the kind of that list: the API server leaves out of an item what the list says.
    """

    name: str
    data: bytes
    form: Form = "text"
    start: int = 0
    line: int = 1
    implied: str = ""

    @property
    def origin(self) -> Origin:
        """Where the piece is to be found again."""
        return Origin(self.name, self.start, len(self.data), -1, self.line, self.implied)


class Refused(NamedTuple):
    """A part of a file that is not read, and why; the spans of `diagnostic` are empty."""

    name: str
    start: int
    line: int
    diagnostic: Diagnostic
