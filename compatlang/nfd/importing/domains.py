"""The domains that rules speak of: those of the catalog, and others, which the imported file declares as far as rules tell.

A rule does not say whether a feature has flags, attributes or instances. Where it compares a value, it is taken for
attributes, otherwise for flags.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from compatlang.nfd.expression import VERSION
from compatlang.nfd.importing.expression import PRESENCE
from compatlang.nfd.importing.needs import PREFIXES
from compatlang.nfd.importing.numbers import NUMERIC
from compatlang.nfd.matcher import go_lower
from compatlang.nfd.model import GroupRule, MatchExpression, Term
from compatlang.nfd.references import MATCHED
from compatlang.schema import Domain, Element
from compatlang.schema.catalog import BASE
from compatlang.values.scalar import ScalarType
from compatlang.writing import spelling


class Domains:
    """Domains by the names of features, in lower case as NFD looks them up."""

    def __init__(self, rules: Iterable[GroupRule]) -> None:
        self._declared: dict[str, Domain] = {}
        self._attributes = {
            name for each in BASE.domains.values() if each.kind == "instances" for name in each.elements
        }
        uses: dict[str, _Use] = {}
        for rule in rules:
            for term in terms(rule):
                name = go_lower(term.feature)
                known = BASE.domains.get(name)
                if known is None:
                    uses.setdefault(name, _Use({})).add(term)
                elif known.kind == "instances":
                    self._attributes.update(_names(term))
        self._above: dict[str, str] = {}
        for name, use in uses.items():
            if self._problem(name) is None:
                self._declared[name] = use.domain(name)
                self._above.update(dict.fromkeys(_beginnings(name), name))

    def find(self, feature: str) -> Domain | str:
        """The domain of a feature, or why there can be none."""
        name = go_lower(feature)
        found = BASE.domains.get(name) or self._declared.get(name)
        if found is not None:
            return found
        return self._problem(name) or f"`{spelling.shown(feature)}` is no domain"

    def declares(self, domain: Domain) -> bool:
        """Whether the imported file has to declare it."""
        return domain.name in self._declared

    def is_open(self, domain: Domain) -> bool:
        """Whether a node may report names that are not in the catalog: of what is declared here, nobody knows all."""
        return domain.open or self.declares(domain)

    def is_certain(self, domain: Domain) -> bool:
        """Whether it is known what kind of domain it is: that a rule compares no value of it says little."""
        return not (self.declares(domain) and domain.kind == "flags")

    def lines(self, read: Iterable[str]) -> Iterator[list[str]]:
        """The declarations of those domains that are read."""
        wanted = set(read)
        for name, domain in self._declared.items():
            if name in wanted:
                yield _declaration(domain)

    @property
    def attributes(self) -> frozenset[str]:
        """Every name that an attribute of an instance has, which no rule or policy may have, too."""
        return frozenset(self._attributes)

    def _problem(self, name: str) -> str | None:
        """Why a feature of this name cannot be declared as a domain."""
        first, *rest = name.split(".")
        if not rest:
            return f"`{spelling.shown(name)}` has no dot, and a domain of the language has"
        if (
            not all(rest)
            or len(rest) >= _SEGMENTS
            or not spelling.is_name(first)
            or first in PREFIXES
            or spelling.is_too_long(name)
        ):
            return f"`{spelling.shown(name)}` cannot be written as a domain of the language"
        found = BASE.find(name.split("."))
        if found is not None and found.domain is not None:
            return f"`{spelling.shown(name)}` lies in the domain `{found.domain.name}` of the catalog"
        other = self._above.get(name) or next((each for each in _beginnings(name) if each in self._declared), None)
        return f"`{spelling.shown(name)}` and `{spelling.shown(other)}` cannot both be domains" if other else None


_SEGMENTS = 16


class _Use(NamedTuple):
    """What a document asks of a domain that the catalog does not know."""

    elements: dict[str, list[MatchExpression]]

    def add(self, term: Term) -> None:
        for name, expression in (term.match_expressions or {}).items():
            if expression is not None:
                self.elements.setdefault(name, []).append(expression)

    def domain(self, name: str) -> Domain:
        types = {element: _type_of(asked) for element, asked in self.elements.items()}
        has_values = any(each.op not in PRESENCE for asked in self.elements.values() for each in asked)
        if not has_values:
            return Domain(name, "flags", "", "policy")
        if set(types.values()) == {"string"}:
            return Domain(name, "attributes", "", "policy", open=True)
        elements = {element: Element(element, type_, "") for element, type_ in types.items()}
        return Domain(name, "attributes", "", "policy", elements=elements)


def terms(rule: GroupRule) -> Iterator[Term]:
    """Every term of a rule."""
    yield from rule.match_features
    for alternative in rule.match_any:
        yield from alternative.match_features


def _names(term: Term) -> tuple[str, ...]:
    """The names that a term asks about."""
    return (*(term.match_expressions or ()), *(term.match_name.value if term.match_name is not None else ()))


def _type_of(asked: list[MatchExpression]) -> ScalarType:
    """A number where nothing else is asked of an element: there NFD fails on every other text."""
    valued = [each for each in asked if each.op not in PRESENCE]
    if valued and all(each.op in NUMERIC for each in valued):
        if all(each.type == VERSION for each in valued):
            return "version"
        if not any(each.type == VERSION for each in valued):
            return "int"
    return "string"


def _beginnings(name: str) -> list[str]:
    """The names that a domain could have in which this one would lie; the longest paths are of few segments."""
    parts = name.split(".")[:_SEGMENTS]
    return [".".join(parts[:count]) for count in range(2, len(parts))]


def _declaration(domain: Domain) -> list[str]:
    kind = "flags" if domain.kind == "flags" else "attributes"
    doc = f"## The catalog does not know this feature; rules ask for its {'names' if kind == 'flags' else 'values'}."
    head = f"domain {spelling.path(domain.name)}: {kind}"
    if not domain.elements:
        return [doc, head]
    fields = "; ".join(f"{spelling.field(each.name)}: {each.type}" for each in domain.elements.values())
    return [doc, f"{head} {{ {fields} }}"]


def is_backreference(term: Term) -> bool:
    """Whether a term asks what earlier rules have yielded."""
    return go_lower(term.feature) == MATCHED
