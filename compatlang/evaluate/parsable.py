"""Whether a snapshot's texts parse as what policies take them for: where they do, the reference has nothing to tell of them.

What a graph does not read is not looked at: no verdict depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.decision.graph import Graph
from compatlang.ir import model as ir
from compatlang.snapshot import Snapshot
from compatlang.values import scalar
from compatlang.values.scalar import ScalarType


class Parsable:
    """The texts that one graph takes for something else than a string."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._joined = any(isinstance(each, ir.Join) for each in graph.values)
        found = {each for value in graph.values for each in self._taken(value)}
        self._elements = [(each.domain, each.name, type_) for each, type_ in found if isinstance(each, ir.Element)]
        self._attributes = [(each.domain, each.name, type_) for each, type_ in found if isinstance(each, ir.Attribute)]

    def all_in(self, snapshot: Snapshot) -> bool:
        """Whether each of those texts of a node parses; joined texts may not parse where their parts do."""
        return not self._joined and all(scalar.parse(type_, text) is not None for type_, text in self._texts(snapshot))

    def _taken(
        self, value: ir.Value, type_: ScalarType | None = None
    ) -> Iterator[tuple[ir.Element | ir.Attribute, ScalarType]]:
        """The texts that a value may be, and what they are taken for: `type_`, else their own type."""
        match value:
            case ir.Element(own) | ir.Attribute(own):
                if (type_ or own) != "string":
                    yield value, type_ or own
            case ir.Declared(as_, path):
                yield from self._taken(self._graph.values[self._graph.features[path].value], as_)
            case ir.Coalesce(as_, operands):
                for each in operands:
                    yield from self._taken(self._graph.values[each], type_ or as_)
            case ir.Constant() | ir.Join() | ir.Count():
                pass  # what they are made of are values, too

    def _texts(self, snapshot: Snapshot) -> Iterator[tuple[ScalarType, str]]:
        for domain, name, type_ in self._elements:
            section = snapshot.sections.get(domain)
            if section is not None and name in (section.attributes or ()):
                yield type_, (section.attributes or {})[name]
        for domain, name, type_ in self._attributes:
            section = snapshot.sections.get(domain)
            for instance in (section.instances or ()) if section is not None else ():
                if name in instance:
                    yield type_, instance[name]
