"""Explanations of questions about instances: the nearest one, and which of its conditions fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compatlang.evaluate.explain import wording
from compatlang.evaluate.explain.wording import Accepted, with_phrase
from compatlang.evaluate.observe import Counted
from compatlang.evaluate.reference import Environment, Numbered
from compatlang.evaluate.report import Reason
from compatlang.typed import tree as typed
from compatlang.values.truth import Truth

if TYPE_CHECKING:
    from compatlang.evaluate.explain.explainer import Explainer, Here


def explain(explainer: Explainer, condition: typed.Quantified, here: Here, truth: Truth, wanted: bool) -> Reason:
    """Why a quantifier is not as `wanted`."""
    domain, inner, phrase = condition.domain, condition.condition, with_phrase(condition.condition)
    section = explainer.evaluator.snapshot.sections.get(domain)
    if section is None or section.instances is None:
        asked = {"any": "one", "all": "all", "none": "none"}[condition.kind]
        needed = f"{asked} with {phrase}" if wanted else f"not {asked} with {phrase}"
        return Reason(f"{domain} is not reported, needs {needed}", condition.span, domain, "not reported", needed)
    if condition.kind == "all" and not wanted:
        return Reason(f"all {domain} have {phrase}, must not", condition.span, domain, "all", f"not all with {phrase}")
    answers = explainer.evaluator.instances(section, inner, here.environment)
    if condition.kind == "all":
        return _offending(explainer, condition, here, answers, Truth.NO)
    if (condition.kind == "any") is wanted:
        decided = truth is (Truth.NO if condition.kind == "any" else Truth.YES)
        message = f"no {domain} with {phrase}" if decided else f"it is not known whether a {domain} has {phrase}"
        if section.partial:
            message += f" (`{domain}` is only partly known)"
        nearest = _nearest(explainer, domain, inner, here)
        children = (nearest,) if nearest is not None else ()
        return Reason(
            message, condition.span, domain, _instances(len(answers)), f"one with {phrase}", children=children
        )
    return _offending(explainer, condition, here, answers, Truth.YES)


def _offending(
    explainer: Explainer,
    condition: typed.Quantified,
    here: Here,
    answers: list[tuple[Numbered, Truth]],
    offence: Truth,
) -> Reason:
    """The instances that should not be as they are, and the first of them."""
    domain, phrase = condition.domain, with_phrase(condition.condition)
    accepted = f"all with {phrase}" if offence is Truth.NO else f"none with {phrase}"
    certain = [each for each, answer in answers if answer is offence]
    possible = [each for each, answer in answers if answer is Truth.UNKNOWN]
    found = certain or possible
    if not found:
        message = f"{domain} is only partly known, needs {accepted}"
        return Reason(message, condition.span, domain, "only partly known", accepted)
    perhaps = "" if certain else "perhaps "
    what = "without" if offence is Truth.NO else "with"
    message = f"{perhaps}{len(found)} {domain} {what} {phrase}, needs {accepted.split(' ', 1)[0]}"
    child = _instance(explainer, domain, condition.condition, found[0], here, "the first")
    return Reason(
        message, condition.span, domain, f"{perhaps}{len(found)} {what} {phrase}", accepted, child.seen, (child,)
    )


def support(explainer: Explainer, condition: typed.Quantified, here: Here, truth: Truth) -> Reason:
    """What a decided quantifier rests on."""
    domain, phrase = condition.domain, with_phrase(condition.condition)
    section = explainer.evaluator.snapshot.sections[domain]
    answers = explainer.evaluator.instances(section, condition.condition, here.environment)
    holding = [each for each, answer in answers if answer is Truth.YES]
    if condition.kind == "all":
        message = (
            f"all {len(answers)} {domain} with {phrase}" if truth is Truth.YES else f"some {domain} without {phrase}"
        )
        return Reason(message, condition.span, domain, str(len(holding)))
    message = f"{len(holding)} {domain} with {phrase}" if holding else f"no {domain} with {phrase}"
    if not holding:
        return Reason(message, condition.span, domain, "0")
    first = holding[0]
    seen = explainer.locator.instance(domain, first.position)
    name = wording.instance_name(domain, first.position, first.attributes)
    return Reason(f"{message}: {name}", condition.span, domain, str(len(holding)), "", seen)


def explain_count(
    explainer: Explainer, condition: typed.Condition, count: typed.Count, here: Here, accepted: Accepted
) -> Reason:
    """Why a number of instances was not accepted."""
    domain, phrase = count.domain, with_phrase(count.condition)
    subject = f"count {domain}"
    section = explainer.evaluator.snapshot.sections.get(domain)
    if section is None or section.instances is None:
        message = f"{domain} is not reported, {accepted.verb} {accepted.text} with {phrase}"
        return Reason(message, condition.span, subject, "not reported", accepted.phrase)
    observed = explainer.evaluator.observe(count, here.environment)
    assert isinstance(observed, Counted)
    message = f"{wording.number(observed)} {domain} with {phrase}, {accepted.verb} {accepted.text}"
    nearest = None if observed.certain else _nearest(explainer, domain, count.condition, here)
    children = (nearest,) if nearest is not None else ()
    return Reason(message, condition.span, subject, wording.number(observed), accepted.phrase, children=children)


def _nearest(explainer: Explainer, domain: str, inner: typed.Condition, here: Here) -> Reason | None:
    """The instance of which most conditions hold; none where no instance has anything in common with what is asked."""
    section = explainer.evaluator.snapshot.sections.get(domain)
    operands = inner.operands if isinstance(inner, typed.And) else (inner,)
    best: Numbered | None = None
    best_rank = 0 if len(operands) > 1 else -1
    for position, attributes in enumerate((section.instances if section is not None else None) or ()):
        numbered = Numbered(position, attributes)
        inside = Environment(here.environment.parameters, numbered)
        answers = [explainer.evaluator.condition(each, inside) for each in operands]
        rank = sum(answers)
        if rank > best_rank and rank < Truth.YES * len(operands):
            best, best_rank = numbered, rank
    return None if best is None else _instance(explainer, domain, inner, best, here, "nearest")


def _instance(
    explainer: Explainer, domain: str, inner: typed.Condition, instance: Numbered, here: Here, word: str
) -> Reason:
    inside = here._replace(environment=Environment(here.environment.parameters, instance))
    failing = explainer.explain(inner, inside, True)
    name = wording.instance_name(domain, instance.position, instance.attributes)
    details = "; ".join(each.message for each in failing)
    return Reason(
        f"{word}: {name} {details}" if details else f"{word}: {name}",
        inner.span,
        domain,
        name,
        seen=explainer.locator.instance(domain, instance.position),
    )


def _instances(number: int) -> str:
    return {0: "no instances", 1: "1 instance"}.get(number, f"{number} instances")
