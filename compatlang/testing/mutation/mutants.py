"""All mutants of a program, numbered within each declaration, so that every program numbers those of a module alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import get_args

from compatlang.source import Span
from compatlang.testing.mutation.model import Change, Key, Mutant, Place, Section
from compatlang.testing.mutation.operators import OPERATORS
from compatlang.testing.mutation.operators.negation import negation
from compatlang.testing.tree import children, replaced
from compatlang.typed import tree as typed
from compatlang.typed.show import local_name

SECTIONS: tuple[Section, ...] = get_args(Section)


def mutants(program: typed.Program, is_meant: Callable[[str], bool]) -> Iterator[Mutant]:
    """The mutants of what is declared in the files that are meant, in the order of the program."""
    for section in SECTIONS:
        for identifier, declaration in getattr(program, section).items():
            file = declaration.span.file
            if is_meant(file):
                for number, (change, span) in enumerate(_changes(declaration)):
                    key = Key(file, section, local_name(identifier), number)
                    yield Mutant(key, Place(section, identifier), change, span)


def _changes(declaration: typed.Node) -> Iterator[tuple[Change, Span]]:
    """What the operators make of the nodes of a declaration, and the place of each change."""
    around = declaration.value if isinstance(declaration, typed.FeatureDeclaration) else None
    yield from _inside(declaration, around, negated=False)


def _inside(node: typed.Node, around: typed.Node | None, *, negated: bool) -> Iterator[tuple[Change, Span]]:
    """The changes of a node and of those in it. `around` is the condition that it is part of."""
    if isinstance(node, typed.Condition):
        around = node
    for operator in OPERATORS:
        if negated and operator is negation:
            continue  # the *not* around it is left out instead
        for change in operator(node):
            yield _whole(change, around), (change.part or change.old).span
    for each in children(node):
        yield from _inside(each, around, negated=isinstance(node, typed.Not))


def _whole(change: Change, around: typed.Node | None) -> Change:
    """A change of a value as one of the condition or feature around it: answers are what can be compared."""
    if around is None or around is change.old or not isinstance(change.old, typed.Value):
        return change
    return change._replace(old=around, new=replaced(around, change.old, change.new))
