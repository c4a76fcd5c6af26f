"""What discovery found: the features in NFD's three kinds, what of them is not all, and why."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from compatlang.snapshot.model import Instance, Section, Snapshot


class Note(msgspec.Struct, frozen=True):
    """Why something of a domain is not known: `problem` says what was wrong with `path`, which may be empty."""

    domain: str
    path: str
    problem: str


class Host(msgspec.Struct, frozen=True):
    """The features of one machine. A domain that is in none of the three maps is unreported.

    Of the domains in `partial`, what is there is true and what is not there is unknown. NFD reports them all the same,
    so the elements are NFD's either way.
    """

    node: str
    flags: Mapping[str, tuple[str, ...]]
    attributes: Mapping[str, Mapping[str, str]]
    instances: Mapping[str, tuple[Instance, ...]]
    partial: frozenset[str] = frozenset()
    notes: tuple[Note, ...] = ()

    def snapshot(self) -> Snapshot:
        """The same as a snapshot, without a document."""
        names = sorted({*self.flags, *self.attributes, *self.instances})
        return Snapshot(self.node, {name: self._section(name) for name in names})

    def _section(self, name: str) -> Section:
        flags = self.flags.get(name)
        return Section(
            None if flags is None else frozenset(flags),
            self.attributes.get(name),
            self.instances.get(name),
            partial=name in self.partial,
        )
