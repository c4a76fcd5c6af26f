"""The decision graph, as pure data.

A *variable* is a feature as the graph sees it: it has finitely many *states*, and what a snapshot says of the feature puts
it into one of them. Of a value, every state is a set of keys between which no atom tells a difference, besides the states for
absent, unreported and unparsable; other questions have the three states no, unknown and yes. A *test* node asks a variable
and has one child a state; a *gate* is the least or the greatest of its children. Leaves are the three truths. Nodes refer
to earlier nodes only, and equal ones are one node.

The form is that of multi-valued decision diagrams (R. E. Bryant, Graph-Based Algorithms for Boolean Function Manipulation,
1986; T. Kam and others, Multi-valued decision diagrams, 1998) with three leaves; gates stand where a diagram would grow too
large. Since absent and unknown are states, a diagram is exactly Kleene's function, and nothing is folded away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from compatlang.ir import model as ir
from compatlang.values.scalar import Key

NodeRef = int
"""An index into `Graph.nodes`."""

NO, UNKNOWN, YES = 0, 1, 2
"""The leaves: the first three nodes, and the states of a question."""

UNREPORTED, UNPARSABLE, ABSENT, FIRST_CELL = 0, 1, 2, 3
"""The states of a value; from the last on, its cells."""

MOST_STATES = 256
"""A state is one byte; a value with more cells has several variables."""


class Ordered(msgspec.Struct, frozen=True, tag_field="is", tag="ordered"):
    """The cells of an ordered value: `states[i]` is the state of keys from `cuts[i - 1]` on and below `cuts[i]`."""

    value: ir.ValueRef
    cuts: tuple[Key, ...]
    states: tuple[int, ...]
    size: int


class Named(msgspec.Struct, frozen=True, tag_field="is", tag="named"):
    """The cells of a string or truth value: the states of some keys, and of all others."""

    value: ir.ValueRef
    states: Mapping[Key, int]
    other: int
    size: int


class Question(msgspec.Struct, frozen=True, tag_field="is", tag="question"):
    """An atom of which only the truth matters."""

    condition: ir.ConditionRef

    @property
    def size(self) -> int:
        """No, unknown and yes."""
        return 3


Variable = Ordered | Named | Question


class Leaf(msgspec.Struct, frozen=True, tag_field="is", tag="leaf"):
    """A truth."""

    truth: int


class Test(msgspec.Struct, frozen=True, tag_field="is", tag="test"):
    """Asks the variable at that index; one child for each of its states."""

    variable: int
    children: tuple[NodeRef, ...]


class Gate(msgspec.Struct, frozen=True, tag_field="is", tag="gate"):
    """The least of its children for `and`, the greatest for `or`."""

    connective: Literal["and", "or"]
    children: tuple[NodeRef, ...]


Node = Leaf | Test | Gate


class Statement(msgspec.Struct, frozen=True):
    """A statement and the node that answers it."""

    kind: Literal["require", "warn", "prefer"]
    name: str
    root: NodeRef
    weight: int = 0


class Profile(msgspec.Struct, frozen=True):
    """One of a group's alternatives."""

    name: str
    weight: int
    statements: tuple[Statement, ...]


class Group(msgspec.Struct, frozen=True):
    """Profiles of which one must hold."""

    owner: str
    profiles: tuple[Profile, ...]


class Policy(msgspec.Struct, frozen=True):
    """A policy: `verdict` answers all of its requirements and groups together, yes for compatible, no for incompatible."""

    name: str
    verdict: NodeRef
    statements: tuple[Statement, ...]
    groups: tuple[Group, ...]


class Graph(msgspec.Struct, frozen=True):
    """All policies over one set of variables. `conditions` are those that variables and quantifiers ask."""

    values: tuple[ir.Value, ...]
    conditions: tuple[ir.Condition, ...]
    features: Mapping[str, ir.Feature]
    tables: Mapping[str, ir.Table]
    variables: tuple[Variable, ...]
    nodes: tuple[Node, ...]
    policies: tuple[Policy, ...]


def roots(policy: Policy) -> Iterator[NodeRef]:
    """The nodes that answer a policy: its verdict and each of its statements."""
    yield policy.verdict
    for statement in statements(policy):
        yield statement.root


def statements(policy: Policy) -> Iterator[Statement]:
    """All statements of a policy, its own first, then those of profiles."""
    yield from policy.statements
    for group in policy.groups:
        for profile in group.profiles:
            yield from profile.statements
