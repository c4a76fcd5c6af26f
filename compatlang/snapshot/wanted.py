"""What somebody wants to know of a node, so that nothing else need be read."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from compatlang.schema import Kind
from compatlang.snapshot.model import Section, Snapshot

_NOTHING: frozenset[str] = frozenset()


class Wanted(msgspec.Struct, frozen=True):
    """The names that are asked for, by domain.

    A domain is wanted whole or not at all: each of its kinds is read and checked, since a value that cannot be understood
    makes all of it partial. Only what is kept is cut down to the names.
    """

    attributes: Mapping[str, frozenset[str]] = {}
    """Elements that are read. Those of `flags` are kept, too: a name may be asked for whichever of the two it is."""
    flags: Mapping[str, frozenset[str]] = {}
    instances: Mapping[str, frozenset[str]] = {}
    """Attributes that are read of each instance. That an instance is there is always kept."""
    reported: frozenset[tuple[str, Kind]] = frozenset()
    """Domains of which it is asked whether that kind was reported."""

    def domains(self) -> frozenset[str]:
        """The domains that are read."""
        return frozenset({*self.attributes, *self.flags, *self.instances, *(domain for domain, _ in self.reported)})

    def has(self, domain: str) -> bool:
        """Whether a domain is read."""
        return (
            domain in self.attributes
            or domain in self.flags
            or domain in self.instances
            or any(domain == each for each, _ in self.reported)
        )

    def pruned(self, domain: str, section: Section) -> Section:
        """What is kept of a section: every kind that it has, without the names that nobody asks for."""
        flags = self.flags.get(domain, _NOTHING)
        attributes = self.attributes.get(domain, _NOTHING) | flags
        instances = self.instances.get(domain, _NOTHING)
        return Section(
            None if section.flags is None else section.flags & flags,
            None if section.attributes is None else _only(section.attributes, attributes),
            None if section.instances is None else tuple(_only(each, instances) for each in section.instances),
            section.partial,
        )

    def pruned_sections(self, sections: Mapping[str, Section]) -> dict[str, Section]:
        """The sections that are wanted, each pruned."""
        return {domain: self.pruned(domain, each) for domain, each in sections.items() if self.has(domain)}

    def pruned_snapshot(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot that reading only what is wanted would have given."""
        return msgspec.structs.replace(snapshot, sections=self.pruned_sections(snapshot.sections))


def _only(texts: Mapping[str, str], names: frozenset[str]) -> dict[str, str]:
    """The texts of those names. Where equal sets of names are given, their order is the same."""
    return {name: texts[name] for name in names if name in texts}
