"""The syntax tree: what an author wrote, before any name or type is known.

Nodes are frozen and `Spanned`; the span is not part of equality, so a formatted file equals the file it was made from. Order of
definition: names, literals, patterns, expressions, statements of a policy, tests, declarations, the module.
"""

from __future__ import annotations

from typing import Literal as OneOf

import msgspec

from compatlang.source import Spanned


class Name(Spanned, frozen=True, eq=False):
    """An identifier."""

    text: str


class Comment(Spanned, frozen=True, eq=False):
    """A `#` or `##` comment, text with its marks, kept for the formatter. `own_line` is true where nothing precedes it."""

    text: str
    own_line: bool


class Segment(Spanned, frozen=True, eq=False):
    """One part of a path: `name`, or `["a name"]` where `subscript` is true."""

    text: str
    subscript: bool = False


class Path(Spanned, frozen=True, eq=False):
    """A dotted path: a feature, an attribute, a parameter, a `let`, or a module's member. One segment or more."""

    segments: tuple[Segment, ...]

    def __str__(self) -> str:
        """As an author writes it."""
        return "".join(
            f"[{msgspec.json.encode(each.text).decode()}]" if each.subscript else ("." if index else "") + each.text
            for index, each in enumerate(self.segments)
        )


# Literals


class String(Spanned, frozen=True, eq=False):
    """A string; `value` has its escapes resolved."""

    value: str


class Integer(Spanned, frozen=True, eq=False):
    """A decimal integer, or a version where one is expected; `text` as written (`42`, `-1`, `007`)."""

    text: str


class Id(Spanned, frozen=True, eq=False):
    """A hexadecimal id; `text` as written (`0x10de`)."""

    text: str


class Boolean(Spanned, frozen=True, eq=False):
    """`true` or `false`."""

    value: bool


class Quantity(Spanned, frozen=True, eq=False):
    """A Kubernetes quantity; `text` as written (`16Gi`, `250m`)."""

    text: str


class Version(Spanned, frozen=True, eq=False):
    """A version; `text` as written (`5.14.0-362.8.1.el9`)."""

    text: str


class Series(Spanned, frozen=True, eq=False):
    """A version series; `text` as written (`5.15.*`)."""

    text: str


Literal = String | Integer | Id | Boolean | Quantity | Version | Series


# Patterns: what may stand right of `in`, in a `let` and in a table cell. A `Path` in a pattern is the name of a `let`.

BoundOperator = OneOf["<", "<=", ">", ">="]


class Bound(Spanned, frozen=True, eq=False):
    """`>= 550.54.14`; `operand` is a literal or the name of a `let`."""

    operator: BoundOperator
    operand: Literal | Path


class Range(Spanned, frozen=True, eq=False):
    """`low .. high`, or `low ..< high` where `half_open` is true."""

    low: Literal | Path
    high: Literal | Path
    half_open: bool


class SetOf(Spanned, frozen=True, eq=False):
    """`[a, b, c]`: any of the members."""

    members: tuple[Pattern, ...]


class Wildcard(Spanned, frozen=True, eq=False):
    """`*` in a table cell."""


Pattern = Literal | Path | Bound | Range | SetOf | Wildcard


# Expressions: conditions, values and arguments share one grammar.


class And(Spanned, frozen=True, eq=False):
    """`a and b and c`, two operands or more; nested `and` of the same bracket level is flattened."""

    operands: tuple[Expression, ...]


class Or(Spanned, frozen=True, eq=False):
    """`a or b or c`, two operands or more, flattened likewise."""

    operands: tuple[Expression, ...]


class Not(Spanned, frozen=True, eq=False):
    """`not a`."""

    operand: Expression


CompareOperator = OneOf["==", "!=", "<", "<=", ">", ">="]


class Compare(Spanned, frozen=True, eq=False):
    """`left >= right`."""

    operator: CompareOperator
    left: Expression
    right: Expression


class In(Spanned, frozen=True, eq=False):
    """`subject in pattern`, or `subject not in pattern` where `negated`."""

    subject: Expression
    pattern: Pattern
    negated: bool


