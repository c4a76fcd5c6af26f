"""From answers to a report: every statement with its name, its truth and, where it is not yes, its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import evaluation
from compatlang.evaluate.explain import Explainer
from compatlang.evaluate.observe import Place, Unparsable
from compatlang.evaluate.reference import Evaluator
from compatlang.evaluate.report import (
    GroupResult,
    PolicyResult,
    PreferenceResult,
    ProfileResult,
    Report,
    RequirementResult,
)
from compatlang.evaluate.verdict import (
    Answer,
    GroupAnswer,
    ProfileAnswer,
    evaluate,
    is_requirement,
    is_warning,
)
from compatlang.snapshot import Snapshot
from compatlang.snapshot.locate import Locator
from compatlang.source import Span
from compatlang.typed import tree as typed
from compatlang.typed.show import feature_path, quoted


def report(
    program: typed.Program,
    policies: Mapping[str, Sequence[typed.Value]],
    snapshot: Snapshot,
    tags: frozenset[str] = frozenset(),
    *,
    met: bool = False,
) -> Report:
    """The verdicts of policies, each with its arguments, on one node. With `met`, requirements that are met say why, too."""
    evaluator = Evaluator(program, snapshot)
    locator = Locator(snapshot)
    explainer = Explainer(evaluator, locator, met=met)
    results = tuple(_result(explainer, policy, arguments, tags) for policy, arguments in policies.items())
    return Report(snapshot.node, results, _unparsable(evaluator.unparsable, snapshot, locator))


def _result(explainer: Explainer, policy: str, arguments: Sequence[typed.Value], tags: frozenset[str]) -> PolicyResult:
    evaluated = evaluate(explainer.evaluator, policy, arguments, tags)
    chosen = [group.chosen for group in evaluated.groups if group.chosen is not None]
    counting = [*evaluated.answers, *(each for profile in chosen for each in profile.answers)]
    return PolicyResult(
        explainer.evaluator.program.policies[policy].name,
        evaluated.decision.verdict,
        evaluated.decision.degraded,
        evaluated.decision.score,
        tuple(_requirement(explainer, each) for each in evaluated.answers if is_requirement(each)),
        tuple(_requirement(explainer, each) for each in counting if is_warning(each)),
        tuple(_preferences(counting)),
        tuple(_group(explainer, each) for each in evaluated.groups),
    )


def _requirement(explainer: Explainer, answer: Answer) -> RequirementResult:
    statement = answer.placed.statement
    assert isinstance(statement, typed.Requirement)
    return RequirementResult(
        answer.placed.name,
        statement.kind,
        answer.truth,
        statement.span,
        explainer.reasons(answer),
        statement.because,
        statement.fix,
    )


def _preferences(answers: Iterable[Answer]) -> Iterable[PreferenceResult]:
    for each in answers:
        statement = each.placed.statement
        if isinstance(statement, typed.Preference):
            yield PreferenceResult(each.placed.name, statement.weight, each.truth, statement.span)


def _group(explainer: Explainer, group: GroupAnswer) -> GroupResult:
    return GroupResult(
        group.owner,
        tuple(_profile(explainer, each) for each in group.profiles),
        group.chosen.name if group.chosen is not None else "",
    )


def _profile(explainer: Explainer, answer: ProfileAnswer) -> ProfileResult:
    return ProfileResult(
        answer.name,
        answer.profile.weight,
        answer.profile.tag,
        answer.truth,
        answer.profile.span,
        tuple(_requirement(explainer, each) for each in answer.answers if is_requirement(each)),
    )


def _unparsable(found: Iterable[Unparsable], snapshot: Snapshot, locator: Locator) -> tuple[Diagnostic, ...]:
    """One diagnostic for each value that was asked for and does not parse."""
    diagnostics = []
    for each in dict.fromkeys(found):
        if each.place is None:
            continue
        span = _place(each.place, locator) or Span(snapshot.node, 0, 0)
        diagnostics.append(
            evaluation.UNPARSABLE_VALUE.at(
                span,
                f"{feature_path(each.place.domain, each.place.name)} is {quoted(each.text)}, which is no {each.type}",
                notes=["whatever asks for it is unknown on this node"],
            )
        )
    return tuple(dict.fromkeys(diagnostics))


def _place(place: Place, locator: Locator) -> Span | None:
    if place.instance >= 0:
        return locator.instance(place.domain, place.instance, place.name)
    return locator.element(place.domain, place.name)
