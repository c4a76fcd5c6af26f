"""What a met requirement rests on: the observations that made its condition yes, or for `forbid`, no.

The counterpart of the explainer: it follows the condition as it was answered and keeps what sufficed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, assert_never

from compatlang.evaluate.explain import instances, tables, wording
from compatlang.evaluate.explain.wording import with_phrase
from compatlang.evaluate.report import Reason
from compatlang.typed import tree as typed
from compatlang.typed.show import feature_path, show_condition
from compatlang.values.truth import Truth

if TYPE_CHECKING:
    from compatlang.evaluate.explain.explainer import Explainer, Here


def support(explainer: Explainer, condition: typed.Condition, here: Here) -> tuple[Reason, ...]:
    """The observations that a decided condition rests on."""
    truth = explainer.evaluator.condition(condition, here.environment)
    match condition:
        case typed.Not(operand):
            return support(explainer, operand, here)
        case typed.And(operands):
            return _operands(explainer, operands, here, truth, every=truth is Truth.YES)
        case typed.Or(operands):
            return _operands(explainer, operands, here, truth, every=truth is Truth.NO)
        case typed.RuleCall(rule, arguments):
            inner, called = explainer.evaluator.program.rules[rule].condition, explainer.called(rule, arguments, here)
            return explainer.once((rule, "met"), called, lambda: support(explainer, inner, called))
        case typed.TableCall():
            return (tables.support(explainer, condition, here, truth),)
        case typed.Quantified():
            return (instances.support(explainer, condition, here, truth),)
        case typed.Has(domain, names, _):
            found = [name for name in names if explainer.evaluator.flag(domain, name) is truth]
            verb = "has" if truth is Truth.YES else "has no"
            seen = explainer.locator.element(domain, found[0]) if truth is Truth.YES and found else None
            return (Reason(f"{domain} {verb} {', '.join(found)}", condition.span, domain, ", ".join(found), "", seen),)
        case typed.FlagPresent(domain, name):
            word = "present" if truth is Truth.YES else "missing"
            return (Reason(f"{feature_path(domain, name)} is {word}", condition.span, domain, word),)
        case typed.Reported(domain):
            word = "reported" if truth is Truth.YES else "not reported"
            return (Reason(f"{domain} is {word}", condition.span, domain, word),)
        case typed.Truth():
            return (Reason(f"`{show_condition(condition)}` always holds", condition.span),)
        case typed.Test(subject) | typed.Like(subject) | typed.Matches(subject) | typed.Present(subject):
            return (_value(explainer, condition, subject, here, truth),)
        case typed.Compare(_, left, _):
            return (_value(explainer, condition, left, here, truth),)
    assert_never(condition)


def _operands(
    explainer: Explainer, operands: Sequence[typed.Condition], here: Here, truth: Truth, *, every: bool
) -> tuple[Reason, ...]:
    """Of all operands, or of the first that sufficed."""
    found: list[Reason] = []
    for each in operands:
        if explainer.evaluator.condition(each, here.environment) is truth:
            found.extend(support(explainer, each, here))
            if not every:
                break
    return tuple(dict.fromkeys(found))


def _value(explainer: Explainer, condition: typed.Condition, subject: typed.Value, here: Here, truth: Truth) -> Reason:
    """`kernel.version is 6.8.0 (needs >= 6.1)`: one value, and what is asked of it."""
    observed = explainer.evaluator.observe(subject, here.environment)
    accepted = explainer.accepted(condition, here, truth is Truth.YES)
    if isinstance(subject, typed.Count):
        sentence = f"{wording.word(observed)} {subject.domain} with {with_phrase(subject.condition)}"
    elif isinstance(subject, typed.Attribute):
        sentence = wording.attribute_state(subject.name, observed)
    else:
        sentence = f"{here.shown(subject)} {wording.state(observed)}"
    return Reason(
        f"{sentence} ({accepted.verb} {accepted.text})" if accepted is not None else sentence,
        condition.span,
        here.shown(subject),
        wording.word(observed),
        accepted.phrase if accepted is not None else "",
        explainer.seen(observed),
    )
