"""Formulas: questions to NFD features joined by *and* and *or*, and their disjunctive normal form.

There is no *not*, since NFD has none; negations are pushed into the questions before a formula is made. The functions that make
formulas simplify as they do so: questions about one element become one question where they can.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from compatlang.diagnostics import Diagnostic
from compatlang.nfd.exporting import questions, versions
from compatlang.nfd.exporting.questions import Among, Question
from compatlang.values.interval import IntervalSet

ALTERNATIVES = 256
"""How many alternatives one rule may have."""


class Element(msgspec.Struct, frozen=True):
    """A question to one element of a feature; with `instance`, to one attribute of the instance that a quantifier speaks of."""

    feature: str
    name: str
    question: Question
    instance: bool = False


class Instance(msgspec.Struct, frozen=True):
    """Some instance of a feature answers all of the questions, one an attribute."""

    feature: str
    questions: tuple[tuple[str, Question], ...]


class Reported(msgspec.Struct, frozen=True):
    """A feature is reported, empty or not."""

    feature: str


class Unreported(msgspec.Struct, frozen=True):
    """A feature is not reported, which no rule can ask; a label may say so."""

    feature: str


class Refused(msgspec.Struct, frozen=True):
    """Something that NFD cannot ask, and why."""

    diagnostic: Diagnostic


class And(msgspec.Struct, frozen=True):
    """All of the operands; of none: always."""

    operands: tuple[Formula, ...]


class Or(msgspec.Struct, frozen=True):
    """Some operand; of none: never."""

    operands: tuple[Formula, ...]


Asking = Element | Instance | Reported | Unreported
Literal = Asking | Refused
Formula = Literal | And | Or

ALWAYS, NEVER = And(()), Or(())

Conjunction = tuple[Literal, ...]


def truth(value: bool) -> Formula:
    """Always or never."""
    return ALWAYS if value else NEVER


def all_of(operands: Iterable[Formula]) -> Formula:
    """All of the operands, simplified."""
    flat = [inner for each in operands for inner in (each.operands if isinstance(each, And) else (each,))]
    if NEVER in flat:
        return NEVER
    merged = _merged(flat, questions.all_of)
    if any(isinstance(each, Element) and questions.impossible(each.question) for each in merged):
        return NEVER
    return merged[0] if len(merged) == 1 else And(tuple(merged))


def any_of(operands: Iterable[Formula]) -> Formula:
    """Some operand, simplified."""
    flat = [inner for each in operands for inner in (each.operands if isinstance(each, Or) else (each,))]
    if ALWAYS in flat:
        return ALWAYS
    merged = [
        each
        for each in _merged(flat, questions.any_of)
        if not (isinstance(each, Element) and questions.impossible(each.question))
    ]
    return merged[0] if len(merged) == 1 else Or(tuple(merged))


def _merged(operands: Iterable[Formula], merge: questions.Merge) -> list[Formula]:
    """Operands without repetition, questions about one element merged where the first of them stood."""
    asked: dict[Formula, list[Question]] = {}
    for each in operands:
        if isinstance(each, Element):
            asked.setdefault(msgspec.structs.replace(each, question=questions.PRESENT), []).append(each.question)
        else:
            asked.setdefault(each, [])
    found: list[Formula] = []
    for key, those in asked.items():
        if isinstance(key, Element):
            found += [msgspec.structs.replace(key, question=each) for each in merge(those)]
        else:
            found.append(key)
    return found


def refusals(formula: Formula) -> list[Diagnostic]:
    """Why a formula cannot be exported: nothing, where it can."""
    match formula:
        case Refused(diagnostic):
            return [diagnostic]
        case And(operands) | Or(operands):
            return [found for each in operands for found in refusals(each)]
        case _:
            return []


def alternatives(formula: Formula) -> list[Conjunction] | None:
    """The conjunctions of which one must hold, none of them implied by another; None where they are more than `ALTERNATIVES`.

    >>> a, b = Reported("x.a"), Reported("x.b")
    >>> alternatives(all_of([a, any_of([a, b])])) == [(a,)]
    True
    """
    found = _alternatives(formula)
    return None if found is None else _unimplied(found)


def _alternatives(formula: Formula) -> list[Conjunction] | None:
    match formula:
        case Or(operands):
            every: dict[Conjunction, None] = {}
            for each in operands:
                found = _alternatives(each)
                if found is None or len(every) + len(found) > 2 * ALTERNATIVES:
                    return None
                every.update(dict.fromkeys(found))
            return list(every) if len(every) <= ALTERNATIVES else None
        case And(operands):
            products: list[Conjunction] = [()]
            for each in operands:
                found = _alternatives(each)
                if found is None or len(products) * len(found) > 16 * ALTERNATIVES:
                    return None
                both = (_conjunction((*left, *right)) for left in products for right in found)
                products = _unimplied(dict.fromkeys(each for each in both if each is not None))
                if len(products) > ALTERNATIVES:
                    return None
            return products
        case Element(question=Among("version", IntervalSet() as keys)):
            return [(msgspec.structs.replace(formula, question=each),) for each in _parts(keys)]
        case _:
            return [(formula,)]


def _parts(keys: IntervalSet) -> list[Question]:
    """A set of versions as the questions that it takes, of which one must hold."""
    plain, between = versions.parted(keys)
    return [Among("version", plain), *between] if plain else list(between)


def _conjunction(literals: Conjunction) -> Conjunction | None:
    """Literals simplified together; None where they contradict each other."""
    match all_of(literals):
        case Or(()):
            return None
        case And(operands):
            return tuple(each for each in operands if not isinstance(each, And | Or))
        case Element() | Instance() | Reported() | Unreported() | Refused() as single:
            return (single,)
        case _:
            raise AssertionError("literals join to literals")


def _unimplied(conjunctions: Iterable[Conjunction]) -> list[Conjunction]:
    """Without those that ask for all that another asks for, and more."""
    sets = [(each, frozenset(each)) for each in conjunctions]
    return [each for each, own in sets if not any(other < own for _, other in sets)]
