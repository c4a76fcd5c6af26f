"""The shape of the catalog: domains, their elements, and features that policies declare.

A *domain* is what NFD calls a feature, a dotted name such as `kernel.version` or `pci.device`; an *element* is one named
fact in it. A path of a policy resolves to a domain, or to an element of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from compatlang.values.scalar import ScalarType

Kind = Literal["flags", "attributes", "instances"]
Origin = Literal["nfd", "kubernetes", "host", "policy"]
"""Who reports a domain: NFD, the Kubernetes API, the host scan of compatlang, or whatever a policy declared it for."""


class Element(msgspec.Struct, frozen=True):
    """One attribute of a domain, or of each instance of one.

    `since` is the NFD release that introduced it, as `v0.18`, where it is younger than its domain. `width` is the number
    of hexadecimal digits in which NFD writes an id.
    """

    name: str
    type: ScalarType
    doc: str
    since: str = ""
    width: int = 0


class Domain(msgspec.Struct, frozen=True):
    """A named set of flags, of attributes, or a list of instances.

    Attribute names are `elements`; in an *open* domain others may stand too, of type `open_type`. For instances,
    `elements` and `open` speak of the attributes of one instance. `default` is the element that the bare domain path means.
    A flags domain may have `elements` as well (`cpu.cpuid` has), and `flags` lists the names known, for suggestions only:
    flag names are always open.
    """

    name: str
    kind: Kind
    doc: str
    origin: Origin
    since: str = ""
    elements: Mapping[str, Element] = {}
    open: bool = False
    open_type: ScalarType = "string"
    default: str = ""
    flags: frozenset[str] = frozenset()

    def element(self, name: str) -> Element | None:
        """The element called `name`; in an open domain every name has one."""
        known = self.elements.get(name)
        if known is None and self.open:
            return Element(name, self.open_type, self.doc)
        return known


class DeclaredFeature(msgspec.Struct, frozen=True):
    """The signature of a feature that a policy declares: `feature gpu.driver: version = …`."""

    path: str
    type: ScalarType
    doc: str


class FeaturePath(NamedTuple):
    """What a path means: a declared feature, a domain, or an element of a domain (`rest` joined with dots)."""

    declared: DeclaredFeature | None
    domain: Domain | None
    rest: str


class Catalog:
    """Domains and declared features by name. Immutable: `extended` returns a larger one."""

    __slots__ = ("domains", "features")

    def __init__(self, domains: Mapping[str, Domain], features: Mapping[str, DeclaredFeature] | None = None) -> None:
        self.domains = domains
        self.features: Mapping[str, DeclaredFeature] = features or {}

    def extended(self, domains: Sequence[Domain], features: Sequence[DeclaredFeature]) -> Catalog:
        """A catalog with more in it. Names are unique; the caller has checked that."""
        return Catalog(
            {**self.domains, **{each.name: each for each in domains}},
            {**self.features, **{each.path: each for each in features}},
        )

    def find(self, segments: Sequence[str]) -> FeaturePath | None:
        """What a path means, the longest name first, or None where nothing in the catalog begins so.

        The element is not looked up: an unknown one is the caller's message to make.
        """
        for length in range(len(segments), 0, -1):
            name = ".".join(segments[:length])
            if length == len(segments) and name in self.features:
                return FeaturePath(self.features[name], None, "")
            domain = self.domains.get(name)
            if domain is not None:
                return FeaturePath(None, domain, ".".join(segments[length:]))
        return None

    def paths(self) -> Iterator[str]:
        """Every path that can be written, declared features, domains and their known elements, for suggestions."""
        yield from self.features
        for domain in self.domains.values():
            yield domain.name
            if domain.kind != "instances":
                for element in domain.elements:
                    yield f"{domain.name}.{element}"
