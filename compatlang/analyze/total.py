"""One state for each variable, the plainest that is left: what a snapshot needs not have, it has not."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from compatlang.analyze.formula import ABSENT, FIRST_CELL, UNPARSABLE, UNREPORTED, States, VariableRef
from compatlang.analyze.ground import Grounding
from compatlang.analyze.search import Split


def plainest_of_value(states: States) -> States:
    """Absent, else a cell, else what is rarer on a node."""
    cells = states >> FIRST_CELL << FIRST_CELL
    for each in (1 << ABSENT, cells & -cells, 1 << UNREPORTED):
        if states & each:
            return each
    return 1 << UNPARSABLE


def lowest(states: States) -> States:
    """The first state: of a domain reported completely, of a flag not there, of a count the least exact one."""
    return states & -states


def split_instance(states: Sequence[States], own: Collection[VariableRef]) -> Split | None:
    """Makes the states of one instance single ones."""
    for each in own:
        if states[each] & (states[each] - 1):
            return Split(each, plainest_of_value(states[each]))
    return None


class Totals:
    """The order in which the variables of a node get a single state each: domains first, since all else follows them."""

    def __init__(self, grounding: Grounding) -> None:
        self._formula = grounding.formula
        self._domains = [variable for variable, _ in grounding.domains.values()]
        self._counts = [each.variable for each in grounding.quantified.values() if each.ranges is not None]
        self._others = [*grounding.flags.values(), *grounding.compared_variables()]
        self._values = grounding.outer_leaves()

    def next_choices(self, states: Sequence[States]) -> dict[VariableRef, States]:
        """The state that each variable gets first: of the first kind of variables that have several."""
        counts = [each for each in self._counts if states[each] != self._formula.states[each]]
        for variables, plainest in (
            (self._domains, lowest),
            (counts, lowest),
            (self._others, lowest),
            (self._values, plainest_of_value),
        ):
            chosen = {each: plainest(states[each]) for each in variables if states[each] & (states[each] - 1)}
            if chosen:
                return chosen
        return {}

    def split(self, states: list[States]) -> Split | None:
        """The next variable to get a single state."""
        first = next(iter(self.next_choices(states).items()), None)
        return None if first is None else Split(*first)
