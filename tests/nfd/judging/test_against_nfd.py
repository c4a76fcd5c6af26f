"""Verdicts and outputs on random nodes, held against what NFD's own code says of the same documents.

Snapshots do not tell a feature set that is null from an empty one, and so the cases have none that is null.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.errors import UsageError
from compatlang.evaluate.report import PolicyResult
from compatlang.nfd.features import to_snapshot
from compatlang.nfd.judging import Documents, read
from compatlang.nfd.model import ImageSpec
from compatlang.nfd.validator import validate_node, verdict
from compatlang.snapshot import Snapshot
from compatlang.values.truth import Truth
from tests.nfd import ours
from tests.nfd.disagreements import OFTEN, bare
from tests.nfd.strategies import as_text, group_rule_cases, image_cases, sequence_cases
from tests.nfd.test_partial import hidden, in_the_catalog, of_presence
from tests.oracle.oracle import Answer, Oracle
from tests.strategies import examples

Tree = dict[str, Any]

pytestmark = pytest.mark.slow


def without_nulls(features: Tree) -> Tree:
    """The same features with empty sets in the place of those that are null."""
    empty: Mapping[str, Any] = {"flags": {}, "attributes": {}, "instances": []}
    found: Tree = {
        kind: {name: {"elements": each["elements"] or empty[kind]} for name, each in sets.items()}
        for kind, sets in features.items()
    }
    for each in found["instances"].values():
        each["elements"] = [{"attributes": instance["attributes"] or {}} for instance in each["elements"]]
    return found


def asked(case: Tree) -> Tree:
    return case | {"features": without_nulls(case["features"])}


def snapshot(case: Tree) -> Snapshot:
    return to_snapshot(ours.features(case["features"]), "node-1")


def image(case: Tree) -> Documents | None:
    """The specification of a case; None where no set of it has one of the tags."""
    try:
        return read(case["spec"], "image.json").select(tags=case["tags"])
    except UsageError:
        return None


def only(loaded: Documents, node: Snapshot) -> PolicyResult:
    [found] = loaded.check(node).results
    return found


def crashed(answer: Answer) -> bool:
    return "panic" in answer or "fatal" in answer


# An image


def sets_of(answer: Answer) -> list[list[bool]]:
    """Whether each rule of each set matches, as `nfd compat validate-node` prints it."""
    return [[rule["isMatch"] for rule in each["rules"] or ()] for each in json.loads(answer["output"])]


def verdict_of(answer: Answer) -> str:
    """What follows from an answer of NFD's, which says nothing of the image itself."""
    if crashed(answer) or answer["error"] is not None:
        return "error"
    sets = sets_of(answer)
    return "unknown" if not sets else "compatible" if any(map(all, sets)) else "incompatible"


def truths(result: PolicyResult) -> list[list[Truth]]:
    """What became of each rule of each set, in the order of the document."""
    profiles = sorted((each for group in result.groups for each in group.profiles), key=lambda each: each.span.start)
    sets = [each.requirements for each in profiles] or [result.requirements]
    return [[each.truth for each in requirements] for requirements in sets]


@examples(200)
@given(image_cases().map(asked))
def test_an_image_is_judged_as_nfd_would_be_understood(oracle: Oracle, case: Tree) -> None:
    """The verdict is what follows from NFD's own report, and where that has one answer each rule is as it says."""
    given_ = oracle.outcomes(case, OFTEN)
    loaded = image(case)
    if loaded is None or not json.loads(case["spec"])["compatibilities"]:
        assert [answer["output"] for answer in given_] == ["[]"]
        return
    result = only(loaded, snapshot(case))
    spec = ours.loaded("ImageSpec", case["spec"])
    assert isinstance(spec, ImageSpec)
    assert result.verdict == verdict(validate_node(spec, ours.features(case["features"]), case["tags"]))
    if result.verdict == "unknown":
        return
    assert {verdict_of(each) for each in given_} == {result.verdict}
    assert bool(result.diagnostics) == (result.verdict == "error")
    if result.verdict != "error":
        said = [[Truth.YES if held else Truth.NO for held in each] for each in sets_of(given_[0])]
        assert truths(result) == said


