"""Observations: what a snapshot says of one value.

A value is known, absent, unreported, or its text does not parse as its type; a count lies between bounds. Observations
are small values that say where they come from, so that explanations can point there.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from compatlang.values.scalar import Key


class Place(NamedTuple):
    """Where in a snapshot a fact stands: an element of a domain, or an attribute of one of its instances."""

    domain: str
    name: str
    instance: int = -1


class Known(NamedTuple):
    """A value that parses. `place` is None for constants and for values that are made from several."""

    text: str
    key: Key
    place: Place | None = None


class Absent(NamedTuple):
    """The snapshot says that there is no such value."""

    place: Place | None = None


class Unreported(NamedTuple):
    """The snapshot does not say. `why` is a clause such as "`pci.device` is not reported"."""

    why: str


class Unparsable(NamedTuple):
    """There is a text, and it does not parse as its type."""

    text: str
    type: str
    place: Place | None = None


class Counted(NamedTuple):
    """A number of instances: at least `certain`, at most `possible`, which is None where there is no bound."""

    certain: int
    possible: int | None


Observation: TypeAlias = Known | Absent | Unreported | Unparsable | Counted
