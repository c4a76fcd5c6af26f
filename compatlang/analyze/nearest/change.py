"""A change of a node, what it costs, and the snapshot that follows from a set of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from msgspec.structs import replace

from compatlang.analyze.nearest.kinds import Kind
from compatlang.ir.model import ValueRef
from compatlang.schema import Domain
from compatlang.snapshot import Given, Instance, Section, Snapshot
from compatlang.values.scalar import ScalarType


class Text(NamedTuple):
    """An element has this text; None where it is gone."""

    domain: str
    name: str
    text: str | None


class Flag(NamedTuple):
    """A domain has a flag, or has it no longer."""

    domain: str
    name: str
    present: bool


class Attribute(NamedTuple):
    """An attribute of the instance at a place of the domain's list."""

    domain: str
    instance: int
    name: str
    text: str | None


class Added(NamedTuple):
    """So many instances like this one more."""

    domain: str
    record: tuple[tuple[str, str], ...]
    times: int


class Removed(NamedTuple):
    """The instance at a place of the domain's list is gone."""

    domain: str
    instance: int


class Report(NamedTuple):
    """A domain is reported, complete from now on; nothing is in it that was not known before."""

    domain: str


class Feature(NamedTuple):
    """A declared feature that nothing published is known."""

    path: str
    text: str


Effect: TypeAlias = Text | Flag | Attribute | Added | Removed | Report | Feature
Slot: TypeAlias = tuple[object, ...]


class Change(NamedTuple):
    """One thing to do. `rank` orders those of one kind, the nearest to what was observed first.

    `feature` is the path of the declared feature of which a source is changed, or empty. `value` is the value whose candidates
    were tried, None where the text depends on another value of the node. What goes `back` to an older driver or kernel is as
    grave as the next graver kind: it lacks what others may have come to need.
    """

    kind: Kind
    effects: tuple[Effect, ...]
    type: ScalarType = "string"
    before: str | None = None
    after: str | None = None
    feature: str = ""
    rank: int = 0
    value: ValueRef | None = None
    back: bool = False

    @property
    def slots(self) -> frozenset[Slot]:
        """What is changed; nothing is changed twice."""
        return frozenset(_slot(each) for each in self.effects)

    def with_text(self, text: str) -> Change | None:
        """The change with another text; None where the elements that a version is joined from cannot hold it."""
        effects = _joined(self.effects, text) if len(self.effects) > 1 else _single(self.effects[0], text)
        return None if effects is None else self._replace(effects=effects, after=text)


def _single(effect: Effect, text: str) -> tuple[Effect, ...] | None:
    return (effect._replace(text=text),) if isinstance(effect, Text | Attribute | Feature) else None


def _joined(effects: tuple[Effect, ...], text: str) -> tuple[Effect, ...] | None:
    """One number for each element, zeros where the version has fewer; more numbers, or a suffix, have no place."""
    numbers = text.split(".")
    numbers += ["0"] * (len(effects) - len(numbers))
    if len(numbers) > len(effects) or not all(each.isdigit() for each in numbers):
        return None
    return tuple(
        each._replace(text=number) for each, number in zip(effects, numbers, strict=True) if isinstance(each, Text)
    )


def _slot(effect: Effect) -> Slot:
    match effect:
        case Text(domain, name) | Flag(domain, name):
            return domain, name
        case Attribute(domain, instance, name):
            return domain, instance, name
        case Removed(domain, instance):
            return domain, instance
        case _:
            return (effect,)


Cost: TypeAlias = tuple[int, ...]
"""How many changes there are of each kind, the gravest first, and the sum of their ranks."""


def cost(changes: Iterable[Change]) -> Cost:
    """What changes cost together.

    >>> cost([]) < cost([Change(Kind.SETTING, ())]) < cost([Change(Kind.SOFTWARE, ())])
    True
    """
    counts = [0] * len(Kind)
    ranks = 0
    for each in changes:
        counts[each.kind + each.back] += 1
        ranks += each.rank
    return (*reversed(counts), ranks)


def added(first: Cost, second: Cost) -> Cost:
    """The sum of two costs."""
    return tuple(one + other for one, other in zip(first, second, strict=True))


def changed(snapshot: Snapshot, changes: Iterable[Change], domains: Mapping[str, Domain]) -> Snapshot:
    """The snapshot after all of the changes, whatever their order."""
    sections, given = dict(snapshot.sections), dict(snapshot.given)
    effects = sorted({effect for change in changes for effect in change.effects}, key=_order)
    for effect in effects:
        if isinstance(effect, Feature):
            given[effect.path] = Given("known", effect.text)
        else:
            sections[effect.domain] = _section(sections.get(effect.domain), effect, domains[effect.domain])
    return replace(snapshot, sections=sections, given=given)


def _order(effect: Effect) -> tuple[int, int, str]:
    """Domains are reported first; then instances go, the last first, so that places stay what they were."""
    order = (Report, Feature, Text, Flag, Attribute, Removed, Added).index(type(effect))
    return order, -effect.instance if isinstance(effect, Removed) else 0, repr(effect)


def _section(section: Section | None, effect: Effect, domain: Domain) -> Section:
    section = section or Section()
    match effect:
        case Report():
            return _reported(section, domain)
        case Text(_, name, text):
            return replace(section, attributes=_with(section.attributes or {}, name, text))
        case Flag(_, name, present):
            flags = section.flags or frozenset()
            return replace(section, flags=flags | {name} if present else flags - {name})
        case Attribute(_, place, name, text):
            instances = list(section.instances or ())
            instances[place] = MappingProxyType(_with(instances[place], name, text))
            return replace(section, instances=tuple(instances))
        case Removed(_, place):
            instances = list(section.instances or ())
            del instances[place]
            return replace(section, instances=tuple(instances))
        case Added(_, record, times):
            more: tuple[Instance, ...] = (MappingProxyType(dict(record)),) * times
            return replace(section, instances=(*(section.instances or ()), *more))
        case Feature():
            raise AssertionError("a declared feature belongs to no domain")


def _reported(section: Section, domain: Domain) -> Section:
    """What is not known of the kind that the domain has becomes empty."""
    return Section(
        section.flags if section.flags is not None or domain.kind != "flags" else frozenset(),
        section.attributes if section.attributes is not None or domain.kind != "attributes" else {},
        section.instances if section.instances is not None or domain.kind != "instances" else (),
    )


def _with(attributes: Mapping[str, str], name: str, text: str | None) -> dict[str, str]:
    others = {key: value for key, value in attributes.items() if key != name}
    return others if text is None else {**others, name: text}
