"""The typed tree: policies with every name resolved and every type checked, as pure data.

`semantic` makes it; the reference evaluator, lowering and explanations read it; a compiled bundle carries it. It needs no
parser. Order of definition: values, conditions, statements, declarations, tests, the program.
"""

from __future__ import annotations

from typing import Literal as OneOf

import msgspec

from compatlang.schema import Domain, Kind
from compatlang.source import Spanned
from compatlang.values.pattern import Pattern
from compatlang.values.scalar import ScalarType


class Node(Spanned, frozen=True, eq=False, tag_field="node", tag=True):
    """A node; as JSON, its class stands under `node`."""


# Values. Each yields, for a node, a known value, or that it is absent, unreported, or does not parse.


class Constant(Node, frozen=True, eq=False):
    """A literal in value position: its own key."""

    type: ScalarType
    text: str


class Element(Node, frozen=True, eq=False):
    """An attribute of a domain."""

    domain: str
    name: str
    type: ScalarType


class Attribute(Node, frozen=True, eq=False):
    """An attribute of the instance that the innermost quantifier speaks of."""

    domain: str
    name: str
    type: ScalarType


class Feature(Node, frozen=True, eq=False):
    """A declared feature, see `Program.features`."""

    path: str
    type: ScalarType


class Parameter(Node, frozen=True, eq=False):
    """A parameter of the rule or policy around it."""

    name: str
    type: ScalarType


class Coalesce(Node, frozen=True, eq=False):
    """`a ?? b ?? c`: the first that is not absent."""

    operands: tuple[Value, ...]
    type: ScalarType


class Join(Node, frozen=True, eq=False):
    """`version(a, b, c)`: the texts of the parts joined with dots, empty ones at the end dropped."""

    parts: tuple[Value, ...]


class Count(Node, frozen=True, eq=False):
    """`count F { … }`: an int with certain and possible bounds."""

    domain: str
    condition: Condition


Value = Constant | Element | Attribute | Feature | Parameter | Coalesce | Join | Count


# Conditions. Each yields yes, no or unknown.


class Truth(Node, frozen=True, eq=False):
    """`true` or `false`."""

    value: bool


class And(Node, frozen=True, eq=False):
    """All of the operands; an empty one is yes."""

    operands: tuple[Condition, ...]


class Or(Node, frozen=True, eq=False):
    """Some operand; an empty one is no."""

    operands: tuple[Condition, ...]


class Not(Node, frozen=True, eq=False):
    """Also `!=`, `not in` and `is missing`, whose operand is the positive question."""

    operand: Condition


class Test(Node, frozen=True, eq=False):
    """Whether a value is admitted by a pattern: `==`, `<` and the like with a literal, and `in`."""

    subject: Value
    pattern: Pattern
    type: ScalarType


CompareOperator = OneOf["==", "<", "<=", ">", ">="]


class Compare(Node, frozen=True, eq=False):
    """Two values of one type, key against key; no where either is absent. `!=` is a `Not` around `==`."""

    operator: CompareOperator
    left: Value
    right: Value


class Has(Node, frozen=True, eq=False):
    """Whether a domain has all of the flags, or any of them."""

    domain: str
    names: tuple[str, ...]
    any: bool


class Like(Node, frozen=True, eq=False):
    """Whether a string matches a glob."""

    subject: Value
    glob: str


class Matches(Node, frozen=True, eq=False):
    """Whether an RE2 expression matches somewhere in a string."""

    subject: Value
    regex: str


class Reported(Node, frozen=True, eq=False):
    """Whether the snapshot reports a domain, at least in part, with the kind that the catalog gives it; always decided."""

    domain: str
    kind: Kind


class Present(Node, frozen=True, eq=False):
    """Whether a value is there, parsable or not."""

    subject: Value


class FlagPresent(Node, frozen=True, eq=False):
    """Whether a flag, or an attribute of a flags domain, is there: `cpu.cpuid.AVX2 is present`."""

    domain: str
    name: str


class Quantified(Node, frozen=True, eq=False):
    """`any`, `all` or `none` of the instances of a domain."""

    kind: OneOf["any", "all", "none"]
    domain: str
    condition: Condition


class RuleCall(Node, frozen=True, eq=False):
    """A call of a rule, one argument a parameter, in their order, defaults filled in."""

    rule: str
    arguments: tuple[Value, ...]


class TableCall(Node, frozen=True, eq=False):
    """A question to a table, one argument a column, None where the column does not constrain."""

    table: str
    arguments: tuple[Value | None, ...]


Condition = (
    Truth
    | And
    | Or
    | Not
    | Test
    | Compare
    | Has
    | Like
    | Matches
    | Reported
    | Present
    | FlagPresent
    | Quantified
    | RuleCall
    | TableCall
)


# Statements of a policy


