"""Building the snapshot of a test: `given` by `given`, later ones winning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from compatlang.schema import Domain
from compatlang.snapshot import EMPTY, Given, Instance, Section, Snapshot
from compatlang.typed import tree as typed
from compatlang.values import scalar
from compatlang.values.scalar import ScalarType


class Builder:
    """A snapshot under construction. It starts with nothing reported."""

    def __init__(self, domains: Mapping[str, Domain]) -> None:
        self._domains = domains
        self._sections: dict[str, Section] = {}
        self._given: dict[str, Given] = {}
        self._base = EMPTY

    def start_from(self, snapshot: Snapshot) -> None:
        """Replace everything given so far by what a file says."""
        self._base = snapshot
        self._sections = dict(snapshot.sections)
        self._given = {}

    def apply(self, given: typed.Given) -> None:
        """Apply one `given`; snapshots from files come through `start_from`."""
        match given:
            case typed.GivenValue(domain, name, text):
                section = self._reported(domain)
                self._sections[domain] = _replace(section, attributes={**(section.attributes or {}), name: text})
            case typed.GivenAbsent(domain, name):
                self._absent(domain, name)
            case typed.GivenUnreported(domain):
                self._sections.pop(domain, None)
            case typed.GivenFeature(path, state, text):
                self._given[path] = Given(state, text)
            case typed.GivenFlag(domain, name, added):
                section = self._reported(domain)
                flags = section.flags or frozenset()
                self._sections[domain] = _replace(section, flags=flags | {name} if added else flags - {name})
            case typed.GivenInstance(domain, attributes, types, added):
                self._instance(domain, dict(attributes), types, added)
            case typed.GivenSnapshot():
                raise AssertionError("snapshots are read by the runner")

    def _reported(self, domain: str) -> Section:
        """The section of a domain, complete from now on."""
        section = self._sections.get(domain)
        if section is not None:
            return _replace(section, partial=False)
        kind = self._domains[domain].kind
        return Section(
            flags=frozenset() if kind == "flags" else None,
            attributes={} if kind == "attributes" else None,
            instances=() if kind == "instances" else None,
        )

    def _absent(self, domain: str, name: str) -> None:
        if not name:
            self._sections.pop(domain, None)
            self._sections[domain] = self._reported(domain)
            return
        section = self._reported(domain)
        attributes = {key: value for key, value in (section.attributes or {}).items() if key != name}
        self._sections[domain] = _replace(
            section,
            flags=None if section.flags is None else section.flags - {name},
            attributes=None if section.attributes is None else attributes,
        )

    def _instance(self, domain: str, attributes: Mapping[str, str], types: Iterable[ScalarType], added: bool) -> None:
        section = self._reported(domain)
        instances = section.instances or ()
        if added:
            kept: tuple[Instance, ...] = (*instances, MappingProxyType(dict(attributes)))
        else:
            described = list(zip(attributes.items(), types, strict=True))
            kept = tuple(each for each in instances if not all(_equal(each, *item, type_) for item, type_ in described))
        self._sections[domain] = _replace(section, instances=kept)

    def snapshot(self) -> Snapshot:
        """What has been given."""
        node = self._base.node or "the node of this test"
        return Snapshot(node, dict(self._sections), self._base.documents, dict(self._given))


def _equal(instance: Instance, name: str, text: str, type_: ScalarType) -> bool:
    """Whether an instance has an attribute, compared by its type where both texts parse, else as texts."""
    found = instance.get(name)
    if found is None:
        return False
    keys = scalar.parse(type_, found), scalar.parse(type_, text)
    return found == text if None in keys else bool(keys[0] == keys[1])


def _replace(section: Section, **changes: object) -> Section:
    import msgspec

    return msgspec.structs.replace(section, **changes)
