"""Which format a text has, and its documents."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.snapshot.json_tree import json_lines, json_values
from compatlang.snapshot.tree import SURROGATE, Parsed
from compatlang.source import SourceFile, Span

YAML_ENDINGS = (".yaml", ".yml")
LINE_ENDINGS = (".jsonl", ".ndjson")
ENDINGS = (*YAML_ENDINGS, ".json", *LINE_ENDINGS)
"""How the names of snapshot files end."""


def parse(file: SourceFile) -> Iterator[Parsed | Diagnostic]:
    """The documents of a file, empty ones as null, and findings about those that cannot be read.

    The ending of the name tells the format, else the first character: a text that begins with `{` or `[` is JSON. In
    a YAML file it may still be YAML.
    """
    text = file.text
    start = 1 if text.startswith("\ufeff") else 0
    unreadable = _not_text(file)
    if unreadable is not None:
        yield unreadable
        return
    name = file.name.lower()
    if name.endswith(LINE_ENDINGS):
        yield from json_lines(file, start)
    elif name.endswith(YAML_ENDINGS):
        values = list(json_values(file, start)) if _begins_json(text, start) else []
        if values and all(isinstance(each, Parsed) for each in values):
            yield from values
        else:
            yield from _yaml(file, start)
    elif name.endswith(".json") or _begins_json(text, start):
        yield from json_values(file, start)
    else:
        yield from _yaml(file, start)


def parse_json(file: SourceFile, *, line: bool) -> Iterator[Parsed | Diagnostic]:
    """As `parse`, where the text is known to be JSON whatever its name says; with `line`, a line of a file of JSON lines."""
    unreadable = _not_text(file)
    if unreadable is not None:
        yield unreadable
    else:
        yield from json_lines(file) if line else json_values(file)


@lru_cache(maxsize=4)
def parse_again(file: SourceFile, start: int, end: int) -> Parsed | None:
    """The document that was read from characters `start` to `end` of a file, or None where it is not there.

    The last few are remembered: the objects of a `List` are looked at one after the other, and all stand in one document.
    """
    part = SourceFile(file.name, file.text[:end])
    readers = (json_values, _yaml) if _begins_json(part.text, start) else (_yaml,)
    for reader in readers:
        parsed = next(reader(part, start), None)
        if isinstance(parsed, Parsed) and parsed.value is not None:
            return parsed
    return None


def _yaml(file: SourceFile, start: int) -> Iterator[Parsed | Diagnostic]:
    # PyYAML takes longer to load than a JSON snapshot takes to read.
    from compatlang.snapshot.yaml_tree import yaml_documents

    return yaml_documents(file, start)


def _begins_json(text: str, start: int) -> bool:
    head = text[start : start + 4096].lstrip(" \t\r\n") or text[start:].lstrip(" \t\r\n")
    return head.startswith(("{", "["))


def _not_text(file: SourceFile) -> Diagnostic | None:
    text = file.text
    if not text.isascii():
        found = SURROGATE.search(text)
        if found is not None:
            span = Span(file.name, *found.span())
            return codes.CANNOT_READ.at(span, f"half a surrogate pair, U+{ord(found.group()):04X}, is no character")
    nul = text.find("\0")
    if nul >= 0:
        return codes.CANNOT_READ.at(Span(file.name, nul, nul + 1), "a NUL character: the file is not text")
    return None
