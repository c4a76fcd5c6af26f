"""Formulas over labels as terms of a node selector, of which one must hold, and as terms of which at most one does.

Required terms may hold together. The weights of preferred terms add up, so those of one preference are made disjoint: what an
earlier term has admitted is taken from each later one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compatlang.ir.accepted import Names
from compatlang.nfd.affinity.one_label import merged
from compatlang.nfd.affinity.selector import Requirement, Term, opposite, terms_of, terms_unlike
from compatlang.nfd.exporting.formula import And, Element, Formula, Or
from compatlang.nfd.exporting.questions import ABSENT, Among, Question
from compatlang.values.scalar import Key

TERMS = 64
"""How many terms one affinity, or one preference, may have."""


def terms(wanted: Formula) -> list[Term] | None:
    """The terms of which one must hold, none implied by another; None where they are more than `TERMS`.

    A term without requirements always holds.
    """
    match wanted:
        case And(operands):
            found: list[Term] = [()]
            for each in operands:
                those = terms(each)
                if those is None or len(found) * len(those) > TERMS * TERMS:
                    return None
                both = (joined((*left, *right)) for left in found for right in those)
                found = _unimplied(each for each in both if each is not None)
                if len(found) > TERMS:
                    return None
            return found
        case Or(operands):
            every: list[Term] = []
            for those in _alternatives(operands):
                if those is None or len(every) + len(those) > TERMS * TERMS:
                    return None
                every += those
            every = _unimplied(every)
            return every if len(every) <= TERMS else None
        case Element(_, name, question):
            return _unimplied(terms_of(name, question))
        case _:
            raise AssertionError("what labels do not say is refused or published before terms are made")


def disjoint(ordered: Iterable[tuple[int, Term]]) -> list[tuple[int, Term]] | None:
    """Terms with their weights, each without what those before it admit; None where that cannot be said, or not in `TERMS`."""
    found: list[tuple[int, Term]] = []
    earlier: list[Term] = []
    for weight, term in ordered:
        parts: list[Term] = [term]
        for other in earlier:
            rests = [_without(part, other) for part in parts]
            if None in rests:
                return None
            parts = [part for rest in rests for part in rest or ()]
            if len(parts) > TERMS:
                return None
        found += [(weight, part) for part in parts]
        if len(found) > TERMS:
            return None
        earlier.append(term)
    return found


def has_no_opposite(term: Term) -> bool:
    """Whether nothing can be asked of the nodes that a term does not admit; such a term goes behind the others."""
    return any(opposite(each) is None for each in term)


def joined(requirements: Iterable[Requirement]) -> Term | None:
    """Requirements of one term, those about one label made one where they can be; None where they contradict each other."""
    by_key: dict[str, list[Requirement]] = {}
    for each in requirements:
        by_key.setdefault(each.key, []).append(each)
    made: list[Requirement] = []
    for key, those in by_key.items():
        single = merged(key, those)
        if single is None:
            return None
        made += single
    return tuple(made)


def _alternatives(operands: tuple[Formula, ...]) -> Iterator[list[Term] | None]:
    """The terms of each operand. That a label is absent, or has none of some texts, is one term."""
    absent = {each.name for each in operands if isinstance(each, Element) and each.question == ABSENT}
    unlike = {
        each.name: texts
        for each in operands
        if isinstance(each, Element) and each.name in absent and (texts := _excluded(each.question)) is not None
    }
    yield from (terms_unlike(name, texts) for name, texts in unlike.items())
    for each in operands:
        if not (isinstance(each, Element) and each.name in unlike and _is_unlike(each.question)):
            yield terms(each)


def _is_unlike(question: Question) -> bool:
    """Whether a question is one half of `terms_unlike`."""
    return question == ABSENT or _excluded(question) is not None


def _excluded(question: Question) -> frozenset[Key] | None:
    """The texts of which a label that is there must have none; None where a question is another."""
    match question:
        case Among("string", Names(keys=keys, excluded=True)):
            return keys
        case _:
            return None


def _unimplied(every: Iterable[Term]) -> list[Term]:
    """Terms without repetition, and without those that ask for all that another asks for, and more."""
    sets = {frozenset(each): each for each in every}
    return [each for own, each in sets.items() if not any(other < own for other in sets)]


def _without(term: Term, other: Term) -> list[Term] | None:
    """Disjoint terms for where `term` holds and `other` does not; None where there are none.

    One for each requirement of `other`: those before it hold, and it does not.
    """
    if joined((*term, *other)) is None:
        return [term]
    found: list[Term] = []
    for index, each in enumerate(other):
        if each in term:
            continue
        negated = opposite(each)
        if negated is None:
            return None
        rest = joined((*term, *other[:index], negated))
        found += [] if rest is None else [rest]
    return found
