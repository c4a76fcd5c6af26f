"""A large file cut down to the lines that somebody points at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from compatlang.source import SourceFile


class Part(NamedTuple):
    """A text from a file: the byte at which it, or the piece it stands in, begins, the line it begins on, and the text."""

    start: int
    line: int
    text: str


def excerpt(name: str, parts: Iterable[Part]) -> tuple[SourceFile, dict[Part, int]]:
    """The file of that name with nothing but these parts, and the offset at which each begins in its text.

    Parts that are the same line of the file are one line of the text, so that columns count from the first of them.
    """
    texts: list[str] = []
    begins: dict[Part, int] = {}
    jumps: list[tuple[int, int]] = []
    size = 0
    own = there = 0
    for part in sorted(set(parts)):
        if own and part.line <= there:
            texts.append(" ")
        else:
            texts.append("\n" if own else "")
            own, there = own + 1, part.line
            jumps.append((own, there))
        size += len(texts[-1])
        begins[part] = size
        texts.append(part.text)
        size += len(part.text)
        lines = part.text.count("\n")
        own, there = own + lines, there + lines
    return SourceFile(name, "".join(texts), jumps), begins
