"""Conditions over atoms, as pure data.

Rules, tables of few rows, includes, parameters and `when`s are expanded; what is left are policies with named statements,
each of which has one condition. Values and conditions stand in two tables and refer to each other by their index, so that
equal ones are one entry, across all policies, and no walk of them is longer than the tables. An entry refers to earlier
entries only (`verify` holds that).

An *atom* is a condition without operands: one question about one value, one flag or one domain, or a comparison of two values.
Truth is three-valued throughout; what a value that is absent, unreported or unparsable means is said at each atom.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from compatlang.ir.accepted import Accepted
from compatlang.schema import Kind
from compatlang.values.scalar import ScalarType

ValueRef = int
"""An index into `Ir.values`."""

ConditionRef = int
"""An index into `Ir.conditions`."""


class Node(msgspec.Struct, frozen=True, tag_field="is", tag=str.lower):
    """An entry of a table; as JSON, its class stands under `is`."""


# Values. Each is known, absent, unreported, or a text that does not parse as its type; a count lies between bounds.


class Constant(Node, frozen=True):
    """A literal: its own key."""

    type: ScalarType
    text: str


class Element(Node, frozen=True):
    """An attribute of a domain."""

    type: ScalarType
    domain: str
    name: str


class Attribute(Node, frozen=True):
    """An attribute of the instance that the quantifier around it speaks of."""

    type: ScalarType
    domain: str
    name: str


class Declared(Node, frozen=True):
    """A declared feature, see `Ir.features`; its text is read as `type`, which may be another than the feature's own."""

    type: ScalarType
    path: str


class Coalesce(Node, frozen=True):
    """The first operand that is not absent."""

    type: ScalarType
    operands: tuple[ValueRef, ...]


class Join(Node, frozen=True):
    """A version: the texts of the parts joined with dots, empty ones at the end dropped."""

    parts: tuple[ValueRef, ...]

    @property
    def type(self) -> ScalarType:
        """Always a version."""
        return "version"


class Count(Node, frozen=True):
    """How many instances of a domain a condition holds of."""

    domain: str
    condition: ConditionRef

    @property
    def type(self) -> ScalarType:
        """Always an int."""
        return "int"


Value = Constant | Element | Attribute | Declared | Coalesce | Join | Count


# Conditions


class Truth(Node, frozen=True):
    """Yes or no."""

    value: bool


class And(Node, frozen=True):
    """The least of its operands, no < unknown < yes."""

    operands: tuple[ConditionRef, ...]


class Or(Node, frozen=True):
    """The greatest of its operands."""

    operands: tuple[ConditionRef, ...]


class Not(Node, frozen=True):
    """Yes and no swapped."""

    operand: ConditionRef


class Member(Node, frozen=True):
    """Whether a value is in a set. Where it is absent: `absent`; where it is unreported or does not parse: unknown."""

    value: ValueRef
    accepted: Accepted
    absent: bool = False


class Like(Node, frozen=True):
    """Whether a string matches a glob; absent: no."""

    value: ValueRef
    glob: str


class Matches(Node, frozen=True):
    """Whether an RE2 expression matches somewhere in a string; absent: no."""

    value: ValueRef
    regex: str


CompareOperator = Literal["==", "<", "<=", ">", ">="]


class Compare(Node, frozen=True):
    """Key against key; no where either is absent, unknown where either is not known or not certain."""

    operator: CompareOperator
    left: ValueRef
    right: ValueRef


class Flag(Node, frozen=True):
    """Whether a domain has a flag."""

    domain: str
    name: str


class Named(Node, frozen=True):
    """Whether a domain has a flag or an attribute of that name."""

    domain: str
    name: str


class Reported(Node, frozen=True):
    """Whether a domain is reported with that kind, perhaps in part; never unknown."""

    domain: str
    kind: Kind


class Present(Node, frozen=True):
    """Whether a value is there, parsable or not; unreported: unknown."""

    value: ValueRef


class Exists(Node, frozen=True):
    """Whether a condition holds of some instance of a domain; unreported: unknown; partial: never no."""

    domain: str
    condition: ConditionRef


class Lookup(Node, frozen=True):
    """Whether some row of a table admits all of the values, one a column."""

    table: str
    values: tuple[ValueRef, ...]


Atom = Truth | Member | Like | Matches | Compare | Flag | Named | Reported | Present | Exists | Lookup
Condition = Atom | And | Or | Not


# Policies


class Statement(msgspec.Struct, frozen=True):
    """A requirement or warning that must be yes, or a preference that adds its weight where it is.

    `forbid` and the `when`s around it are part of the condition already. `name` is what reports show.
    """

    kind: Literal["require", "warn", "prefer"]
    name: str
    condition: ConditionRef
    weight: int = 0


class Profile(msgspec.Struct, frozen=True):
    """One of a group's alternatives."""

    name: str
    weight: int
    statements: tuple[Statement, ...]


class Group(msgspec.Struct, frozen=True):
    """Profiles of which one must hold. `owner` is the name of the include that brought them in, empty for the policy's own."""

    owner: str
    profiles: tuple[Profile, ...]


class Policy(msgspec.Struct, frozen=True):
    """A policy with its arguments filled in."""

    name: str
    statements: tuple[Statement, ...]
    groups: tuple[Group, ...]


class Feature(msgspec.Struct, frozen=True):
    """A declared feature. Where its value is absent it is unknown, unless it is `closed`."""

    type: ScalarType
    value: ValueRef
    closed: bool


class Table(msgspec.Struct, frozen=True):
    """The rows that a look-up may still need: a set for each column, None where a cell asks nothing."""

    types: tuple[ScalarType, ...]
    rows: tuple[tuple[Accepted | None, ...], ...]


class Ir(msgspec.Struct, frozen=True):
    """Policies over one pair of tables."""

    values: tuple[Value, ...]
    conditions: tuple[Condition, ...]
    features: Mapping[str, Feature]
    tables: Mapping[str, Table]
    policies: tuple[Policy, ...]
