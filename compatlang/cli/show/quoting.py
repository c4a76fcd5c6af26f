"""Words of a policy or a snapshot, quoted in one line."""

from __future__ import annotations

import re
from collections.abc import Mapping

from compatlang.diagnostics.render.plain import cut
from compatlang.source import SourceFile, Span

_MOST = 100
"""Characters that are quoted."""

_STRING_OR_COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|#[^\n]*')
_HEAD = re.compile(r"^(?:require|forbid|warn|prefer)\s+\w+(?:\s+weight\s+\d+)?\s*:?\s*")
_TAIL = re.compile(r'\s(?:because|fix)\s*"(?:[^"\\]|\\.)*"\s*$')
_GOES_ON = re.compile(r"(?:[{(\[,:=]|\b(?:or|and|not|in|has|is))$")
_CONTINUES = re.compile(r"(?:[})\]]|or\b|and\b|because\b|fix\b)")


def condition_text(span: Span, sources: Mapping[str, SourceFile]) -> str:
    """The condition of a statement as its author wrote it, without keyword, name, comments and texts."""
    source = sources.get(span.file)
    if source is None:
        return ""
    text = _STRING_OR_COMMENT.sub(lambda match: match[1] or "", source.slice(span))
    joined = ""
    for line in filter(None, (" ".join(each.split()) for each in text.splitlines())):
        together = not joined or _GOES_ON.search(joined) or _CONTINUES.match(line)
        joined += f" {line}" if together else f"; {line}"
    joined = _HEAD.sub("", joined.strip())
    while _TAIL.search(joined):
        joined = _TAIL.sub("", joined)
    return cut(joined, _MOST)


def snapshot_line(span: Span, sources: Mapping[str, SourceFile]) -> str:
    """The line of a snapshot at a place; of a long one, such as a whole file in one line, what begins there."""
    source = sources.get(span.file)
    if source is None:
        return ""
    position = source.position(min(span.start, len(source.text)))
    line = source.line_text(position.line)
    if not any(each.isalnum() for each in line):
        # Of `{` alone nobody learns anything; what follows it says which one it is.
        return cut(" ".join(source.text[span.start : min(span.end, span.start + 4 * _MOST)].split()), _MOST)
    if len(line.strip()) <= _MOST:
        return line.strip()
    start = position.column - 1
    return ("…" if start else "") + cut(line[start : start + 2 * _MOST], _MOST)
