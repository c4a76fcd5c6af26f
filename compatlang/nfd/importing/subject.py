"""What one expression asks about: an element or an attribute of an instance, as the language writes and types it."""

from __future__ import annotations

from typing import NamedTuple

from compatlang.nfd.go.yaml import Path
from compatlang.schema import Element
from compatlang.values.scalar import ScalarType


class Subject(NamedTuple):
    """A value that expressions compare.

    `text` is its path in the language, or the name of an attribute. `domain` is where a declared feature could read it from,
    and empty inside an instance, where none can. `where` is the place of the expression in the document.
    """

    text: str
    element: Element
    domain: str
    where: Path

    @property
    def type(self) -> ScalarType:
        """The type by which the language reads it."""
        return self.element.type
