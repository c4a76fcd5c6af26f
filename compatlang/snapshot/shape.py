"""Whether a JSON text holds what was decoded from it and nothing more.

A decoder that was told which keys to expect keeps silent about others, and about a key that stands twice. But what it found,
with the least punctuation between, has a size, and anything more would make the text longer: a compact text of exactly that
size holds nothing else. Where there are spaces, quotation marks are counted in the same way, since every key has two.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Raw

Shape: TypeAlias = Raw | str | dict[str, Raw] | list[Raw] | tuple[tuple[str, "Shape | None"], ...]
"""A value as it was decoded: raw text (empty where there is none), a text, a mapping or list of raw texts, or keys with their
values (None where there is none)."""


def holds_only(text: bytes, shape: Shape) -> bool:
    """Whether the text of a JSON value, without space around it, is `shape` and nothing else."""
    return len(text) == _size(shape) or text.count(b'"') == _marks(shape)


def _size(shape: Shape | None) -> int:
    """The length of the shortest text, 0 for what is not there; of a key outside ASCII too little, and then marks decide."""
    if shape is None or isinstance(shape, Raw):
        return len(shape or b"")
    if isinstance(shape, str):
        return len(shape) + 2
    if isinstance(shape, dict):
        # For each key two quotation marks, a colon and a comma, the last of which is a brace.
        return 1 + 4 * len(shape) + sum(map(len, shape)) + sum(map(len, shape.values())) if shape else 2
    if isinstance(shape, list):
        return 1 + len(shape) + sum(map(len, shape)) if shape else 2
    total = 1
    for key, value in shape:
        size = _size(value)
        if size:
            total += 4 + len(key) + size
    return max(total, 2)


def _marks(shape: Shape | None) -> int:
    """The number of quotation marks."""
    if shape is None or isinstance(shape, str):
        return 0 if shape is None else 2
    if isinstance(shape, Raw):
        return bytes(shape).count(b'"')
    if isinstance(shape, dict):
        return 2 * len(shape) + b"".join(shape.values()).count(b'"')
    if isinstance(shape, list):
        return b"".join(shape).count(b'"')
    return sum([2 + _marks(value) for key, value in shape if _size(value)])
