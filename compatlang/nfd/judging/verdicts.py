"""The verdicts of an image's specification and of a group, as reports of policies have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import nfd as codes
from compatlang.evaluate.report import (
    GroupResult,
    PolicyResult,
    ProfileResult,
    Reason,
    RequirementResult,
    Score,
    Verdict,
)
from compatlang.nfd import validator
from compatlang.nfd.go import yaml
from compatlang.nfd.importing.documents import image_sets, independent_rules
from compatlang.nfd.judging.states import Judged, Walk, named, requirement
from compatlang.nfd.load import Document
from compatlang.nfd.model import CompatibilitySet, GroupRule, ImageSpec, NodeFeatureGroup
from compatlang.nfd.outcomes import Outcomes, union
from compatlang.nfd.partial import completions
from compatlang.nfd.reasons import wording
from compatlang.nfd.references import Run, only_vars, run
from compatlang.nfd.rule import RuleOutput
from compatlang.nfd.validator import Report
from compatlang.snapshot import Snapshot
from compatlang.source import Span
from compatlang.values.truth import Truth
from compatlang.writing import spelling

_WORST_FIRST = (Truth.NO, Truth.UNKNOWN, Truth.YES)


def reports(spec: ImageSpec, snapshot: Snapshot, tags: Sequence[str]) -> Outcomes[Report]:
    """All that `nfd compat validate-node` may report of an image on a node."""
    start = completions(snapshot, _rules_of_image(spec, tags))
    return union((validator.validate_node(spec, each, tags) for each in start.features), more=start.more)


def image(name: str, document: Document, snapshot: Snapshot, tags: Sequence[str], *, met: bool) -> PolicyResult:
    """Whether an image fits a node: whether one of its sets holds. The heaviest that does is the one to choose.

    The only set of an image is shown as the requirements of its policy, several as profiles, as `import` writes them.
    """
    spec, source = document.model, document.source
    assert isinstance(spec, ImageSpec), "that is what the kind of the document says"
    sets = _sets(spec, source, snapshot, tags, met=met)
    if not sets:
        why = (
            "no compatibility set has one of the tags" if spec.compatibilities else "the image has no compatibility set"
        )
        open_ = _without_rules(source, "compatibilities", f"{why}, so it does not say where it runs", Truth.UNKNOWN)
        return PolicyResult(name, "unknown", False, Score(0, 0), open_)
    reported = reports(spec, snapshot, tags)
    verdict, failing = validator.verdict(reported), _failing(source.span(("compatibilities",)), reported)
    if len(sets) == 1:
        return PolicyResult(name, verdict, False, Score(0, 0), sets[0].requirements, diagnostics=failing)
    return _with_profiles(name, verdict, _profiles(sets), failing)


class _Set(NamedTuple):
    """A compatibility set, where it stands, and what became of its rules."""

    given: CompatibilitySet
    span: Span
    requirements: tuple[RequirementResult, ...]


def _sets(spec: ImageSpec, source: yaml.Document, snapshot: Snapshot, tags: Sequence[str], *, met: bool) -> list[_Set]:
    """The sets with one of the tags, in the order of the document."""
    walk = Walk(snapshot, _rules_of_image(spec, tags), only_vars, fail_fast=False, met=met)
    written = enumerate(zip(spec.compatibilities, image_sets(spec, source), strict=True))
    return [
        _Set(
            given,
            source.span(("compatibilities", place)),
            _as_requirements([walk.judge(each, source) for each in rules], source),
        )
        for place, (given, rules) in written
        if not tags or given.tag in tags
    ]


def _profiles(sets: Sequence[_Set]) -> list[ProfileResult]:
    """Sets as profiles, the heaviest first."""
    names = spelling.Names()
    return [
        ProfileResult(
            names.take(each.given.tag or each.given.description, "set"),
            each.given.weight,
            each.given.tag,
            min((rule.truth for rule in each.requirements), key=_WORST_FIRST.index, default=Truth.YES),
            each.span,
            each.requirements,
        )
        for each in sorted(sets, key=lambda each: -each.given.weight)
    ]


def group(name: str, document: Document, snapshot: Snapshot, *, met: bool) -> PolicyResult:
    """Whether a node belongs to a group: whether one of its rules matches. To a group, a rule that fails does not match."""
    model, source = document.model, document.source
    assert isinstance(model, NodeFeatureGroup), "that is what the kind of the document says"
    rules = model.spec.feature_group_rules
    start = completions(snapshot, rules)
    runs = union((run(rules, each, only_vars) for each in start.features), more=start.more)
    walk = Walk(snapshot, rules, only_vars, fail_fast=True, failing_is_no=True, met=met)
    judged = [walk.judge(each, source) for each in independent_rules(document) or ()]
    requirements = _as_requirements(judged, source) or _without_rules(
        source, "spec", "the group has no rules, so no node belongs to it", Truth.NO
    )
    verdict, failing = _membership(runs, requirements), _failing(source.span(("spec",)), runs)
    if len(requirements) == 1:
        return PolicyResult(name, verdict, False, Score(0, 0), requirements, diagnostics=failing)
    profiles = [ProfileResult(each.name, 0, "", each.truth, each.span, (each,)) for each in requirements]
    return _with_profiles(name, verdict, profiles, failing)


def _membership(runs: Outcomes[Run], requirements: Sequence[RequirementResult]) -> Verdict:
    """One rule that certainly matches is enough, whatever may become of the others, unless NFD crashes there."""
    if runs.failures:
        return "error" if runs.fails else "unknown"
    if any(each.truth is Truth.YES for each in requirements):
        return "compatible"
    answers = {any(isinstance(each, RuleOutput) and each.matches for each in end.results) for end in runs.results}
    if runs.more or len(answers) != 1:
        return "unknown"
    return "compatible" if answers == {True} else "incompatible"


def _rules_of_image(spec: ImageSpec, tags: Sequence[str]) -> list[GroupRule]:
    return [rule for each in spec.compatibilities if not tags or each.tag in tags for rule in each.rules]


def _as_requirements(judged: Sequence[Judged], source: yaml.Document) -> tuple[RequirementResult, ...]:
    names = named([each.placed.rule for each in judged])
    return tuple(requirement(each, name, source) for each, name in zip(judged, names, strict=True))


def _failing(span: Span, outcomes: Outcomes[Any]) -> tuple[Diagnostic, ...]:
    """That NFD ends with an error on this node, where it certainly does, and says nothing of any rule."""
    if not outcomes.fails:
        return ()
    failure = min(outcomes.failures)
    message = f"NFD {'crashes' if failure.panics else 'fails'} on this node: {wording.sentence(failure.text)}"
    return (codes.FAILS.at(span, message),)


def _without_rules(source: yaml.Document, field: str, message: str, truth: Truth) -> tuple[RequirementResult]:
    """What stands in the place of rules where there are none."""
    span = source.span((field,))
    return (RequirementResult(field, "require", truth, span, (Reason(message, span),)),)


def _with_profiles(
    name: str, verdict: Verdict, profiles: Sequence[ProfileResult], diagnostics: tuple[Diagnostic, ...] = ()
) -> PolicyResult:
    """A policy of several alternatives, in the order in which they are preferred."""
    holding = [each for each in profiles if each.truth is Truth.YES] if verdict == "compatible" else []
    chosen = holding[0].name if holding else ""
    certain = holding[0].weight if holding else 0
    possible = max((each.weight for each in profiles if each.truth is not Truth.NO), default=0)
    score = Score(certain, possible if verdict == "unknown" else certain)
    groups = (GroupResult("", tuple(profiles), chosen),)
    return PolicyResult(name, verdict, False, score, groups=groups, diagnostics=diagnostics)