@examples(100)
@given(image_cases().map(asked))
def test_the_set_that_is_chosen_is_the_heaviest_that_holds(case: Tree) -> None:
    loaded = image(case)
    result = only(loaded, snapshot(case)) if loaded is not None else None
    if result is None or not result.groups:
        return
    [profiles] = result.groups
    weights = [each.weight for each in profiles.profiles]
    assert weights == sorted(weights, reverse=True)
    holding = [each.name for each in profiles.profiles if each.truth is Truth.YES]
    if result.verdict == "compatible":
        assert result.chosen == tuple(holding[:1])
    elif result.verdict == "incompatible":
        assert (holding, result.chosen) == ([], ())


# A group


@examples(200)
@given(group_rule_cases().map(asked))
def test_a_group_of_one_rule_is_as_nfd_says_of_the_rule(oracle: Oracle, case: Tree) -> None:
    case = case | {"failFast": True}
    group = {"kind": "NodeFeatureGroup", "spec": {"featureGroupRules": [case["rule"]]}}
    result = only(read(as_text(group), "group.json"), snapshot(case))
    given_ = oracle.outcomes(case, OFTEN)
    verdicts = {"error" if crashed(each) else "compatible" if each["match"] else "incompatible" for each in given_}
    if result.verdict != "unknown":
        assert verdicts == {result.verdict}
    [requirement] = result.requirements
    expected = {"compatible": Truth.YES, "incompatible": Truth.NO, "unknown": Truth.UNKNOWN, "error": Truth.UNKNOWN}
    assert requirement.truth is expected[result.verdict]


# Rules

STATES = {"matches": True, "does not match": False, "fails": None}
"""What NFD says of a rule in each state."""


def documents(case: Tree) -> Documents:
    """The objects of a case as one file."""
    return read("\n---\n".join(as_text({"kind": "NodeFeatureRule"} | each) for each in case["objects"]), "rules.json")


@examples(200)
@given(sequence_cases().map(asked))
def test_rules_put_on_a_node_what_nfd_says(oracle: Oracle, case: Tree) -> None:
    case = case | {"labels": {}}
    [outputs] = documents(case).outputs(snapshot(case))
    for answer in oracle.outcomes(case, OFTEN):
        if crashed(answer):
            assert outputs.possible.failures or outputs.possible.more
            continue
        if (put := outputs.possible.only) is not None:
            assert bare(answer["node"]) == bare(ours.told_of_node(put)["node"])
        for told, said in zip(outputs.rules, answer["rules"], strict=True):
            assert told.object == said["object"]
            assert told.state == "unknown" or said["match"] is STATES[told.state]


# A node that is known in part


@st.composite
def partly(draw: st.DrawFn, given: st.SearchStrategy[Tree]) -> tuple[Tree, Snapshot, Snapshot]:
    """A case with the whole node and with what is seen of it."""
    case = asked(draw(given))
    for change in (of_presence, in_the_catalog):
        case = change(case) if draw(st.booleans()) else case
    full = snapshot(case)
    return case, full, draw(hidden(full))


def reached(result: PolicyResult) -> tuple[str, list[list[Truth]]]:
    return result.verdict, truths(result)


@examples(150)
@given(partly(image_cases()))
def test_what_is_certain_of_an_image_in_part_is_so_of_the_whole_node(case: tuple[Tree, Snapshot, Snapshot]) -> None:
    tree, full, seen = case
    loaded = image(tree)
    if loaded is None:
        return
    (in_part, rules_in_part), (whole, rules) = (reached(only(loaded, each)) for each in (seen, full))
    assert in_part in ("unknown", whole)
    for some, every in zip(rules_in_part, rules, strict=True):
        assert all(one in (Truth.UNKNOWN, other) for one, other in zip(some, every, strict=True))


@examples(150)
@given(partly(sequence_cases()))
def test_what_is_certain_of_rules_in_part_is_so_of_the_whole_node(case: tuple[Tree, Snapshot, Snapshot]) -> None:
    tree, full, seen = case
    [in_part], [whole] = (documents(tree).outputs(each) for each in (seen, full))
    for one, other in zip(in_part.rules, whole.rules, strict=True):
        assert one.state in ("unknown", other.state)
    if in_part.certain:
        assert whole.possible == in_part.possible
