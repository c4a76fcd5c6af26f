"""What flags and attributes answer to the expressions of a term, one sentence for each."""

from __future__ import annotations

from compatlang.evaluate.report import Reason
from compatlang.nfd.expression import Verdict
from compatlang.nfd.features import FeatureSet
from compatlang.nfd.match import match_expressions
from compatlang.nfd.model import Expressions, MatchExpression
from compatlang.nfd.outcomes import Failure
from compatlang.nfd.reasons import wording
from compatlang.nfd.reasons.told import Told, Where

_FOR_FLAGS = ("", "Exists", "DoesNotExist")
"""The operators that may hold for a flag."""


def tell(asked: Expressions, feature: str, there: FeatureSet, where: Where) -> list[Told]:
    """Each expression against flags and attributes; what instances there are does not matter."""
    elements = there._replace(instances=())
    return [
        _element(name, expression, wording.clipped(f"{feature}.{name}"), elements, where.at(name))
        for name, expression in asked.items()
    ]


def _element(name: str, expression: MatchExpression | None, subject: str, there: FeatureSet, where: Where) -> Told:
    value = (there.attributes or {}).get(name)
    is_flag = value is None and name in (there.flags or ())
    seen, span = wording.observed(subject, "present" if is_flag else value), where.span
    if expression is None:
        seen, span = wording.null(subject), where.key_span
    state = "present" if is_flag else "absent" if value is None else wording.clipped(value)
    answer, needed = _answer(name, expression, there), wording.needs(expression)
    if isinstance(answer, Failure) and answer in where.failures:
        return Told(False, Reason(wording.fails(seen, answer), span, subject, state, needed), frozenset({answer}))
    why = ""
    if is_flag and expression is not None and expression.op not in _FOR_FLAGS:
        why = "a flag has no value"
    elif value is None and not is_flag:
        why = wording.absence(expression)
    message = wording.asked(seen, expression, answer is True, why)
    return Told(answer is True, Reason(message, span, subject, state, needed))


def _answer(name: str, expression: MatchExpression | None, there: FeatureSet) -> Verdict:
    """Whether one expression holds, as `match` has it."""
    answer = match_expressions({name: expression}, there, fail_fast=False)
    return answer.results[0].holds if answer.results else min(answer.failures)
