"""The features of one node as NFD merges and reads them, after api/nfd/v1alpha1/feature.go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

import msgspec

from compatlang.nfd.model import FeatureMaps
from compatlang.snapshot import Section, Snapshot

Flags = frozenset[str]
Attributes = Mapping[str, str]
Instances = tuple[Mapping[str, str], ...]
T = TypeVar("T")


class FeatureSet(NamedTuple):
    """All that is known under one name. Flags and attributes may be nil, which is None and not the same as empty."""

    flags: Flags | None
    attributes: Attributes | None
    instances: Instances


class Features(msgspec.Struct, frozen=True):
    """Feature sets by name, in the three maps of NFD; one name may be in several. Names are found as they are written."""

    flags: Mapping[str, Flags | None] = {}
    attributes: Mapping[str, Attributes | None] = {}
    instances: Mapping[str, Instances] = {}

    def find(self, name: str) -> FeatureSet | None:
        """The feature set of that name, or None where no map has it."""
        if name not in self.flags and name not in self.attributes and name not in self.instances:
            return None
        return FeatureSet(self.flags.get(name), self.attributes.get(name), self.instances.get(name, ()))

    def with_attributes(self, name: str, values: Attributes) -> Features:
        """The same with more attributes under a name, which is there afterwards even where `values` is empty."""
        merged = {**(self.attributes.get(name) or {}), **values}
        return msgspec.structs.replace(self, attributes={**self.attributes, name: merged})

    def merged(self, later: Features) -> Features:
        """These and those of a later object, whose flags and attributes win and whose instances come behind."""
        return Features(
            _merge(self.flags, later.flags, _united),
            _merge(self.attributes, later.attributes, _joined),
            {
                name: self.instances.get(name, ()) + later.instances.get(name, ())
                for name in (*self.instances, *later.instances)
            },
        )


def _merge(ours: Mapping[str, T], theirs: Mapping[str, T], both: Callable[[T, T], T]) -> dict[str, T]:
    """Two maps of features."""
    return {**ours, **{name: both(ours[name], new) if name in ours else new for name, new in theirs.items()}}


def _united(ours: frozenset[str] | None, theirs: frozenset[str] | None) -> frozenset[str] | None:
    """Flags of both; where one side is nil, those of the other."""
    return ours | theirs if ours is not None and theirs is not None else theirs if ours is None else ours


def _joined(ours: Attributes | None, theirs: Attributes | None) -> Attributes | None:
    """Attributes of both, the later ones winning; where one side is nil, those of the other."""
    return {**ours, **theirs} if ours is not None and theirs is not None else theirs if ours is None else ours


def of_document(maps: FeatureMaps) -> Features:
    """The features in a NodeFeature, or in what `nfd export features` prints."""
    return Features(
        {name: None if each.elements is None else frozenset(each.elements) for name, each in maps.flags.items()},
        {name: each.elements for name, each in maps.attributes.items()},
        {name: tuple(one.attributes for one in each.elements) for name, each in maps.instances.items()},
    )


def of_snapshot(snapshot: Snapshot) -> Features:
    """The features of a snapshot. That some of them are partial is lost: NFD does not know of it."""
    sections = snapshot.sections.items()
    return Features(
        {name: section.flags for name, section in sections if section.flags is not None},
        {name: section.attributes for name, section in sections if section.attributes is not None},
        {name: section.instances for name, section in sections if section.instances is not None},
    )


def to_snapshot(features: Features, node: str = "") -> Snapshot:
    """A snapshot with the same features; a set that is nil is reported, and has nothing."""
    names = dict.fromkeys((*features.flags, *features.attributes, *features.instances))
    return Snapshot(node, {name: _section(features, name) for name in names})


def _section(features: Features, name: str) -> Section:
    flags, attributes, instances = (name in each for each in (features.flags, features.attributes, features.instances))
    return Section(
        (features.flags[name] or frozenset()) if flags else None,
        (features.attributes[name] or {}) if attributes else None,
        features.instances[name] if instances else None,
    )
