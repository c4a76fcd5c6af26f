"""Quantifiers as terms about instances.

A term of an NFD rule that has expressions holds where some instance answers them all, which is `any` of a conjunction. So the
conditions within a quantifier become alternatives, each of them one term, with what it asks of the node as a whole beside it.

That nothing is so of any instance cannot be said: whatever a rule says holds still where there are more instances. So `none`,
`all` and bounds of `count` are put to who is asked, and a rule refuses them, except where the condition holds of every instance
whatsoever. What is counted is certain: of at least so many the instances that are so, of at most so many those that are not
certainly otherwise.
"""

from __future__ import annotations

from compatlang.nfd.exporting import formula
from compatlang.nfd.exporting.asking import AllBut, Asked, AtLeast, refused
from compatlang.nfd.exporting.expressions import Inexpressible
from compatlang.nfd.exporting.formula import ALWAYS, Conjunction, Element, Formula, Instance, Literal, Reported
from compatlang.nfd.exporting.questions import Among, Question
from compatlang.source import Span
from compatlang.values.interval import Interval, IntervalSet

_TWO_QUESTIONS = Inexpressible("NFD can ask an instance one question about each attribute, and here are several")
TOO_MANY = Inexpressible(f"NFD would need more than {formula.ALTERNATIVES} alternatives")

_COUNTS = IntervalSet([(0, None)])


def some(domain: str, inner: Formula, span: Span, asked: Asked) -> Formula:
    """Some instance of a domain is so."""
    refusals = [formula.Refused(each) for each in formula.refusals(inner)]
    if refusals:
        return formula.all_of(refusals)
    alternatives = formula.alternatives(inner)
    if alternatives is None:
        return refused(TOO_MANY, span)
    return formula.any_of(_term(domain, each, span, asked) for each in alternatives)


def every(domain: str, inner: Formula, span: Span, asked: Asked) -> Formula:
    """Every instance of a domain is so, of which there may be none."""
    return asked(Reported(domain) if inner == ALWAYS else AllBut(domain, inner, 0), span)


def counted(domain: str, question: Question, yes: Formula, no: Formula, span: Span, asked: Asked) -> Formula:
    """The number of instances that are so certainly answers a question; `yes` is when one is so, `no` when it is not."""

    def between(interval: Interval) -> Formula:
        low, high = interval
        least = [some(domain, yes, span, asked) if low == 1 else asked(AtLeast(domain, yes, low), span)] if low else []
        most = [] if high is None else [asked(AllBut(domain, no, high - 1), span)]
        return formula.all_of([*least, *most])

    if not isinstance(question, Among) or not isinstance(question.keys, IntervalSet):
        return ALWAYS  # a count is always there
    return formula.any_of(between(each) for each in (question.keys & _COUNTS).intervals)


def _term(domain: str, conjunction: Conjunction, span: Span, asked: Asked) -> Formula:
    """One alternative: what it asks of the instance, and what it asks of the node."""
    questions: dict[str, Question] = {}
    outside: list[Literal] = []
    for each in conjunction:
        if not (isinstance(each, Element) and each.instance):
            outside.append(each)
        elif each.name in questions:
            return refused(_TWO_QUESTIONS, span)
        else:
            questions[each.name] = each.question
    return formula.all_of([asked(Instance(domain, tuple(questions.items())), span), *outside])
