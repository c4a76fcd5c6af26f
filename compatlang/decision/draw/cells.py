"""The edges of a test: which cells of its variable lead to which child, in the language's own notation.

Cells with the same child share an edge, so ranges that make no difference at this place are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import msgspec

from compatlang.decision.graph import (
    ABSENT,
    NO,
    UNKNOWN,
    UNPARSABLE,
    UNREPORTED,
    YES,
    Graph,
    Named,
    NodeRef,
    Ordered,
    Question,
    Test,
)
from compatlang.values.interval import IntervalSet
from compatlang.values.show import quoted, show_set

OTHERWISE = "otherwise"
"""All values that no other edge names."""

_MOST_RANGES = 2
"""Of an edge with more ranges than these, `otherwise` says more than the ranges would."""

_MOST_CELLS = 24
"""So many cells are named on one edge; nobody reads hundreds."""


class Choice(msgspec.Struct, frozen=True):
    """A child, the cells that lead to it as text, and their states."""

    cells: tuple[str, ...]
    child: NodeRef
    states: frozenset[int]


def choices(graph: Graph, test: Test) -> tuple[Choice, ...]:
    """The edges of a test: values first, those that settle it as yes before others, then what is not known."""
    variable = graph.variables[test.variable]
    states: dict[NodeRef, set[int]] = {}
    for state, child in enumerate(test.children):
        states.setdefault(child, set()).add(state)
    if isinstance(variable, Question):
        found = [Choice(_answers(those), child, frozenset(those)) for child, those in states.items()]
        return tuple(sorted(found, key=lambda each: -max(each.states & {YES, NO}, default=-1)))
    texts = {child: tuple(_cells(graph, variable, those)) for child, those in states.items()}
    rest = _rest(variable, states, texts)
    found = []
    for child, those in states.items():
        values = _shortened(texts[child]) if child != rest else (OTHERWISE,)
        if values and sum(map(bool, texts.values())) == 1:
            values = ("any value",)
        found.append(Choice((*values, *_specials(those)), child, frozenset(those)))
    return tuple(sorted(found, key=lambda each: _place(each, rest, texts)))


def _answers(states: set[int]) -> tuple[str, ...]:
    return tuple(word for state, word in ((YES, "yes"), (NO, "no"), (UNKNOWN, "unknown")) if state in states)


def _place(choice: Choice, rest: NodeRef | None, texts: dict[NodeRef, tuple[str, ...]]) -> tuple[bool, ...]:
    return (not texts[choice.child], choice.child != YES, choice.child == rest, ABSENT not in choice.states)


def _specials(states: set[int]) -> Iterator[str]:
    """What is said where there is no value: a value that is unreported and one that does not parse are mostly alike."""
    if ABSENT in states:
        yield "absent"
    if {UNREPORTED, UNPARSABLE} <= states:
        yield "unknown"
    elif UNREPORTED in states:
        yield "unreported"
    elif UNPARSABLE in states:
        yield "does not parse"


def _cells(graph: Graph, variable: Ordered | Named, states: set[int]) -> Iterator[str]:
    type_ = graph.values[variable.value].type
    if isinstance(variable, Ordered):
        ends = pairwise((None, *variable.cuts, None))
        own = IntervalSet(each for each, state in zip(ends, variable.states, strict=True) if state in states)
        return (show_set(type_, IntervalSet([each])) for each in own.intervals)
    keys = (True, False) if type_ == "bool" else variable.states
    texts = (_key(each) for each in keys if variable.states.get(each, variable.other) in states)
    return iter([*texts, *([OTHERWISE] if type_ != "bool" and variable.other in states else ())])


def _key(key: object) -> str:
    return quoted(key) if isinstance(key, str) else str(key).lower()


def _rest(
    variable: Ordered | Named, states: dict[NodeRef, set[int]], texts: dict[NodeRef, tuple[str, ...]]
) -> NodeRef | None:
    """The child that all the cells lead to which need not be named, because each of the others is."""
    if isinstance(variable, Named):
        return next((child for child, those in states.items() if OTHERWISE in texts[child] and those), None)
    longest = max(texts, key=lambda child: (len(texts[child]), child != YES))
    return longest if len(texts[longest]) > _MOST_RANGES else None


def _shortened(texts: Iterable[str]) -> tuple[str, ...]:
    every = tuple(texts)
    if len(every) <= _MOST_CELLS:
        return every
    return (*every[:_MOST_CELLS], f"{len(every) - _MOST_CELLS} more")
