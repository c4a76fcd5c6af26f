"""Formulas as rules of NFD: terms that must all hold, and alternatives of which one must.

A rule matches where its `matchFeatures` do and one of its `matchAny`. What all alternatives of a formula have in common becomes
the former, what is left of each the latter. In a term every name stands once, so a further question to the same element stands
in a further term; for instances there is none, since each term may be answered by another instance.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, assert_never

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes.nfd import NOT_EXPRESSIBLE
from compatlang.nfd.exporting import formula
from compatlang.nfd.exporting.expressions import Expression, Inexpressible, expressions
from compatlang.nfd.exporting.formula import Conjunction, Element, Formula, Instance, Refused, Reported, Unreported
from compatlang.nfd.exporting.instances import TOO_MANY
from compatlang.nfd.exporting.questions import Question
from compatlang.nfd.exporting.regex import NOTHING
from compatlang.source import Span


class Term(NamedTuple):
    """A term of `matchFeatures`: `expressions` of one feature, none of which ask for some instance.

    Where they are None, it asks whether the feature is there.
    """

    feature: str
    expressions: dict[str, Expression] | None


Terms = tuple[Term, ...]


class Rule(NamedTuple):
    """What a rule matches: all of `features`, and one of `alternatives` where there are any."""

    features: Terms
    alternatives: tuple[Terms, ...]


_NEVER = Rule((Term("kernel.version", {"full": Expression("InRegexp", (NOTHING,))}),), ())
"""A rule that matches nothing. One without terms would match everything."""


def rule(wanted: Formula, span: Span) -> Rule | list[Diagnostic]:
    """A rule that matches where a formula holds, or why there is none; `span` is what the formula was made from."""
    refusals = formula.refusals(wanted)
    if refusals:
        return refusals
    alternatives = formula.alternatives(wanted)
    made = TOO_MANY if alternatives is None else _rule(alternatives)
    return [NOT_EXPRESSIBLE.at(span, made.why, help=made.help)] if isinstance(made, Inexpressible) else made


def _rule(alternatives: list[Conjunction]) -> Rule | Inexpressible:
    if not alternatives:
        return _NEVER
    common = tuple(each for each in alternatives[0] if all(each in other for other in alternatives))
    left = [tuple(each for each in conjunction if each not in common) for conjunction in alternatives]
    parts = [_terms(each) for each in (common, *(left if len(left) > 1 else ()))]
    made: list[Terms] = []
    for each in parts:
        if isinstance(each, Inexpressible):
            return each
        made.append(each)
    return Rule(made[0], tuple(made[1:]))


def _terms(conjunction: Conjunction) -> Terms | Inexpressible:
    """The terms of which all must hold. What any other term of a feature asks implies that the feature is there."""
    asked = {each.feature for each in conjunction if isinstance(each, Element | Instance)}
    terms: list[Term] = []
    elements: list[Term] = []
    for each in conjunction:
        match each:
            case Element(feature, name, question):
                found = expressions(question)
                if isinstance(found, Inexpressible):
                    return found
                for expression in found:
                    term = _term_for(feature, name, elements)
                    if term is None:
                        term = Term(feature, {})
                        terms.append(term)
                        elements.append(term)
                    assert term.expressions is not None
                    term.expressions[name] = expression
            case Instance(feature, questions):
                single = _of_instance(questions)
                if isinstance(single, Inexpressible):
                    return single
                terms.append(Term(feature, single))
            case Reported(feature):
                if feature not in asked:
                    terms.append(Term(feature, None))
            case Unreported() | Refused():
                raise AssertionError("what no rule can ask is refused, or left to a label, before rules are made")
            case _:
                assert_never(each)
    return tuple(terms)


def _term_for(feature: str, name: str, terms: Iterable[Term]) -> Term | None:
    """The first term about elements of a feature in which a name has no expression yet."""
    return next((each for each in terms if each.feature == feature and name not in (each.expressions or {})), None)


def _of_instance(questions: Iterable[tuple[str, Question]]) -> dict[str, Expression] | Inexpressible:
    asked: dict[str, Expression] = {}
    for name, question in questions:
        found = expressions(question)
        if isinstance(found, Inexpressible):
            return found
        (asked[name],) = found
    return asked
