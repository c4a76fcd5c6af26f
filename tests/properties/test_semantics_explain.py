"""Explanations: the same report as a check, in which what is met has reasons, too."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from compatlang.evaluate.report import GroupResult, PolicyResult, ProfileResult, Reason, RequirementResult
from compatlang.snapshot import Snapshot
from compatlang.values.truth import Truth
from tests.strategies import examples, policies, snapshots
from tests.strategies.evaluation import compiled, features, mentioned


@st.composite
def checks(draw: st.DrawFn) -> tuple[str, Snapshot]:
    text = draw(policies(most=3))
    return text, draw(snapshots(mentioned(text), features(compiled(text).program)))


def _requirement(result: RequirementResult) -> RequirementResult:
    return msgspec.structs.replace(result, reasons=()) if result.truth is Truth.YES else result


def _profile(result: ProfileResult) -> ProfileResult:
    return msgspec.structs.replace(result, requirements=tuple(map(_requirement, result.requirements)))


def _group(result: GroupResult) -> GroupResult:
    return msgspec.structs.replace(result, profiles=tuple(map(_profile, result.profiles)))


def _without_support(result: PolicyResult) -> PolicyResult:
    return msgspec.structs.replace(
        result,
        requirements=tuple(map(_requirement, result.requirements)),
        warnings=tuple(map(_requirement, result.warnings)),
        groups=tuple(map(_group, result.groups)),
    )


def _all(reasons: tuple[Reason, ...]) -> Iterator[Reason]:
    for each in reasons:
        yield each
        yield from _all(each.children)


@examples(250)
@given(checks())
def test_an_explanation_is_the_check_and_what_it_rests_on(check: tuple[str, Snapshot]) -> None:
    text, snapshot = check
    made = compiled(text)
    explained = made.explain(snapshot)
    assert tuple(map(_without_support, explained.results)) == made.check(snapshot).results
    for result in explained.results:
        for each in (*result.requirements, *result.warnings):
            for reason in _all(each.reasons):
                assert reason.message
                assert 0 <= reason.span.start <= reason.span.end <= len(made.sources[reason.span.file].text)


@examples(250)
@given(checks())
def test_what_is_met_rests_on_something(check: tuple[str, Snapshot]) -> None:
    text, snapshot = check
    for result in compiled(text).explain(snapshot).results:
        for each in (*result.requirements, *result.warnings):
            assert each.reasons, each
