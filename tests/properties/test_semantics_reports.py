"""Reports: the same for the same snapshot, and with reasons for everything that is not yes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

import compatlang
from compatlang.evaluate.report import PolicyResult, Reason, Report, RequirementResult
from compatlang.snapshot import Section, Snapshot
from compatlang.values.truth import Truth
from tests.strategies import examples, policies, snapshots
from tests.strategies.evaluation import compiled, evaluated, features, mentioned

T = TypeVar("T")


@st.composite
def checks(draw: st.DrawFn) -> tuple[str, Snapshot]:
    """A policy and a snapshot of what it speaks of."""
    text = draw(policies(most=3))
    return text, draw(snapshots(mentioned(text), features(compiled(text).program)))


def _reversed(mapping: Mapping[str, T]) -> dict[str, T]:
    return dict(reversed(list(mapping.items())))


def _reordered(snapshot: Snapshot) -> Snapshot:
    """The same snapshot, its mappings filled in another order."""
    sections = {
        name: Section(
            None if each.flags is None else frozenset(sorted(each.flags, reverse=True)),
            None if each.attributes is None else _reversed(each.attributes),
            None if each.instances is None else tuple(_reversed(one) for one in each.instances),
            each.partial,
        )
        for name, each in reversed(list(snapshot.sections.items()))
    }
    return Snapshot(snapshot.node, sections, snapshot.documents, _reversed(snapshot.given))


@examples(80)
@given(checks())
def test_a_report_is_the_same_every_time(check: tuple[str, Snapshot]) -> None:
    text, snapshot = check
    made = compiled(text)
    report = made.check(snapshot)
    assert report == made.check(snapshot)
    assert report == made.check(_reordered(snapshot))
    assert report == compiled(text).check(snapshot)


def _requirements(result: PolicyResult) -> Iterator[RequirementResult]:
    yield from result.requirements
    yield from result.warnings
    for group in result.groups:
        for profile in group.profiles:
            yield from profile.requirements


def _reasons(reasons: tuple[Reason, ...]) -> Iterator[Reason]:
    for each in reasons:
        yield each
        yield from _reasons(each.children)


def _lies_in(reason: Reason, made: compatlang.Policies) -> None:
    span = reason.span
    assert 0 <= span.start <= span.end <= len(made.sources[span.file].text)
    assert reason.message
    assert reason.seen is None


@examples(150)
@given(checks())
def test_what_is_not_yes_has_reasons_and_what_is_has_none(check: tuple[str, Snapshot]) -> None:
    made, report = _checked(check)
    for result in report.results:
        for each in _requirements(result):
            assert (each.truth is Truth.YES) == (not each.reasons), each
            assert made.sources[each.span.file].slice(each.span)
            for reason in _reasons(each.reasons):
                _lies_in(reason, made)


def _checked(check: tuple[str, Snapshot]) -> tuple[compatlang.Policies, Report]:
    made = compiled(check[0])
    return made, made.check(check[1])


@examples(100)
@given(checks())
def test_a_report_says_what_was_evaluated(check: tuple[str, Snapshot]) -> None:
    made, report = _checked(check)
    result = next(each for each in report.results if each.policy == "main")
    found = evaluated(made.program, check[1])
    assert result.decision == found.decision
    assert (result.verdict == "compatible") == (not result.open() or _only_unchosen(result))
    assert result.chosen == tuple(each.chosen.name for each in found.groups if each.chosen is not None)
    assert result.degraded == any(each.truth is not Truth.YES for each in result.warnings)
    certain = sum(each.weight for each in result.preferences if each.truth is Truth.YES)
    chosen = {profile.name: profile.weight for group in result.groups for profile in group.profiles}
    certain += sum(chosen[name] for name in result.chosen)
    unsettled = any(profile.truth is Truth.UNKNOWN for group in result.groups for profile in group.profiles)
    assert result.score.certain == certain or unsettled
    names = [each.name for each in (*result.requirements, *result.warnings)]
    names += [each.name for each in result.preferences]
    assert len(names) == len(set(names))


def _only_unchosen(result: PolicyResult) -> bool:
    """Whether what is open belongs to profiles of groups in which one holds."""
    return not any(each.truth is not Truth.YES for each in result.requirements) and all(
        group.chosen for group in result.groups
    )


@examples(60)
@given(checks())
def test_every_diagnostic_is_about_a_value_that_does_not_parse(check: tuple[str, Snapshot]) -> None:
    _, report = _checked(check)
    for each in report.diagnostics:
        assert each.code == "unparsable-value"
        assert "which is no" in each.message
