"""Random policies compile, and mean what a second formulation of the language says."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

import compatlang
from compatlang.snapshot import Snapshot
from compatlang.values import scalar
from compatlang.values.scalar import ScalarType
from compatlang.values.truth import Truth
from tests.strategies import conditions, declarations, examples, more_reported, policies, snapshots
from tests.strategies.evaluation import WORDS, answers, asking, compiled, evaluated, features, mentioned
from tests.strategies.naive import Alternative, Answer, File, Found, Naive, Place, Reader, all_of, any_of
from tests.strategies.values import pattern_literals


@examples(150)
@given(policies())
def test_random_policies_compile(text: str) -> None:
    compiled(text)


@examples(200)
@given(st.data())
def test_policies_mean_what_the_language_says(data: st.DataObject) -> None:
    text = data.draw(policies(most=3))
    program = compiled(text).program
    snapshot = data.draw(snapshots(mentioned(text), features(program)))
    found = evaluated(program, snapshot)
    meaning = Reader(File(text), snapshot).read("main")

    assert [WORDS[each.truth] for each in found.answers] == [each.answer for each in meaning.statements]
    for group, alternatives in zip(found.groups, meaning.groups, strict=True):
        for profile, alternative in zip(group.profiles, alternatives, strict=True):
            assert [WORDS[each.truth] for each in profile.answers] == [each.answer for each in alternative.statements]
            assert WORDS[profile.truth] is _holds(alternative)
            assert (profile.profile.weight, profile.profile.tag) == (alternative.weight, alternative.tag)
    verdict = all_of([*_required(meaning.statements), *(any_of(map(_holds, group)) for group in meaning.groups)])
    assert found.decision.verdict == {True: "compatible", False: "incompatible", None: "unknown"}[verdict]


def _required(statements: tuple[Found, ...]) -> list[Answer]:
    return [each.answer for each in statements if each.kind in ("require", "forbid")]


def _holds(alternative: Alternative) -> Answer:
    return all_of(_required(alternative.statements))


@examples(200)
@given(st.data())
def test_conditions_mean_what_the_language_says(data: st.DataObject) -> None:
    declared, names = data.draw(declarations())
    asked = data.draw(st.lists(conditions(names, 2), min_size=1, max_size=5))
    text = asking(declared, *asked)
    program = compiled(text).program
    file = File(text)
    nodes = [each.conditions for each in file.policies["main"].statements]  # type: ignore[union-attr]
    for snapshot in data.draw(st.lists(snapshots(mentioned(text), features(program)), min_size=1, max_size=3)):
        naive = Naive(file, snapshot)
        assert [WORDS[each] for each in answers(program, snapshot)] == [naive.block(each, Place()) for each in nodes]


@examples(200)
@given(st.data())
def test_what_is_decided_holds_in_every_world(data: st.DataObject) -> None:
    """Worlds in which all is reported that was not: a second formulation finds in each what was decided before."""
    declared, names = data.draw(declarations(reported=False))
    text = asking(declared, *data.draw(st.lists(conditions(names, 2), min_size=1, max_size=4)))
    program = compiled(text).program
    file, domains = File(text), mentioned(text)
    snapshot = data.draw(snapshots(domains, features(program)))
    decided = answers(program, snapshot)
    for _ in range(2):
        world = data.draw(more_reported(snapshot, domains, features(program), complete=True))
        found = [each.answer for each in Reader(file, world).read("main").statements]
        for before, after in zip(decided, found, strict=True):
            assert before is Truth.UNKNOWN or WORDS[before] is after


@examples(150)
@given(st.data())
def test_answers_depend_on_the_snapshot_alone(data: st.DataObject) -> None:
    """One evaluator asked twice, and fresh ones, in any order: all give one answer."""
    declared, names = data.draw(declarations())
    asked = data.draw(st.lists(conditions(names, 2), min_size=2, max_size=4))
    text = asking(declared, *asked, *reversed(asked))
    program = compiled(text).program
    snapshot: Snapshot = data.draw(snapshots(mentioned(text), features(program)))
    found = answers(program, snapshot)
    assert found == found[::-1]
    assert all(one == other for one, other in pairwise([found, answers(program, snapshot), answers(program, snapshot)]))


@examples(150)
@given(st.data(), st.sampled_from(sorted(scalar.ORDERED_TYPES)), st.sampled_from(("..", "..<")))
def test_a_range_is_refused_where_nothing_lies_in_it(data: st.DataObject, type_: ScalarType, to: str) -> None:
    """What is refused admits none of many values; what is not admits an end of it."""
    low, high = data.draw(pattern_literals(type_)), data.draw(pattern_literals(type_))
    domain = f"domain acme.any: attributes {{ it: {type_} }}"
    made = compatlang.compile(asking(domain, f"acme.any.it in {low} {to} {high}"), name="random.compat")
    first, last = scalar.literal_bounds(type_, low), scalar.literal_bounds(type_, high)
    assert first is not None
    assert last is not None
    empty = not first[0] < (last[0] if to == "..<" else last[1])
    assert [each.code for each in made.diagnostics] == (["empty-range"] if empty else [])
