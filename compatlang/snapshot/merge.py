"""Merging the objects of one node into its snapshot, as NFD merges them.

After nfd-master (pkg/nfd-master/nfd-master.go: getAndMergeNodeFeatures) and api/nfd/v1alpha1/feature.go (MergeInto): a
later object wins for each flag and attribute, and instances are appended, never de-duplicated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import msgspec

from compatlang.snapshot.labels import granted, prefixed
from compatlang.snapshot.model import Document, Section, Snapshot
from compatlang.source import Span


class Named(Protocol):
    """An object, as far as its place in the order of merging goes."""

    @property
    def kind(self) -> str:
        """NodeFeature, Node or Features."""

    @property
    def namespace(self) -> str:
        """Empty where there is none."""

    @property
    def name(self) -> str:
        """The name of the object."""


class Reticent(Protocol):
    """An object, as far as it leaves things open."""

    @property
    def partial(self) -> bool:
        """Whether it may have said more of any domain."""

    @property
    def partial_domains(self) -> frozenset[str]:
        """Domains of which it may have said more, perhaps without having said anything."""


class Facts(msgspec.Struct, frozen=True):
    """What one object says of a node.

    `labels` are those that a NodeFeature asks for, as written. An object in which something above the sections cannot
    be understood is `partial`: it may have said more of any domain; of those in `partial_domains` it says so itself. `span` is
    where the object gives its name.
    """

    kind: str
    namespace: str
    name: str
    node: str
    document: Document
    span: Span
    sections: Mapping[str, Section]
    labels: Mapping[str, str] | None = None
    partial: bool = False
    partial_domains: frozenset[str] = frozenset()

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Two objects of one identity are two states of the same object."""
        return (self.node, self.kind, self.namespace, self.name)


def merge(node: str, objects: Iterable[Facts], nfd_namespace: str) -> Snapshot:
    """The snapshot of a node from all objects that speak of it, whatever their order."""
    ordered = sorted(objects, key=lambda each: merge_key(each, nfd_namespace))
    features = [each for each in ordered if each.kind != "Node"]
    sections = merge_sections([each.sections for each in features])
    asked = [prefixed(each.labels) for each in features if each.labels is not None]
    if asked:
        merged: dict[str, str] = {}
        for labels in asked:
            merged |= labels
        sections["node.label"] = Section(attributes=granted(merged, sections), partial=True)
    for name in left_open(features, sections):
        sections[name] = msgspec.structs.replace(sections[name], partial=True)
    for each in ordered:
        if each.kind == "Node":
            sections |= each.sections
    return Snapshot(node, dict(sorted(sections.items())), tuple(each.document for each in ordered))


def merge_key(facts: Named, nfd_namespace: str) -> tuple[bool, bool, str, str, str]:
    """The order of merging: what NFD's worker wrote comes first, what the API server says of the Node last."""
    foreign = facts.kind == "NodeFeature" and facts.namespace != nfd_namespace
    return (facts.kind == "Node", foreign, facts.name, facts.namespace, facts.kind)


def left_open(objects: Iterable[Reticent], domains: Iterable[str]) -> frozenset[str]:
    """Those of some domains of which one of the objects may have said more, whatever the others say of them."""
    found: frozenset[str] = frozenset()
    for each in objects:
        if each.partial:
            return frozenset(domains)
        found |= each.partial_domains
    return found.intersection(domains) if found else found


def merge_sections(parts: Sequence[Mapping[str, Section]]) -> dict[str, Section]:
    """Sections by name, later ones over earlier ones."""
    merged: dict[str, Section] = {}
    for part in parts:
        for name, section in part.items():
            merged[name] = combine(merged[name], section) if name in merged else section
    return merged


def combine(first: Section, second: Section) -> Section:
    """What two sections of one domain say together; the second wins."""
    return Section(
        first.flags if second.flags is None else (first.flags or frozenset()) | second.flags,
        first.attributes if second.attributes is None else {**(first.attributes or {}), **second.attributes},
        first.instances if second.instances is None else (first.instances or ()) + second.instances,
        first.partial or second.partial,
    )
