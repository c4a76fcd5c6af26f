"""A mutant: which node of which declaration is another one, and how a person would say it."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

import msgspec

from compatlang.source import Span
from compatlang.testing.tree import replaced
from compatlang.typed import tree as typed

Section: TypeAlias = Literal["policies", "rules", "tables", "features"]
"""Where in a program a declaration stands."""


class Change(NamedTuple):
    """What an operator makes of a node: another node, or none where it is left out. `was` and `becomes` are shown.

    `part` is what is changed where that is only a part of the node.
    """

    old: typed.Node
    new: typed.Node | None
    was: str
    becomes: str
    part: typed.Node | None = None


class Key(msgspec.Struct, frozen=True):
    """What a mutant is called in every program that holds its declaration: where that stands, its name, a number in it."""

    file: str
    section: Section
    name: str
    number: int


class Place(NamedTuple):
    """The declaration that a mutant changes: where in a program, under which identifier."""

    section: Section
    identifier: str


class Mutant(NamedTuple):
    """A change of one declaration. `span` is the place that is shown."""

    key: Key
    place: Place
    change: Change
    span: Span

    def applied(self, program: typed.Program) -> typed.Program:
        """The program with the change."""
        section, identifier = self.place
        declarations = getattr(program, section)
        declaration = replaced(declarations[identifier], self.change.old, self.change.new)
        return msgspec.structs.replace(program, **{section: {**declarations, identifier: declaration}})