class Has(Spanned, frozen=True, eq=False):
    """`flags has "A"`, `has ["A", "B"]` (all), `has any ["A", "B"]`. Without brackets `names` has one member.

    A member is a string or the name of a `let`; so is, without brackets, the one member.
    """

    subject: Expression
    names: tuple[String | Path, ...]
    any: bool
    bracketed: bool


class Like(Spanned, frozen=True, eq=False):
    """`subject like "glob*"`."""

    subject: Expression
    glob: String


class Matches(Spanned, frozen=True, eq=False):
    """`subject matches "RE2"`."""

    subject: Expression
    regex: String


State = OneOf["reported", "present", "missing"]


class Is(Spanned, frozen=True, eq=False):
    """`subject is reported`, `is present`, `is missing`."""

    subject: Expression
    state: State


QuantifierKind = OneOf["any", "all", "none"]


class Quantifier(Spanned, frozen=True, eq=False):
    """`any pci.device as d { … }`; `all` and `none` likewise."""

    kind: QuantifierKind
    domain: Path
    alias: Name | None
    conditions: tuple[Expression, ...]


class Count(Spanned, frozen=True, eq=False):
    """`count pci.device as d { … }`, an integer."""

    domain: Path
    alias: Name | None
    conditions: tuple[Expression, ...]


class Group(Spanned, frozen=True, eq=False):
    """`any of { … }`, `all of { … }`, `none of { … }`."""

    kind: QuantifierKind
    conditions: tuple[Expression, ...]


class Argument(Spanned, frozen=True, eq=False):
    """`value`, or `name: value`, in a call."""

    name: Name | None
    value: Expression


class Call(Spanned, frozen=True, eq=False):
    """`callee(arguments)`: a rule, a table, `version(a, b, c)`, or in `include` and `expect` a policy."""

    callee: Path
    arguments: tuple[Argument, ...]


class Coalesce(Spanned, frozen=True, eq=False):
    """`left ?? right`."""

    left: Expression
    right: Expression


class Parenthesized(Spanned, frozen=True, eq=False):
    """`(inner)`, kept so that the formatter can write it again."""

    inner: Expression


Expression = (
    Literal
    | Path
    | SetOf
    | And
    | Or
    | Not
    | Compare
    | In
    | Has
    | Like
    | Matches
    | Is
    | Quantifier
    | Count
    | Group
    | Call
    | Coalesce
    | Parenthesized
)
"""A `SetOf` can stand only where `semantic` refuses it (`x == [1, 2]`), so that the message can say what to write."""


# Statements of a policy


class Notes(Spanned, frozen=True, eq=False):
    """`because "…"` and `fix "…"` behind a requirement or warning; its span is empty where there is none."""

    because: String | None = None
    fix: String | None = None


class Image(Spanned, frozen=True, eq=False):
    """`image "registry.example/acme/train:*"`."""

    glob: String


class Include(Spanned, frozen=True, eq=False):
    """`include site.baseline`, `include gpu_node(8) as gpus`."""

    policy: Call
    """A path without brackets is a call without arguments."""
    alias: Name | None


RequirementKind = OneOf["require", "forbid", "warn"]


class Requirement(Spanned, frozen=True, eq=False):
    """`require NAME: condition`, `require NAME { conditions }`; `forbid` and `warn` likewise."""

    kind: RequirementKind
    name: Name
    conditions: tuple[Expression, ...]
    block: bool
    notes: Notes


class Preference(Spanned, frozen=True, eq=False):
    """`prefer NAME weight 20: condition`, or with a block."""

    name: Name
    weight: Integer
    conditions: tuple[Expression, ...]
    block: bool


class When(Spanned, frozen=True, eq=False):
    """`when condition { statements }`."""

    condition: Expression
    statements: tuple[Statement, ...]


class Profile(Spanned, frozen=True, eq=False):
    """`profile NAME weight n tag "t" { statements }`."""

    name: Name
    weight: Integer
    tag: String | None
    statements: tuple[Statement, ...]


Statement = Image | Include | Requirement | Preference | When | Profile


# Tests


class RecordField(Spanned, frozen=True, eq=False):
    """`vendor = 0x10de` in a record."""

    name: Segment
    value: Literal | Path


class Record(Spanned, frozen=True, eq=False):
    """`{ vendor = 0x10de; class = 0x0302 }`: one instance."""

    fields: tuple[RecordField, ...]


