"""What is kept of one object while a fleet is read: its names, its place in its file, and the sections that are wanted."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from compatlang.snapshot.model import Section
from compatlang.snapshot.pieces import Origin
from compatlang.snapshot.remembered import Labels

Identity: TypeAlias = tuple[str, str, str, str]
"""Node, kind, namespace and name: two objects of one identity are two states of the same object."""


class Gathered(msgspec.Struct, frozen=True, gc=False):
    """One object. `domains` and `sections` go together and are sorted by domain; for the rest see `Facts`."""

    kind: str
    namespace: str
    name: str
    node: str
    origin: Origin
    domains: tuple[str, ...]
    sections: tuple[Section, ...]
    labels: Labels | None = None
    partial: bool = False
    partial_domains: frozenset[str] = frozenset()

    @property
    def identity(self) -> Identity:
        """What the object is, whatever it says."""
        return (self.node, self.kind, self.namespace, self.name)

    def says_the_same(self, other: Gathered) -> bool:
        """Whether both give their node the same sections, so that nothing need be looked at again."""
        return (self.partial, self.partial_domains, self.labels, self.domains, self.sections) == (
            other.partial,
            other.partial_domains,
            other.labels,
            other.domains,
            other.sections,
        )
