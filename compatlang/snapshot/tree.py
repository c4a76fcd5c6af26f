"""What YAML and JSON have in common once they are read: plain values, and a way back to the characters they came from.

A text is a `str`; a scalar of another type is `Written`, a text that knows it was no string, except that JSON's truth
values stay `bool`. Mappings are `dict` with unique keys, lists are `list`, null is `None`.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol, TypeAlias, Union

from compatlang import limits
from compatlang.source import SourceFile
from compatlang.values.lazy import lazily

Value: TypeAlias = Union[str, bool, list["Value"], dict[str, "Value"], None]  # noqa: UP007 - `|` takes no text
Step: TypeAlias = str | int
Path: TypeAlias = tuple[Step, ...]
"""The keys and list indices that lead from a document's value to a value inside it."""


class Written(str):
    """The characters of a number, a truth value or another scalar that its format does not take for a string.

    As a key of a mapping it equals the string of the same characters.
    """

    __slots__ = ()


class Place(NamedTuple):
    """Character offsets of a value, and of the key before it; `key_start` is -1 where there is none."""

    key_start: int
    key_end: int
    start: int
    end: int


class Places(Protocol):
    """Where the values of one document stand."""

    def find(self, path: Path) -> Place | None:
        """The place of the value at `path`, or None where there is none."""


class Parsed(NamedTuple):
    """One YAML document or JSON value: characters `start` to `end` of `file`."""

    file: SourceFile
    start: int
    end: int
    value: Value
    places: Places


SURROGATE = lazily("[\ud800-\udfff]")
"""Half of a surrogate pair: no character, and not to be written as UTF-8."""


def over_limit(text: str, start: int, end: int, limit: int) -> bool:
    """Whether characters `start` to `end` are more than `limit` bytes of UTF-8."""
    if (end - start) * 4 <= limit:
        return False
    if end - start > limit:
        return True
    return len(text[start:end].encode("utf-8", "surrogatepass")) > limit


def nesting_exceeds(value: Value, most: int = limits.NESTING) -> bool:
    """Whether containers stand more than `most` deep in `value`, in which no container is shared."""
    level: list[Value] = [value]
    for _ in range(most + 1):
        # By exact type, and strings first of all: this runs over every value of every JSON document.
        mappings = [each for each in level if type(each) is dict]
        lists = [each for each in level if type(each) is list]
        if not mappings and not lists:
            return False
        level = [child for mapping in mappings for child in mapping.values() if type(child) is not str]
        for items in lists:
            level += items
    return True


def shown(text: str, most: int = 60) -> str:
    """A text of a snapshot as messages quote it: not too long, and without control characters."""
    short = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in short)
