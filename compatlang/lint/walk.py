"""Every node of a tree, the syntax tree or the typed one, outer nodes before inner ones and in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from compatlang.source import Spanned

N = TypeVar("N", bound=Spanned)


def walk(node: Spanned) -> Iterator[Spanned]:
    """The node and everything below it."""
    todo = [node]
    while todo:
        found = todo.pop()
        yield found
        todo.extend(reversed(list(children(found))))


def children(node: Spanned) -> Iterator[Spanned]:
    """The nodes directly below a node."""
    for field in node.__struct_fields__:
        yield from _nodes(getattr(node, field))


def _nodes(value: object) -> Iterator[Spanned]:
    if isinstance(value, Spanned):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _nodes(each)


def every(node: Spanned, kind: type[N]) -> Iterator[N]:
    """The nodes of one kind, the node itself included."""
    return (each for each in walk(node) if isinstance(each, kind))
