"""What a condition can name at one place of a policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from compatlang.values.scalar import ScalarType
from tests.strategies import universe


@dataclass(frozen=True)
class Let:
    """A `let`: its type, and whether it is one literal, which can stand for a value. A series is a literal and no value."""

    type: ScalarType
    literal: bool
    value: bool


@dataclass(frozen=True)
class Parameter:
    """A parameter of a rule or policy, and whether it has a default."""

    type: ScalarType
    default: bool = False


@dataclass(frozen=True)
class Rule:
    """A rule: its parameters, and whether there is a quantifier in it."""

    parameters: Mapping[str, Parameter]
    quantified: bool


@dataclass(frozen=True)
class Policy:
    """A policy: its parameters, and whether it has profiles, of its own or included."""

    parameters: Mapping[str, Parameter]
    profiles: bool


@dataclass(frozen=True)
class Instance:
    """The instance that a quantifier speaks of."""

    domain: universe.Domain
    alias: str


@dataclass(frozen=True)
class Names:
    """Everything that is declared, and what may be asked here."""

    lets: Mapping[str, Let] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, ScalarType]] = field(default_factory=dict)
    features: Mapping[str, ScalarType] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    parameters: Mapping[str, ScalarType] = field(default_factory=dict)
    instance: Instance | None = None
    quantifiers: bool = True
    """Whether a quantifier, or a rule that has one, may stand here."""
    reported: bool = True
    """Whether `is reported` may be asked, which knows what was not known before."""

    def inside(self, domain: str, alias: str) -> Names:
        """The names within a quantifier's block."""
        return replace(self, instance=Instance(universe.DOMAINS[domain], alias), quantifiers=False)

    def attributes(self, type_: ScalarType) -> tuple[str, ...]:
        """The attributes of the instance that have a type, as they are written here."""
        if self.instance is None:
            return ()
        names = [name for name, found in self.instance.domain.elements.items() if found == type_]
        alias = self.instance.alias
        return tuple(universe.path(alias, name) if alias else name for name in names)
