"""What a fleet says of itself, over several blocks, and what changes in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from compatlang.evaluate.fleet import Change, Failing, FleetEvaluator, Tally
from compatlang.snapshot import Section, Snapshot
from tests.agreement.fleets import blocks_of
from tests.strategies.evaluation import compiled

POLICIES = """
policy kernel { require new_enough: kernel.version >= 5.4; require not_too_new: kernel.version < 6.0 }
policy vector { require avx2: cpu.cpuid has "AVX2"; warn family: cpu.model.family == 6 }
policy anything { }
"""
KERNEL, VECTOR, ANYTHING = range(3)


@pytest.fixture(autouse=True)
def small_blocks() -> Iterator[None]:
    with blocks_of(4):
        yield


def _fleet() -> FleetEvaluator:
    return compiled(POLICIES).fleet()


def _node(name: str, kernel: str | None = None, *flags: str) -> Snapshot:
    sections = {"cpu.cpuid": Section(flags=frozenset(flags))}
    if kernel is not None:
        sections["kernel.version"] = Section(attributes={"full": kernel})
    return Snapshot(name, sections)


def _ten() -> list[Snapshot]:
    """Ten nodes, which fill two blocks and half of a third."""
    kernels = ("5.4", "5.15", None, "4.18", "6.1")
    return [_node(f"n{each}", kernels[each % 5], *(["AVX2"] if each < 7 else [])) for each in range(10)]


def test_an_empty_fleet() -> None:
    fleet = _fleet()
    assert len(fleet) == 0
    assert "n0" not in fleet
    assert fleet.tally(KERNEL) == Tally(0, 0, 0)
    assert list(fleet.nodes(KERNEL, "compatible")) == []
    assert fleet.remove("n0") == ()
    with pytest.raises(KeyError):
        fleet.answers("n0")


def test_several_blocks() -> None:
    fleet = _fleet()
    fleet.add(_ten())
    assert len(fleet) == 10
    assert len(fleet._blocks) == 3
    assert "n9" in fleet
    assert fleet.policies == ("kernel", "vector", "anything")
    assert [fleet.tally(each) for each in range(3)] == [Tally(4, 4, 2), Tally(7, 3, 0), Tally(10, 0, 0)]
    assert list(fleet.nodes(KERNEL, "compatible")) == ["n0", "n1", "n5", "n6"]
    assert list(fleet.nodes(KERNEL, "incompatible")) == ["n3", "n4", "n8", "n9"]
    assert list(fleet.nodes(KERNEL, "unknown")) == ["n2", "n7"]
    assert list(fleet.nodes(KERNEL, "error")) == []
    assert fleet.failing(KERNEL) == (Failing("new_enough", 2, 2), Failing("not_too_new", 2, 2))
    assert fleet.failing(VECTOR) == (Failing("avx2", 3, 0),)
    assert fleet.failing(ANYTHING) == ()
    assert fleet.answers("n8").verdicts == ("incompatible", "incompatible", "compatible")


def test_the_nodes_of_all_blocks_are_one_set() -> None:
    fleet = _fleet()
    assert fleet.sets(KERNEL) == (0, 0)
    fleet.add(_ten())
    for policy in (KERNEL, VECTOR, ANYTHING):
        certain, possible = fleet.sets(policy)
        assert [f"n{each}" for each in range(20) if certain >> each & 1] == list(fleet.nodes(policy, "compatible"))
        assert [f"n{each}" for each in range(20) if possible >> each & 1] == sorted(
            [*fleet.nodes(policy, "compatible"), *fleet.nodes(policy, "unknown")]
        )


def test_only_verdicts_that_differ_are_changes() -> None:
    fleet = _fleet()
    assert fleet.update(_node("n", "5.4")) == (
        Change("n", "kernel", None, "compatible"),
        Change("n", "vector", None, "incompatible"),
        Change("n", "anything", None, "compatible"),
    )
    assert fleet.update(_node("n", "5.10")) == ()
    assert fleet.update(_node("n")) == (Change("n", "kernel", "compatible", "unknown"),)
    assert fleet.update(_node("n", "6.0", "AVX2")) == (
        Change("n", "kernel", "unknown", "incompatible"),
        Change("n", "vector", "incompatible", "compatible"),
    )
    assert fleet.remove("n") == (
        Change("n", "kernel", "incompatible", None),
        Change("n", "vector", "compatible", None),
        Change("n", "anything", "compatible", None),
    )
    assert fleet.remove("n") == ()


def test_a_change_in_every_block_before_anything_was_asked() -> None:
    fleet = _fleet()
    fleet.add(_ten())
    changes = [fleet.update(_node(f"n{each}", "5.4", "AVX2")) for each in range(10)]
    assert [len(each) for each in changes] == [0, 0, 1, 1, 1, 0, 0, 2, 2, 2]
    assert [fleet.tally(each) for each in range(3)] == [Tally(10, 0, 0)] * 3


def test_a_node_that_is_added_again_is_changed() -> None:
    fleet = _fleet()
    fleet.add(_ten())
    assert fleet.tally(VECTOR) == Tally(7, 3, 0)
    fleet.add([_node("n0", "5.4"), _node("n9", "5.4", "AVX2"), _node("n9", "5.4")])
    assert len(fleet) == 10
    assert fleet.tally(VECTOR) == Tally(6, 4, 0)
    assert fleet.answers("n9").verdicts[KERNEL] == "compatible"


def test_places_that_became_free_are_used_again() -> None:
    fleet = _fleet()
    fleet.add(_ten())
    fleet.tally(KERNEL)
    for node in ("n0", "n5", "n9"):
        fleet.remove(node)
    assert (len(fleet), fleet.tally(ANYTHING)) == (7, Tally(7, 0, 0))
    fleet.update(_node("new", "6.1"))
    fleet.add([_node("newer", "5.4"), _node("newest", "5.4"), _node("last", "5.4")])
    assert len(fleet) == 11
    assert len(fleet._blocks) == 3
    assert fleet.tally(KERNEL) == Tally(5, 4, 2)
    assert set(fleet.nodes(KERNEL, "compatible")) == {"n1", "n6", "newer", "newest", "last"}
    assert "n0" not in fleet


def test_nodes_come_one_by_one_into_several_blocks() -> None:
    one_by_one, at_once = _fleet(), _fleet()
    at_once.add(_ten())
    for each in _ten():
        one_by_one.update(each)
        assert one_by_one.tally(ANYTHING) == Tally(len(one_by_one), 0, 0)
    for policy in range(3):
        assert one_by_one.tally(policy) == at_once.tally(policy)
        assert list(one_by_one.nodes(policy, "unknown")) == list(at_once.nodes(policy, "unknown"))
        assert one_by_one.failing(policy) == at_once.failing(policy)


def test_a_fleet_without_policies_has_nodes() -> None:
    fleet = compiled("rule r { true }").fleet()
    fleet.add(_ten())
    assert (len(fleet), fleet.policies, fleet.answers("n0").decisions) == (10, (), ())
    assert fleet.remove("n0") == ()
    assert "n0" not in fleet
