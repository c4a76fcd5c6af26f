"""The verdicts of an image's specification and of a group, as reports of policies have them."""

from __future__ import annotations

from collections.abc import Sequence

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
from compatlang.nfd.importing import spelling
from compatlang.nfd.importing.documents import image_sets, independent_rules
from compatlang.nfd.judging.states import Judged, Walk, named, requirement
from compatlang.nfd.load import Document
from compatlang.nfd.model import GroupRule, ImageSpec, NodeFeatureGroup
from compatlang.nfd.outcomes import Failure, Outcomes, union
from compatlang.nfd.partial import completions
from compatlang.nfd.reasons import wording
from compatlang.nfd.references import Run, only_vars, run
from compatlang.nfd.rule import RuleOutput
from compatlang.nfd.validator import Report
from compatlang.snapshot import Snapshot
from compatlang.values.truth import Truth

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
    written = enumerate(zip(spec.compatibilities, image_sets(spec, source), strict=True))
    kept = [(place, given, rules) for place, (given, rules) in written if not tags or given.tag in tags]
    if not kept:
        return PolicyResult(name, "unknown", False, Score(0, 0), (_nothing_said(source),))
    reported = reports(spec, snapshot, tags)
    verdict = validator.verdict(reported)
    walk = Walk(source, completions(snapshot, _rules_of_image(spec, tags)), only_vars, fail_fast=False, met=met)
    sets = [(given, _as_requirements(list(map(walk.judge, rules)), source), place) for place, given, rules in kept]
    failing = (_failing(source, min(reported.failures)),) if verdict == "error" else ()
    if len(sets) == 1:
        return PolicyResult(name, verdict, False, Score(0, 0), sets[0][1], diagnostics=failing)
    names = spelling.Names()
    profiles = [
        ProfileResult(
            names.take(given.tag or given.description, "set"),
            given.weight,
            given.tag,
            min((each.truth for each in requirements), key=_WORST_FIRST.index, default=Truth.YES),
            source.span(("compatibilities", place)),
            requirements,
        )
        for given, requirements, place in sorted(sets, key=lambda each: -each[0].weight)
    ]
    return _with_profiles(name, verdict, profiles, failing)


def group(name: str, document: Document, snapshot: Snapshot, *, met: bool) -> PolicyResult:
    """Whether a node belongs to a group: whether one of its rules matches. To a group, a rule that fails does not match."""
    model, source = document.model, document.source
    assert isinstance(model, NodeFeatureGroup), "that is what the kind of the document says"
    rules = model.spec.feature_group_rules
    start = completions(snapshot, rules)
    runs = union((run(rules, each, only_vars) for each in start.features), more=start.more)
    walk = Walk(source, start, only_vars, fail_fast=True, met=met)
    judged = [walk.judge(each).failing_is_no() for each in independent_rules(document) or ()]
    requirements = _as_requirements(judged, source)
    verdict = _membership(runs)
    if len(requirements) < 2:
        return PolicyResult(name, verdict, False, Score(0, 0), requirements)
    profiles = [ProfileResult(each.name, 0, "", each.truth, each.span, (each,)) for each in requirements]
    return _with_profiles(name, verdict, profiles)


def _membership(runs: Outcomes[Run]) -> Verdict:
    answers = {any(isinstance(each, RuleOutput) and each.matches for each in end.results) for end in runs.results}
    if runs.failures or runs.more or len(answers) != 1:
        return "unknown"
    return "compatible" if answers == {True} else "incompatible"


def _rules_of_image(spec: ImageSpec, tags: Sequence[str]) -> list[GroupRule]:
    return [rule for each in spec.compatibilities if not tags or each.tag in tags for rule in each.rules]


def _as_requirements(judged: Sequence[Judged], source: yaml.Document) -> tuple[RequirementResult, ...]:
    names = named([each.placed.rule for each in judged])
    return tuple(requirement(each, name, source) for each, name in zip(judged, names, strict=True))


def _failing(source: yaml.Document, failure: Failure) -> Diagnostic:
    """That NFD's client ends with an error on this node, and says nothing of any set."""
    message = f"NFD {'crashes' if failure.panics else 'fails'} on this node: {wording.sentence(failure.text)}"
    return codes.FAILS.at(source.span(("compatibilities",)), message)


def _nothing_said(source: yaml.Document) -> RequirementResult:
    span = source.span(("compatibilities",))
    said = Reason("the image has no compatibility set, so it does not say where it runs", span)
    return RequirementResult("compatibilities", "require", Truth.UNKNOWN, span, (said,))


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
