"""Trying: states are split in two until goals are met by all that are left, or by none.

It is the search of M. Davis, G. Logemann and D. Loveland (A Machine Program for Theorem-Proving, 1962) over variables of more
than two states. Which way to split is read off the goals: the first atom by which a goal is still open, the side that meets it
first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, assert_never

from compatlang.analyze.formula import (
    NO,
    UNKNOWN,
    YES,
    Atom,
    Fixed,
    Formula,
    Goal,
    Joined,
    Negation,
    NodeRef,
    States,
    Truths,
    VariableRef,
    swapped,
)
from compatlang.analyze.propagate import ConflictError, Propagation


class BudgetError(Exception):
    """More steps were needed than there were."""


class Budget:
    """Steps that are left; a step is one narrowing of all states."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self) -> None:
        """One step. Raises `BudgetError` where none is left."""
        if self.left <= 0:
            raise BudgetError
        self.left -= 1


class Split(NamedTuple):
    """Which states of a variable to try first; the others come second."""

    variable: VariableRef
    first: States


Decide = Callable[[list[States]], Split | None]
"""What is still to be split once the goals are met."""


def search(
    formula: Formula, goals: Sequence[Goal], states: Sequence[States], budget: Budget, decide: Decide | None = None
) -> Iterator[list[States]]:
    """States with which all goals are met. A caller may add goals while it looks at what was found."""
    waiting = [list(states)]
    while waiting:
        left = waiting.pop()
        budget.spend()
        propagation = Propagation(formula, left)
        try:
            propagation.narrow(goals)
        except ConflictError:
            continue
        split = _open_split(propagation, formula, goals)
        if split is None and decide is not None:
            split = decide(left)
        if split is None:
            yield left
        else:
            second, first = list(left), left
            second[split.variable] &= ~split.first
            first[split.variable] &= split.first
            waiting += (second, first)


def _open_split(propagation: Propagation, formula: Formula, goals: Sequence[Goal]) -> Split | None:
    splitter = _Splitter(propagation, formula)
    return next((split for goal in goals if (split := splitter.split(goal.node, goal.wanted)) is not None), None)


class _Splitter:
    def __init__(self, propagation: Propagation, formula: Formula) -> None:
        self._propagation = propagation
        self._nodes = formula.nodes

    def split(self, ref: NodeRef, wanted: Truths) -> Split | None:
        """The split that brings a node closer to one of the truths, or None where it has one of them already."""
        possible = self._propagation.possible(ref)
        if not possible & ~wanted:
            return None
        node = self._nodes[ref]
        match node:
            case Atom(variable):
                return Split(variable, node.answering(wanted) & self._propagation.states[variable])
            case Negation(operand):
                return self.split(operand, swapped(wanted))
            case Joined(conjunction, operands):
                return self._joined(operands, wanted & possible, conjunction=conjunction)
            case Fixed():
                return None
        assert_never(node)

    def _joined(self, operands: Sequence[NodeRef], wanted: Truths, *, conjunction: bool) -> Split | None:
        """Decided answers are aimed at before unknown ones, and *no* before *yes*."""
        aim = NO if wanted & NO else YES if wanted & YES else UNKNOWN
        if aim == (YES if conjunction else NO):
            return self._first(operands, aim)
        able = [each for each in operands if self._propagation.possible(each) & aim]
        chosen = self._first(able[:1], aim) if aim != UNKNOWN else self._first(able, aim)
        return chosen or self._first(operands, aim | UNKNOWN if aim == UNKNOWN else aim) or self._any(operands)

    def _first(self, operands: Sequence[NodeRef], wanted: Truths) -> Split | None:
        return next((split for each in operands if (split := self._towards(each, wanted)) is not None), None)

    def _towards(self, ref: NodeRef, wanted: Truths) -> Split | None:
        return self.split(ref, wanted) if self._propagation.possible(ref) & wanted else None

    def _any(self, operands: Sequence[NodeRef]) -> Split | None:
        """Whatever is open."""
        for each in operands:
            possible = self._propagation.possible(each)
            if possible & (possible - 1):
                split = self.split(each, 1 << (possible.bit_length() - 1))
                if split is not None:
                    return split
        return None
