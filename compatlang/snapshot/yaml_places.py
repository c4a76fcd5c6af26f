"""YAML mappings and lists that know where their values stand."""

from __future__ import annotations

from compatlang.snapshot.tree import Path, Place, Step, Value


class Map(dict[str, Value]):
    """A mapping and the places of its values."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}

    def child(self, step: Step) -> tuple[Value, Place] | None:
        """The value of a key and its place, or None."""
        return (self[step], self.places[step]) if isinstance(step, str) and step in self else None


class Seq(list[Value]):
    """A list and the places of its items."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        self.places: list[Place] = []

    def child(self, step: Step) -> tuple[Value, Place] | None:
        """The item at an index and its place, or None."""
        return (self[step], self.places[step]) if isinstance(step, int) and 0 <= step < len(self) else None


class YamlPlaces:
    """The places of the values inside the value of a YAML document."""

    def __init__(self, root: Value, place: Place) -> None:
        self._root = root
        self._place = place

    def find(self, path: Path) -> Place | None:
        """See `Places.find`."""
        value, place = self._root, self._place
        for step in path:
            child = value.child(step) if isinstance(value, (Map, Seq)) else None
            if child is None:
                return None
            value, place = child
        return place
