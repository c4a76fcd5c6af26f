"""The nodes of a YAML document as its text has them, before aliases are followed and scalars understood."""

from __future__ import annotations

from typing import TypeAlias, Union

from compatlang.source import Span


class ScalarNode:
    """A scalar; `plain` says that its type follows from its text."""

    __slots__ = ("line", "plain", "span", "tag", "text")

    def __init__(self, text: str, tag: str, plain: bool, span: Span, line: int) -> None:
        self.text = text
        self.tag = tag
        self.plain = plain
        self.span = span
        self.line = line


class SequenceNode:
    """A sequence."""

    __slots__ = ("items", "line", "span")

    def __init__(self, span: Span, line: int) -> None:
        self.items: list[Node] = []
        self.span = span
        self.line = line


class MappingNode:
    """A mapping; its keys are nodes of any kind."""

    __slots__ = ("line", "pairs", "span")

    def __init__(self, span: Span, line: int) -> None:
        self.pairs: list[tuple[Node, Node]] = []
        self.span = span
        self.line = line


class AliasNode:
    """`*name`, and what it stands for, which may be something around it."""

    __slots__ = ("line", "name", "span", "target")

    def __init__(self, name: str, target: Node, span: Span, line: int) -> None:
        self.name = name
        self.target = target
        self.span = span
        self.line = line


Node: TypeAlias = Union[ScalarNode, SequenceNode, MappingNode, AliasNode]  # noqa: UP007 - classes above name it
