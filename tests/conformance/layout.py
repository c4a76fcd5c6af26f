"""JSON for people: what fits stands on one line, the rest has a line for each entry."""

from __future__ import annotations

import json
from typing import Any

_WIDTH = 160


def layout(value: Any, indent: int = 0, before: int = 0) -> str:
    """A value as text. `before` is how many characters stand before it on its line, and one may follow."""
    line = json.dumps(value)
    if not isinstance(value, dict | list) or not value or before + len(line) < _WIDTH:
        return line
    inner = " " * (indent + 2)
    if isinstance(value, list):
        entries = [inner + layout(each, indent + 2, indent + 2) for each in value]
        return "[\n" + ",\n".join(entries) + "\n" + " " * indent + "]"
    entries = []
    for key, each in value.items():
        head = f"{inner}{json.dumps(key)}: "
        entries.append(head + layout(each, indent + 2, len(head)))
    return "{\n" + ",\n".join(entries) + "\n" + " " * indent + "}"