class Requirement(Node, frozen=True, eq=False):
    """A requirement or a warning. `condition` is what the author wrote; for `forbid` its negation is required."""

    kind: OneOf["require", "forbid", "warn"]
    name: str
    condition: Condition
    because: str = ""
    fix: str = ""


class Preference(Node, frozen=True, eq=False):
    """A condition that adds its weight to the score."""

    name: str
    weight: int
    condition: Condition


class When(Node, frozen=True, eq=False):
    """Statements that count only where a condition holds."""

    condition: Condition
    statements: tuple[Statement, ...]


class Include(Node, frozen=True, eq=False):
    """Another policy's statements, shown under `name`."""

    policy: str
    arguments: tuple[Value, ...]
    name: str


class Profile(Node, frozen=True, eq=False):
    """One of a policy's alternatives."""

    name: str
    weight: int
    tag: str
    statements: tuple[Statement, ...]


Statement = Requirement | Preference | When | Include | Profile


# Declarations. They refer to each other by identifier: the file's name, `#`, and the name in it.


class ParameterDeclaration(Node, frozen=True, eq=False):
    """A parameter; `default` is None where an argument must be given."""

    name: str
    type: ScalarType
    default: Constant | None


class Rule(Node, frozen=True, eq=False):
    """A named condition with parameters."""

    name: str
    parameters: tuple[ParameterDeclaration, ...]
    condition: Condition
    doc: str


class Column(Node, frozen=True, eq=False):
    """A column of a table."""

    name: str
    type: ScalarType


class Row(Node, frozen=True, eq=False):
    """A row of a table: one pattern a column."""

    cells: tuple[Pattern, ...]


class Table(Node, frozen=True, eq=False):
    """A table and where its facts come from."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sources: tuple[str, ...]
    updated: str
    review: str
    doc: str


class FeatureDeclaration(Node, frozen=True, eq=False):
    """A declared feature and where its value comes from."""

    path: str
    type: ScalarType
    value: Value
    closed: bool
    doc: str


class Policy(Node, frozen=True, eq=False):
    """A policy. `images` are the globs of its `image` statements."""

    name: str
    title: str
    parameters: tuple[ParameterDeclaration, ...]
    statements: tuple[Statement, ...]
    images: tuple[str, ...]
    doc: str


# Tests


class GivenSnapshot(Node, frozen=True, eq=False):
    """Start from a snapshot file; `path` as written."""

    path: str


class GivenValue(Node, frozen=True, eq=False):
    """An element has this raw text; its domain becomes reported."""

    domain: str
    name: str
    text: str


class GivenAbsent(Node, frozen=True, eq=False):
    """An element or flag is absent; without `name`, the domain is reported and empty."""

    domain: str
    name: str


class GivenUnreported(Node, frozen=True, eq=False):
    """A domain is not reported."""

    domain: str


class GivenFeature(Node, frozen=True, eq=False):
    """A declared feature itself is overridden."""

    path: str
    state: OneOf["known", "absent", "unreported"]
    text: str = ""


class GivenFlag(Node, frozen=True, eq=False):
    """A flag is added or taken away."""

    domain: str
    name: str
    added: bool


class GivenInstance(Node, frozen=True, eq=False):
    """An instance is added, or those that have all of these attributes are taken away.

    Attributes are compared by `types` where both texts parse, else as texts.
    """

    domain: str
    attributes: tuple[tuple[str, str], ...]
    types: tuple[ScalarType, ...]
    added: bool


Given = GivenSnapshot | GivenValue | GivenAbsent | GivenUnreported | GivenFeature | GivenFlag | GivenInstance


class ExpectPolicy(Node, frozen=True, eq=False):
    """What a policy's verdict must be; `at` names requirements that must be among those not yes."""

    policy: str
    arguments: tuple[Value, ...]
    verdict: OneOf["compatible", "incompatible", "unknown"]
    degraded: bool
    at: tuple[str, ...]
    only: bool
    profile: str | None
    score: int | None


class ExpectRule(Node, frozen=True, eq=False):
    """What a rule must answer."""

    rule: str
    arguments: tuple[Value, ...]
    outcome: OneOf["yes", "no", "unknown"]


Expect = ExpectPolicy | ExpectRule


class TestCase(Node, frozen=True, eq=False):
    """A `test` declaration of the file named `file`."""

    title: str
    file: str
    givens: tuple[Given, ...]
    expects: tuple[Expect, ...]


class Program(msgspec.Struct, frozen=True):
    """Everything that one file and its imports declare.

    `roots` are the identifiers of the policies of the file itself, in its order; `domains` are those that policies declared.
    """

    policies: dict[str, Policy]
    rules: dict[str, Rule]
    tables: dict[str, Table]
    features: dict[str, FeatureDeclaration]
    domains: dict[str, Domain]
    tests: tuple[TestCase, ...]
    roots: tuple[str, ...]
