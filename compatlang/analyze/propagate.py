"""What follows from goals without trying: states that can be left out because a goal would fail with them.

Each goal is pushed down to the atoms. `a and b` shall be yes: so shall a and b. It shall be no, and a cannot be: so shall b.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from compatlang.analyze.formula import (
    ANY,
    NO,
    UNKNOWN,
    YES,
    Atom,
    Fixed,
    Formula,
    Goal,
    Joined,
    Link,
    Negation,
    NodeRef,
    States,
    Truths,
    VariableRef,
    swapped,
)

_AT_LEAST = {NO: ANY, UNKNOWN: UNKNOWN | YES, YES: YES}
_AT_MOST = {NO: NO, UNKNOWN: NO | UNKNOWN, YES: ANY}


class ConflictError(Exception):
    """No states are left with which all goals would be met."""


class Propagation:
    """The states that are left of each variable. `states` is the caller's list, and narrowed in place."""

    def __init__(self, formula: Formula, states: list[States]) -> None:
        self.states = states
        self._formula = formula
        self._nodes = formula.nodes
        self._possible: dict[NodeRef, Truths] = {}
        self._linked: dict[int, tuple[States, States]] = {}
        """For each link, the states between which it has nothing to say any more."""
        self._changed = False

    def narrow(self, goals: Sequence[Goal]) -> None:
        """Leaves out states until nothing more follows. Raises `ConflictError`."""
        self._changed = True
        while self._changed:
            self._changed = False
            self._possible.clear()
            for goal in goals:
                self.require(goal.node, goal.wanted)
            for number, link in enumerate(self._formula.links):
                self._link(number, link)

    def met(self, goals: Sequence[Goal]) -> bool:
        """Whether all goals are met, whichever of the states that are left is taken. Ask after `narrow`."""
        return not any(self.possible(goal.node) & ~goal.wanted for goal in goals)

    def possible(self, ref: NodeRef) -> Truths:
        """The truths that a node may still have, each for itself."""
        found = self._possible.get(ref)
        if found is None:
            found = self._possible[ref] = self._look(ref)
        return found

    def _look(self, ref: NodeRef) -> Truths:
        node = self._nodes[ref]
        match node:
            case Atom():
                return node.possible(self.states[node.variable])
            case Fixed(truth):
                return 1 << truth
            case Negation(operand):
                return swapped(self.possible(operand))
            case Joined(conjunction, operands):
                return _of_all([self.possible(each) for each in operands], conjunction=conjunction)
        assert_never(node)

    def require(self, ref: NodeRef, wanted: Truths) -> None:
        """Leaves out states with which a node could have none of the truths."""
        possible = self.possible(ref)
        if not possible & ~wanted:
            return
        if not possible & wanted:
            raise ConflictError
        node = self._nodes[ref]
        match node:
            case Atom():
                self.keep(node.variable, node.answering(wanted))
            case Negation(operand):
                self.require(operand, swapped(wanted))
            case Joined(conjunction, operands):
                self._require_joined(operands, wanted & possible, conjunction=conjunction)
            case Fixed():
                pass

    def _require_joined(self, operands: Sequence[NodeRef], wanted: Truths, *, conjunction: bool) -> None:
        """Of *and*: none below the least that is wanted; and where one alone can be as low as wanted, it must be."""
        least, greatest = wanted & -wanted, 1 << (wanted.bit_length() - 1)
        each_one, some_one = (
            (_AT_LEAST[least], _AT_MOST[greatest]) if conjunction else (_AT_MOST[greatest], _AT_LEAST[least])
        )
        if each_one != ANY:
            for each in operands:
                self.require(each, each_one)
        if some_one != ANY:
            able = [each for each in operands if self.possible(each) & some_one]
            if not able:
                raise ConflictError
            if len(able) == 1:
                self.require(able[0], some_one)

    def keep(self, variable: VariableRef, those: States) -> None:
        """Leaves these states of a variable only. Raises `ConflictError` where that leaves none."""
        left = self.states[variable] & those
        if not left:
            raise ConflictError
        if left != self.states[variable]:
            self.states[variable] = left
            # What was looked up is looked up again in the next round: until then it allows too much.
            self._changed = True

    def _link(self, number: int, link: Link) -> None:
        """Keeps states of either that go with some state of the other."""
        one, other, allowed = link
        states, others = self.states[one], self.states[other]
        if self._linked.get(number) == (states, others):
            return
        supported = reached = 0
        for state, goes_with in enumerate(allowed):
            if states >> state & 1 and goes_with & others:
                supported |= 1 << state
                reached |= goes_with
        self.keep(one, supported)
        self.keep(other, reached)
        self._linked[number] = self.states[one], self.states[other]


def _of_all(those: Sequence[Truths], *, conjunction: bool) -> Truths:
    """The truths that the least, or the greatest, of nodes may have. Of none it is yes, or no.

    The least may be as low as any operand's lowest, and no higher than the lowest of the operands' highest; unknown in
    between is possible where some operand may be unknown.
    """
    if not those:
        return YES if conjunction else NO
    union = 0
    for each in those:
        union |= each
    if conjunction:
        highest = min(each.bit_length() for each in those)
        return union & ((1 << highest) - 1)
    lowest = max(each & -each for each in those)
    return union & ~(lowest - 1)
