"""Inside `any DOMAIN { … }`: how the attributes of the instance are written."""

from __future__ import annotations

from collections.abc import Iterable

from compatlang.schema import Domain
from compatlang.writing import spelling
from compatlang.writing.condition import All, Condition, Some, every

_ALIAS = "d"
_BEGINNINGS = frozenset(("any", "all", "none", "count", _ALIAS))
"""Attributes that are easier to read with the instance named."""


class Inside:
    """The inside of one quantifier. The instance gets a name once an attribute can only be written with it."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self._alias = ""

    def attribute(self, name: str) -> str:
        """An attribute as it is written here."""
        if spelling.is_name(name) and name not in _BEGINNINGS:
            return name
        self._alias = _ALIAS
        return spelling.path(_ALIAS, name)

    def some(self, conditions: Iterable[Condition]) -> Some:
        """`any DOMAIN { … }` around conditions that were written with this."""
        together = every(conditions)
        parts = together.parts if isinstance(together, All) else (together,)
        return Some(spelling.path(self._domain.name), parts, self._alias)
