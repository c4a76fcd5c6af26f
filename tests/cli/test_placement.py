"""Pods are judged by sets of nodes as they would be one by one, policy by policy and node by node."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.cli.placement import WORST_FIRST, Needs, Part, Placement, State, Workload, counts, worst_state
from compatlang.cli.pod_images import UnknownImage
from compatlang.evaluate.block import Sets
from compatlang.evaluate.report import Verdict
from compatlang.integrations.kubernetes.pods import Owner, Pod

Row: TypeAlias = list[Verdict] | None
"""What a policy decides on each node; None for one that decides nothing."""

ORDER: list[Verdict] = ["error", "incompatible", "unknown", "compatible"]


class Case(NamedTuple):
    """Policies, images with what they need, and Pods with their images and their node, which may not be there."""

    nodes: int
    policies: list[Row]
    images: list[Needs]
    pods: list[tuple[list[int], int | None]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    nodes = draw(st.integers(0, 5))
    verdicts = st.sampled_from(ORDER[1:])
    rows = st.none() | st.lists(verdicts, min_size=nodes, max_size=nodes)
    policies = draw(st.lists(rows, min_size=1, max_size=4))
    numbers = st.integers(0, len(policies) - 1)
    sound = st.sampled_from([number for number, each in enumerate(policies) if each is not None] or [0])
    parts = st.builds(Part, st.lists(numbers, max_size=2).map(tuple), st.none() | sound)
    images = draw(
        st.lists(st.builds(Needs, st.lists(parts, max_size=2).map(tuple), st.booleans()), min_size=1, max_size=4)
    )
    chosen = st.lists(st.integers(0, len(images) - 1), min_size=1, max_size=3, unique=True)
    pods = draw(st.lists(st.tuples(chosen, st.none() | st.integers(0, nodes)), max_size=6))
    return Case(nodes, policies, images, pods)


def sets(row: Row) -> Sets | None:
    if row is None:
        return None
    certain = sum(1 << node for node, each in enumerate(row) if each == "compatible")
    return Sets(certain, certain | sum(1 << node for node, each in enumerate(row) if each == "unknown"))


def placed(case: Case) -> list[Workload]:
    names = [UnknownImage(str(number), "") for number in range(len(case.images))]
    nodes = [f"n{number}" for number in range(case.nodes)]
    placement = Placement(nodes, [sets(each) for each in case.policies], dict(zip(names, case.images, strict=True)))
    pods = [
        (
            Pod("ns", f"p{number}", Owner("Job", f"j{number}"), "" if node is None else f"n{node}", "Running", ()),
            tuple(names[each] for each in images),
        )
        for number, (images, node) in enumerate(case.pods)
    ]
    return placement.workloads(pods)


def worst(verdicts: list[Verdict]) -> Verdict:
    return next((each for each in ORDER if each in verdicts), "compatible")


def decided(case: Case, image: int, node: int) -> Verdict:
    """The verdict of one image on one node: that of its best part, or unknown where more may be asked."""
    needs = case.images[image]
    parts = [worst([on(case, each, node) for each in part.all]) for part in needs.parts]
    best: Verdict = next((each for each in reversed(ORDER) if each in parts), "compatible")
    verdict: Verdict = "error" if "error" in parts else best
    return worst([verdict, "compatible" if needs.known else "unknown"])


def on(case: Case, policy: int, node: int) -> Verdict:
    row = case.policies[policy]
    return "error" if row is None else row[node]


def faulty(case: Case, images: list[int]) -> bool:
    return any(
        case.policies[each] is None for image in images for part in case.images[image].parts for each in part.all
    )


def expected(case: Case, images: list[int], node: int | None) -> State:
    """The state of a Pod, found out node by node."""
    if all(case.images[each].known and not case.images[each].parts for each in images):
        return "silent"
    if faulty(case, images):
        return "error"
    verdicts = [worst([decided(case, each, number) for each in images]) for number in range(case.nodes)]
    if node is None:
        return "fits" if "compatible" in verdicts else "unknown" if "unknown" in verdicts else "nowhere"
    if node == case.nodes:
        return "unknown"
    others = [each for number, each in enumerate(verdicts) if number != node]
    own: dict[Verdict, State] = {"incompatible": "misplaced", "unknown": "unknown", "error": "error"}
    return own.get(verdicts[node]) or ("fits" if "compatible" in others else "stuck")


@given(cases())
def test_every_pod_is_what_it_would_be_node_by_node(case: Case) -> None:
    found = {each.pod.name: each.state for workload in placed(case) for each in workload.pods}
    assert found == {f"p{number}": expected(case, *each) for number, each in enumerate(case.pods)}


@given(cases())
def test_the_counts_are_those_of_all_nodes(case: Case) -> None:
    for workload in placed(case):
        images = [int(str(each)) for each in workload.images]
        verdicts = [worst([decided(case, each, number) for each in images]) for number in range(case.nodes)]
        if faulty(case, images):
            verdicts = ["error"] * case.nodes
        assert counts(workload.reach, case.nodes) == {each: verdicts.count(each) for each in ORDER}


@given(cases())
def test_the_worst_workload_comes_first(case: Case) -> None:
    states = [WORST_FIRST.index(each.state) for each in placed(case)]
    assert states == sorted(states)


def test_pods_of_one_controller_and_the_same_images_are_one_workload() -> None:
    image, other = UnknownImage("a", ""), UnknownImage("b", "")
    placement = Placement(["n0", "n1"], [Sets(1, 1)], {image: Needs((Part((0,)),)), other: Needs()})
    owner = Owner("ReplicaSet", "train-7d9f")
    pods = [(Pod("ml", f"p{number}", owner, f"n{number % 2}", "Running", ()), (image,)) for number in range(3)]
    newer = (Pod("ml", "newer", owner, "n0", "Running", ()), (image, other))
    first, second = placement.workloads([*pods, newer])
    assert (first.name, first.state, len(first.pods)) == ("ml/train-7d9f", "misplaced", 3)
    assert (second.state, len(second.pods)) == ("stuck", 1)
    assert first.on_nodes("misplaced") == {"n1": 1}
    assert first.on_nodes("stuck") == {"n0": 2}


@pytest.mark.parametrize(
    ("pod", "state"),
    [
        (Pod("ml", "p", Owner("ReplicaSet", "r"), "n0", "Running", ()), "stuck"),
        (Pod("ml", "p", Owner("DaemonSet", "d"), "n0", "Running", ()), "fits"),
        (Pod("ml", "p", Owner("Pod", "p"), "n0", "Running", ()), "stuck"),
        (Pod("ml", "p", Owner("Pod", "p"), "n0", "Running", (), static=True), "fits"),
    ],
)
def test_a_pod_that_belongs_to_its_node_need_not_move(pod: Pod, state: State) -> None:
    image = UnknownImage("a", "")
    placement = Placement(["n0", "n1"], [Sets(1, 1)], {image: Needs((Part((0,)),))})
    assert [each.state for each in placement.workloads([(pod, (image,))])] == [state]


def test_what_is_open_on_a_node_is_what_counts_for_its_platform() -> None:
    image = UnknownImage("a", "")
    intel, arm = Part((0,), platform=2), Part((1,), platform=3)
    nodes = [Sets(0, 0), Sets(0, 7), Sets(1, 1), Sets(2, 2)]
    placement = Placement(["intel", "arm", "other"], nodes, {image: Needs((intel, arm))})
    assert [placement.open_at((image,), node) for node in range(3)] == [[0], [1], [2, 3]]


@pytest.mark.parametrize("state", get_args(State))
def test_every_state_has_its_place(state: State) -> None:
    assert worst_state(["silent", state]) == state
