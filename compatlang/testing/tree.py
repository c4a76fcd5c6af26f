"""Going through the typed tree, and making another one that differs in a single node.

Both hold for every kind of node, now and later, so they go by the fields that a node has and not by its class.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from compatlang.typed import tree as typed

AnyNode = TypeVar("AnyNode", bound=typed.Node)


def children(node: typed.Node) -> Iterator[typed.Node]:
    """The nodes that stand directly in a node, in source order."""
    for field in node.__struct_fields__:
        value = getattr(node, field)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, typed.Node):
                yield each


def nodes(root: typed.Node) -> Iterator[typed.Node]:
    """A node and all that stand in it, each before what stands in it."""
    yield root
    for each in children(root):
        yield from nodes(each)


def replaced(root: AnyNode, old: typed.Node, new: typed.Node | None) -> AnyNode:
    """The tree with `new` in the place of `old`, which is looked for by identity; without it where `new` is None."""
    changes = {}
    for field in root.__struct_fields__:
        value = getattr(root, field)
        made = _replaced(value, old, new)
        if made is not value:
            changes[field] = made
    return msgspec.structs.replace(root, **changes) if changes else root


def _replaced(value: Any, old: typed.Node, new: typed.Node | None) -> Any:
    if isinstance(value, typed.Node):
        return new if value is old else replaced(value, old, new)
    if not isinstance(value, tuple) or not any(isinstance(each, typed.Node) for each in value):
        return value
    made = tuple(_replaced(each, old, new) for each in value)
    if all(first is second for first, second in zip(made, value, strict=True)):
        return value
    return tuple(each for each, was in zip(made, value, strict=True) if was is not old or each is not None)
