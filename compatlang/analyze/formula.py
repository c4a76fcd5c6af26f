"""What the search works on: finitely many variables with finitely many states, and conditions over them.

A set of states is an int whose bit s stands for state s, and a set of truths likewise an int of three bits. An atom says which
states of one variable answer no, unknown and yes; above atoms there is Kleene's logic, as in `compatlang.ir`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from compatlang.values.truth import Truth

States: TypeAlias = int
Truths: TypeAlias = int
NodeRef: TypeAlias = int
VariableRef: TypeAlias = int

NO, UNKNOWN, YES = 1, 2, 4
ANY = NO | UNKNOWN | YES

UNREPORTED, UNPARSABLE, ABSENT, FIRST_CELL = 0, 1, 2, 3
"""States of a value; from the last on, its cells."""


def truths(*those: Truth) -> Truths:
    """A set of truths."""
    return sum({1 << each for each in those})


def swapped(those: Truths) -> Truths:
    """The truths of a negation.

    >>> swapped(NO | UNKNOWN) == UNKNOWN | YES
    True
    """
    return (those & UNKNOWN) | (YES if those & NO else 0) | (NO if those & YES else 0)


class Atom(NamedTuple):
    """The states of a variable that answer no, unknown and yes. Of each state there is one answer."""

    variable: VariableRef
    no: States
    unknown: States
    yes: States

    def possible(self, states: States) -> Truths:
        """The truths that are left while these states are."""
        return (
            (NO if states & self.no else 0)
            | (UNKNOWN if states & self.unknown else 0)
            | (YES if states & self.yes else 0)
        )

    def answering(self, those: Truths) -> States:
        """The states that answer one of these truths."""
        return (
            (self.no if those & NO else 0) | (self.unknown if those & UNKNOWN else 0) | (self.yes if those & YES else 0)
        )


class Fixed(NamedTuple):
    """One truth."""

    truth: Truth


class Negation(NamedTuple):
    """Yes and no swapped."""

    operand: NodeRef


class Joined(NamedTuple):
    """The least of the operands, or where it is no conjunction, the greatest."""

    conjunction: bool
    operands: tuple[NodeRef, ...]


Node: TypeAlias = Atom | Fixed | Negation | Joined


class Link(NamedTuple):
    """Which states of one variable go with each state of another: an element is absent only where its domain is reported."""

    one: VariableRef
    other: VariableRef
    allowed: tuple[States, ...]
    """For each state of the one, the states that the other may have."""


class Goal(NamedTuple):
    """A condition that shall have one of these truths."""

    node: NodeRef
    wanted: Truths


class Formula:
    """Growing tables of variables and nodes. Equal nodes are one, and refer to earlier ones."""

    def __init__(self) -> None:
        self.states: list[States] = []
        """Of each variable, the states that it may have."""
        self.nodes: list[Node] = []
        self.links: list[Link] = []
        self._known: dict[tuple[type, Node], NodeRef] = {}

    def variable(self, states: States) -> VariableRef:
        """A variable with these states."""
        self.states.append(states)
        return len(self.states) - 1

    def add(self, node: Node) -> NodeRef:
        """The place of a node, added where it is new."""
        key = (type(node), node)  # tuples of different classes may be equal
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.nodes)
            self.nodes.append(node)
        return found

    def joined(self, operands: Sequence[NodeRef], *, conjunction: bool) -> NodeRef:
        """A connective; one operand stands for itself."""
        return operands[0] if len(operands) == 1 else self.add(Joined(conjunction, tuple(operands)))

    def variables_below(self, nodes: Iterable[NodeRef]) -> frozenset[VariableRef]:
        """The variables that nodes come down to."""
        waiting, seen = list(nodes), set[NodeRef]()
        found: set[VariableRef] = set()
        while waiting:
            ref = waiting.pop()
            if ref in seen:
                continue
            seen.add(ref)
            node = self.nodes[ref]
            match node:
                case Atom(variable):
                    found.add(variable)
                case Negation(operand):
                    waiting.append(operand)
                case Joined(_, operands):
                    waiting += operands
                case Fixed():
                    pass
        return frozenset(found)
