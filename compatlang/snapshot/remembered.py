"""Sections seen before, so that equal ones are one object: a fleet has few, and evaluators know them by identity.

Everything here is bounded and may be forgotten at any time; then equal sections are two objects, and nothing else changes.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

import msgspec

from compatlang import limits
from compatlang.snapshot.labels import granted, prefixed
from compatlang.snapshot.merge import combine
from compatlang.snapshot.model import Section
from compatlang.snapshot.wanted import Wanted

Key = TypeVar("Key", bound=Hashable)
Held = TypeVar("Held")
_TEXT_BYTES = 100
"""About what a short text costs in memory."""


class Table(dict[Key, Held]):
    """A dictionary that forgets everything when it has grown too large."""

    __slots__ = ("_bytes",)

    def __init__(self) -> None:
        super().__init__()
        self._bytes = 0

    def keep(self, key: Key, value: Held, size: int = _TEXT_BYTES) -> Held:
        """Remember a value whose key is about `size` bytes, and return it."""
        if size > limits.REMEMBERED_BYTES:
            return value
        if len(self) >= limits.REMEMBERED_SECTIONS or self._bytes + size > limits.REMEMBERED_BYTES:
            self.clear()
            self._bytes = 0
        self[key] = value
        self._bytes += size
        return value


class Labels(msgspec.Struct, frozen=True):
    """What one NodeFeature asks for as labels: with prefixes, and what NFD grants of it where nothing else asks.

    `dynamic` says that a value is to be looked up in another section.
    """

    asked: Mapping[str, str]
    section: Section
    dynamic: bool


class Sections:
    """The sections of one reading, each pruned to what is wanted, equal ones the same object."""

    def __init__(self, wanted: Wanted | None) -> None:
        self._wanted = wanted
        self._equal: dict[str, Table[Hashable, Section]] = {}
        self._combined: Table[tuple[int, int], tuple[Section, Section, Section]] = Table()
        self._partial: Table[int, tuple[Section, Section]] = Table()
        self._left_open: Table[frozenset[str], frozenset[str]] = Table()
        self._labels: Table[Hashable, Labels] = Table()
        self._granted: Table[tuple[int, ...], tuple[Sequence[Labels], Section]] = Table()
        self._names: Table[tuple[str, ...], tuple[str, ...]] = Table()
        self._rows: Table[tuple[int, ...], tuple[Section, ...]] = Table()

    def has(self, domain: str) -> bool:
        """Whether anything of a domain is wanted."""
        return self._wanted is None or self._wanted.has(domain)

    def pruned(self, domain: str, section: Section) -> Section:
        """What is wanted of a section."""
        return self.one(domain, section if self._wanted is None else self._wanted.pruned(domain, section))

    def one(self, domain: str, section: Section) -> Section:
        """The section that stands for all that equal this one."""
        table = self._equal.get(domain)
        if table is None:
            table = self._equal.setdefault(domain, Table())
        key = _content(section)
        return table.get(key) or table.keep(key, section, _TEXT_BYTES * (2 + _texts(section)))

    def combined(self, domain: str, first: Section, second: Section) -> Section:
        """See `merge.combine`."""
        known = self._combined.get((id(first), id(second)))
        # Both are held, so that their ids stay theirs.
        if known is None:
            made = self.one(domain, combine(first, second))
            known = self._combined.keep((id(first), id(second)), (first, second, made))
        return known[2]

    def partial(self, domain: str, section: Section) -> Section:
        """The section, of which there may be more."""
        if section.partial:
            return section
        known = self._partial.get(id(section))
        if known is None:
            made = self.one(domain, msgspec.structs.replace(section, partial=True))
            known = self._partial.keep(id(section), (section, made))
        return known[1]

    def left_open(self, domains: frozenset[str]) -> frozenset[str]:
        """Those of the domains that are wanted; equal ones are one object."""
        if not domains:
            return domains
        kept = frozenset(filter(self.has, domains))
        return self._left_open.get(kept) or self._left_open.keep(kept, kept)

    def labels(self, written: Mapping[str, str]) -> Labels:
        """The labels that one NodeFeature asks for, from those that stand in it."""
        asked = prefixed(written)
        if self._wanted is not None:
            asked = dict(self._wanted.pruned("node.label", Section(attributes=asked)).attributes or {})
        key = frozenset(asked.items())
        known = self._labels.get(key)
        if known is None:
            section = self.one("node.label", Section(attributes=granted(asked, {}), partial=True))
            dynamic = any(value.startswith("@") for value in asked.values())
            known = self._labels.keep(key, Labels(asked, section, dynamic), _TEXT_BYTES * (2 + len(asked)))
        return known

    def granted(self, asked: Sequence[Labels]) -> Section:
        """The labels that a node gets where several objects ask, the last one first of all, and none is dynamic."""
        key = tuple(map(id, asked))
        known = self._granted.get(key)
        if known is None:
            merged: dict[str, str] = {}
            for each in asked:
                merged |= each.asked
            made = self.one("node.label", Section(attributes=granted(merged, {}), partial=True))
            known = self._granted.keep(key, (asked, made))
        return known[1]

    def row(self, found: Mapping[str, Section]) -> tuple[tuple[str, ...], tuple[Section, ...]]:
        """The names and the sections of an object, sorted by name; objects that have the same share both."""
        names = tuple(sorted(found))
        names = self._names.get(names) or self._names.keep(names, names)
        sections = tuple([found[each] for each in names])
        key = tuple(map(id, sections))
        return names, self._rows.get(key) or self._rows.keep(key, sections)


def _content(section: Section) -> Hashable:
    """What equal sections have in common. Pruned texts all have one order; others need not be recognized in every case."""
    attributes, instances = section.attributes, section.instances
    return (
        section.flags,
        None if attributes is None else (*attributes, *attributes.values()),
        None if instances is None else tuple([(*each, *each.values()) for each in instances]),
        section.partial,
    )


def _texts(section: Section) -> int:
    """About how many texts a section holds."""
    return (
        len(section.flags or ())
        + len(section.attributes or ())
        + sum(1 + len(each) for each in section.instances or ())
    )