class GivenSnapshot(Spanned, frozen=True, eq=False):
    """`given snapshot "path"`."""

    path: String


class GivenValue(Spanned, frozen=True, eq=False):
    """`given F = value`."""

    target: Path
    value: Literal | Path


class GivenAbsent(Spanned, frozen=True, eq=False):
    """`given no F`."""

    target: Path


class GivenUnreported(Spanned, frozen=True, eq=False):
    """`given unreported D`."""

    target: Path


class GivenChange(Spanned, frozen=True, eq=False):
    """`given F += value` (`added`), `given F -= value`: a flag, or instances that a record describes."""

    target: Path
    value: String | Record
    added: bool


Outcome = OneOf["compatible", "incompatible", "unknown", "yes", "no"]


class Expect(Spanned, frozen=True, eq=False):
    """`expect TARGET: outcome [degraded] [at a, b | at only a, b] [with profile p] [score n]`.

    `target` is a policy or a rule; names behind `at` and `with profile` are written as a report shows them
    (`site.baseline/kernel`).
    """

    target: Call
    outcome: Outcome
    degraded: bool
    at: tuple[Name, ...]
    only: bool
    profile: Name | None
    score: Integer | None


TestStatement = GivenSnapshot | GivenValue | GivenAbsent | GivenUnreported | GivenChange | Expect


# Declarations


class Edition(Spanned, frozen=True, eq=False):
    """`edition 1`."""

    number: Integer


class ModuleName(Spanned, frozen=True, eq=False):
    """`module acme.train`."""

    path: Path


class Import(Spanned, frozen=True, eq=False):
    """`import pci`, `import pci as p`, `import "./site.compat" as site`; a string always has an alias."""

    target: Name | String
    alias: Name | None


class Let(Spanned, frozen=True, eq=False):
    """`let lts = [5.10.*, 5.15.*]`."""

    name: Name
    pattern: Pattern
    doc: str


class Column(Spanned, frozen=True, eq=False):
    """`cuda: version` in a table's header."""

    name: Name
    type: Name


class Row(Spanned, frozen=True, eq=False):
    """One row of an inline table; as many cells as the author wrote."""

    cells: tuple[Pattern, ...]


class Table(Spanned, frozen=True, eq=False):
    """An inline table, or the declaration of one that stands in a CSV file (`file`, then without rows)."""

    name: Name
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    file: String | None
    sources: tuple[String, ...]
    updated: String | None
    """`updated 2025-11-01`: a date as text."""
    review: String | None
    doc: str


class Feature(Spanned, frozen=True, eq=False):
    """`feature gpu.driver: version = a ?? b`, with `closed` before it or not."""

    path: Path
    type: Name
    value: Expression
    closed: bool
    doc: str


class ElementDeclaration(Spanned, frozen=True, eq=False):
    """`rev: version` in a domain declaration."""

    name: Segment
    type: Name


class Domain(Spanned, frozen=True, eq=False):
    """`domain acme.fpga: attributes { rev: version }`, or `flags`, or `instances { … }`."""

    path: Path
    kind: Name
    elements: tuple[ElementDeclaration, ...] | None
    """None where no block was written."""
    doc: str


class Parameter(Spanned, frozen=True, eq=False):
    """`at_least: int = 1`."""

    name: Name
    type: Name
    default: Literal | Path | None


class Rule(Spanned, frozen=True, eq=False):
    """`rule gpus(at_least: int = 1) { conditions }`."""

    name: Name
    parameters: tuple[Parameter, ...]
    conditions: tuple[Expression, ...]
    doc: str


class Policy(Spanned, frozen=True, eq=False):
    """`policy train(cuda: version = 12.4) "title" { statements }`."""

    name: Name
    parameters: tuple[Parameter, ...]
    title: String | None
    statements: tuple[Statement, ...]
    doc: str


class Test(Spanned, frozen=True, eq=False):
    """`test "title" { given …; expect … }`."""

    title: String
    statements: tuple[TestStatement, ...]


Item = Edition | ModuleName | Import | Let | Table | Feature | Domain | Rule | Policy | Test


class Module(Spanned, frozen=True, eq=False):
    """A whole file."""

    items: tuple[Item, ...]
    comments: tuple[Comment, ...]
