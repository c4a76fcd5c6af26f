"""What is drawn: for each statement of a policy a diagram of boxes and labelled edges, perhaps with a node's way through it.

All texts are printable and in one line; what else a format must escape is that format's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from compatlang.decision.graph import NO, UNKNOWN, YES, NodeRef

LEAVES: Mapping[NodeRef, str] = {YES: "yes", NO: "no", UNKNOWN: "unknown"}
"""The words of the leaves. Every other end of an edge is a box."""


class Seen(NamedTuple):
    """The state that a snapshot puts a variable into, and what it says, as `5.15.0-91-generic` or `absent`."""

    state: int
    text: str


Path: TypeAlias = Mapping[int, Seen]
"""What a snapshot says of each variable of a graph, by its index: all that a way through it depends on."""


class Edge(msgspec.Struct, frozen=True):
    """The cells that lead to a node, none from a gate. `taken`: the path runs here."""

    cells: tuple[str, ...]
    target: NodeRef
    taken: bool = False


class Box(msgspec.Struct, frozen=True):
    """A question, or a gate over what its edges lead to.

    `seen` is what the snapshot says of it and `answer` the leaf that is reached from here, where the path comes by.
    """

    node: NodeRef
    kind: Literal["question", "gate"]
    text: str
    edges: tuple[Edge, ...]
    seen: str = ""
    answer: NodeRef | None = None

    @property
    def visited(self) -> bool:
        """Whether the path comes by."""
        return self.answer is not None


class Diagram(msgspec.Struct, frozen=True):
    """A statement. Every box stands before those that it leads to; a `root` that is a leaf has none."""

    title: str
    root: NodeRef
    boxes: tuple[Box, ...]
    answer: NodeRef | None = None

    @property
    def heading(self) -> str:
        """The title, and the answer where there is a path."""
        return self.title if self.answer is None else f"{self.title}: {LEAVES[self.answer]}"

    @property
    def leaves(self) -> tuple[NodeRef, ...]:
        """The leaves that edges lead to, yes first."""
        led_to = {edge.target for box in self.boxes for edge in box.edges} | {self.root}
        return tuple(leaf for leaf in LEAVES if leaf in led_to)

    @property
    def reached(self) -> frozenset[NodeRef]:
        """The leaves that the path ends in; below a gate it may be several."""
        ends = {edge.target for box in self.boxes for edge in box.edges if edge.taken}
        return frozenset(ends | ({self.root} if self.answer is not None else set())) & LEAVES.keys()


class Section(msgspec.Struct, frozen=True):
    """The policy's own statements, without a title, or those of a profile."""

    title: str
    diagrams: tuple[Diagram, ...]


class Drawing(msgspec.Struct, frozen=True):
    """A policy."""

    title: str
    sections: tuple[Section, ...]
    has_path: bool
