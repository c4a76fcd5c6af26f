"""Quantifiers as terms about instances.

A term of an NFD rule that has expressions holds where some instance answers them all, which is `any` of a conjunction. So the
conditions within a quantifier become alternatives, each of them one term, with what it asks of the node as a whole beside it.

That nothing is so of any instance cannot be said: whatever a rule says holds still where there are more instances. So `none`,
`all` and upper bounds of `count` are refused, except where the condition holds of every instance whatsoever.
"""

from __future__ import annotations

from compatlang.nfd.exporting import formula
from compatlang.nfd.exporting.expressions import Inexpressible
from compatlang.nfd.exporting.formula import ALWAYS, Conjunction, Element, Formula, Instance, Literal, Reported
from compatlang.nfd.exporting.questions import Among, Question
from compatlang.nfd.exporting.values import refused
from compatlang.source import Span
from compatlang.values.interval import IntervalSet

NONE = Inexpressible("NFD can ask for an instance that is so, never that there is none", "ask for `any`")
_COUNTED = Inexpressible("NFD cannot count instances", "`any` asks for one, and `count … >= 1` means the same")
_TWO_QUESTIONS = Inexpressible("NFD can ask an instance one question about each attribute, and here are several")
TOO_MANY = Inexpressible(f"NFD would need more than {formula.ALTERNATIVES} alternatives")

_COUNTS = IntervalSet([(0, None)])
_SOME = IntervalSet([(1, None)])


def some(domain: str, inner: Formula, span: Span) -> Formula:
    """Some instance of a domain is so."""
    refusals = [formula.Refused(each) for each in formula.refusals(inner)]
    if refusals:
        return formula.all_of(refusals)
    alternatives = formula.alternatives(inner)
    if alternatives is None:
        return refused(TOO_MANY, span)
    return formula.any_of(_term(domain, each, span) for each in alternatives)


def every(domain: str, inner: Formula, span: Span) -> Formula:
    """Every instance of a domain is so, of which there may be none: only where it goes without saying."""
    return Reported(domain) if inner == ALWAYS else refused(NONE, span)


def counted(domain: str, question: Question, inner: Formula, span: Span) -> Formula:
    """The number of instances that are so certainly answers a question."""
    if not isinstance(question, Among) or not isinstance(question.keys, IntervalSet):
        return ALWAYS  # a count is always there
    wanted = question.keys & _COUNTS
    if wanted == _COUNTS:
        return ALWAYS
    if not wanted:
        return formula.NEVER
    return some(domain, inner, span) if wanted == _SOME else refused(_COUNTED, span)


def _term(domain: str, conjunction: Conjunction, span: Span) -> Formula:
    """One alternative: what it asks of the instance, and what it asks of the node."""
    asked: dict[str, Question] = {}
    outside: list[Literal] = []
    for each in conjunction:
        if not (isinstance(each, Element) and each.instance):
            outside.append(each)
        elif each.name in asked:
            return refused(_TWO_QUESTIONS, span)
        else:
            asked[each.name] = each.question
    return formula.all_of([Instance(domain, tuple(asked.items())), *outside])
