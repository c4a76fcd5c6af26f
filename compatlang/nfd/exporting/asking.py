"""Who is asked: how a question to the node becomes a formula, or why it is refused.

The rules of NFD are asked here. `nfd/affinity` asks labels of the node instead, with the same conditions and the same formulas.
"""

from __future__ import annotations

from collections.abc import Callable

from compatlang.diagnostics.codes.nfd import NOT_EXPRESSIBLE
from compatlang.nfd.exporting import formula
from compatlang.nfd.exporting.expressions import Inexpressible, inexpressible
from compatlang.nfd.exporting.formula import Element, Formula, Instance, Reported
from compatlang.source import Span

Asked = Callable[[Element | Instance | Reported, Span], Formula]
"""A question that stands at a place of the policy, as it is put; or its refusal."""


def refused(found: Inexpressible, span: Span) -> Formula:
    """A refusal at a place of the policy."""
    return formula.Refused(NOT_EXPRESSIBLE.at(span, found.why, help=found.help))


def asked_of_rules(literal: Element | Instance | Reported, span: Span) -> Formula:
    """A question to a rule of NFD."""
    why_not = None
    if isinstance(literal, Element):
        why_not = inexpressible(literal.question, instance=literal.instance)
    return literal if why_not is None else refused(why_not, span)
