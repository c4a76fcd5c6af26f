"""Where the documents of a YAML text begin, found before anything is parsed.

`---` in the first column begins a document wherever it stands, even inside an open bracket or quote, so a broken
document cannot take those behind it along.
"""

from __future__ import annotations

import re

_MARKER = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)


def document_starts(text: str, start: int) -> list[int]:
    """Where documents begin: at `---` in the first column, or at the directives before it. `start` is the first."""
    cuts = [start]
    directives = "\n%" in text or text.startswith("%", start)
    for marker in _MARKER.finditer(text, start):
        at = marker.start()
        cut = _directives_before(text, cuts[-1], at) if directives else at
        if cut > cuts[-1]:
            cuts.append(cut)
    return cuts


def _directives_before(text: str, begin: int, marker: int) -> int:
    """Where the directives of the document whose `---` stands at `marker` begin, if it has any, else `marker`."""
    at, seen = marker, marker
    while at > begin:
        before = max(begin, text.rfind("\n", begin, at - 1) + 1)
        line = text[before:at]
        if line.startswith("%"):
            seen = before
        elif line.startswith("..."):
            return seen
        elif line.strip() and not line.lstrip().startswith("#"):
            return marker
        at = before
    return seen
