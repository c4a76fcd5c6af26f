"""Documents as YAML that Go reads as it was meant: every text is quoted, so no reader takes `y` or `1.10` for anything else.

The subset is small: mappings, lists, texts and whole numbers, with comments before entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias


class Commented(NamedTuple):
    """A node with comments before it, one a line."""

    node: Node
    comments: tuple[str, ...]


Node: TypeAlias = "Mapping[str, Node] | Sequence[Node] | str | int | Commented"

_WORDS = frozenset(
    [
        *("apiVersion", "kind", "metadata", "name", "spec", "rules", "featureGroupRules", "labels"),
        *("labelsTemplate", "vars", "varsTemplate"),
        *("version", "compatibilities", "description", "weight", "tag"),
        *("matchFeatures", "matchAny", "feature", "matchExpressions", "op", "value"),
        *("affinity", "nodeAffinity", "nodeSelectorTerms", "preference", "key", "operator", "values"),
        *("requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution"),
    ]
)
"""Keys that are written without quotes: those of the documents themselves."""

_KEY_CHARACTERS = 1000
"""Longer keys are written behind a question mark: YAML looks for the colon no further than 1,024 characters."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def document(node: Mapping[str, Node], comments: tuple[str, ...]) -> str:
    """A document with comments at its top."""
    return "".join(f"{line}\n" for line in [*_comments(comments), *_block(node)])


def quoted(text: str) -> str:
    r"""A text in double quotes; what is not printable is escaped.

    >>> quoted('a"b' + chr(0))
    '"a\\"b\\x00"'
    """
    return f'"{"".join(_ESCAPES.get(each) or _character(each) for each in text)}"'


def _character(character: str) -> str:
    if character.isprintable() and character != "\ufeff":
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _comments(lines: Sequence[str]) -> Iterator[str]:
    """Comments, each on one line whatever is in it."""
    for line in lines:
        yield f"# {' '.join(''.join(each if each.isprintable() else ' ' for each in line).split())}".rstrip()


def _block(node: Node) -> list[str]:
    """The lines of a mapping or list that is not empty, or the one line of anything else."""
    match node:
        case Commented(inner, _):
            return _block(inner)
        case str():
            return [quoted(node)]
        case int():
            return [str(node)]
        case Mapping():
            return [line for key, each in node.items() for line in _entry(key, each)] or ["{}"]
        case _:
            return [line for each in node for line in _item(each)] or ["[]"]


def _item(node: Node) -> Iterator[str]:
    comments = node.comments if isinstance(node, Commented) else ()
    yield from _comments(comments)
    first, *rest = _block(node)
    yield f"- {first}"
    yield from (f"  {line}" for line in rest)


def _entry(key: str, node: Node) -> Iterator[str]:
    comments = node.comments if isinstance(node, Commented) else ()
    yield from _comments(comments)
    written = key if key in _WORDS else quoted(key)
    lines = _block(node)
    if len(written) > _KEY_CHARACTERS:
        yield f"? {written}"
        written = ""
    if len(lines) == 1 and (_is_scalar(node) or lines[0] in {"{}", "[]"}):
        yield f"{written}: {lines[0]}"
        return
    yield f"{written}:"
    yield from (f"  {line}" for line in lines)


def _is_scalar(node: Node) -> bool:
    return isinstance(node.node if isinstance(node, Commented) else node, str | int)
