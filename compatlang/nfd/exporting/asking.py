"""Who is asked: how a question to the node becomes a formula, or why it is refused.

The rules of NFD are asked here. `nfd/affinity` asks labels of the node instead, with the same conditions and the same formulas.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from compatlang.diagnostics.codes.nfd import NOT_EXPRESSIBLE
from compatlang.nfd.exporting import formula
from compatlang.nfd.exporting.expressions import Inexpressible, inexpressible
from compatlang.nfd.exporting.formula import Asking, Element, Formula, Unreported
from compatlang.nfd.exporting.questions import Question
from compatlang.source import Span


class AtLeast(NamedTuple):
    """At least so many instances of a feature are so."""

    feature: str
    inner: Formula
    number: int


class AllBut(NamedTuple):
    """All instances of a feature are so, but for so many at most."""

    feature: str
    inner: Formula
    number: int


class Joined(NamedTuple):
    """A question to the version that the texts of some elements of a feature are joined to."""

    feature: str
    names: tuple[str, ...]
    question: Question


Counted = AtLeast | AllBut

Asked = Callable[[Asking | Counted | Joined, Span], Formula]
"""A question that stands at a place of the policy, as it is put; or its refusal, or what it means to who is asked."""

NONE = Inexpressible("NFD can ask for an instance that is so, never that there is none", "ask for `any`")
JOINED = Inexpressible("NFD cannot join texts to a version")
_COUNTED = Inexpressible("NFD cannot count instances", "`any` asks for one, and `count … >= 1` means the same")
_NOT_REPORTED = Inexpressible("NFD cannot ask whether a feature is missing: whatever is asked of it is no match")


def refused(found: Inexpressible, span: Span) -> Formula:
    """A refusal at a place of the policy."""
    return formula.Refused(NOT_EXPRESSIBLE.at(span, found.why, help=found.help))


def asked_of_rules(literal: Asking | Counted | Joined, span: Span) -> Formula:
    """A question to a rule of NFD."""
    match literal:
        case AtLeast():
            return refused(_COUNTED, span)
        case AllBut(number=number):
            return refused(_COUNTED if number else NONE, span)
        case Joined():
            return refused(JOINED, span)
        case Unreported():
            return refused(_NOT_REPORTED, span)
        case Element(question=question, instance=instance):
            why_not = inexpressible(question, instance=instance)
            return literal if why_not is None else refused(why_not, span)
        case _:
            return literal
