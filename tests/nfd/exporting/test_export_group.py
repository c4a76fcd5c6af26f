"""The nodes of an exported NodeFeatureGroup are those that the policy is compatible with, by NFD's own code and by ours."""

from __future__ import annotations

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

from compatlang import Policies
from compatlang.nfd import group
from compatlang.nfd.features import of_snapshot
from compatlang.nfd.load import Document, load
from compatlang.nfd.model import NodeFeatureGroup
from compatlang.snapshot import Section, Snapshot
from tests.nfd.exporting.judged import judged
from tests.nfd.exporting.strategies import compatible, exportable, exported, settled_snapshots, whole
from tests.oracle.oracle import Oracle
from tests.strategies import examples


def named(nodes: list[Snapshot]) -> dict[str, Snapshot]:
    """Nodes whose features say what they are called, which is how NFD names them in a group."""
    return {
        name: msgspec.structs.replace(
            each, sections={**each.sections, "system.name": Section(attributes={"nodename": name})}
        )
        for name, each in ((f"node-{index}", each) for index, each in enumerate(nodes))
    }


@examples(60)
@given(exportable() | whole(), st.lists(settled_snapshots(), min_size=2, max_size=5).map(named))
def test_the_group_has_the_nodes_that_are_compatible(
    oracle: Oracle, policies: Policies, nodes: dict[str, Snapshot]
) -> None:
    text = exported(policies, "main", "group").text
    assume(text is not None)
    assert text is not None
    wanted = [name for name, each in nodes.items() if compatible(policies, each)]
    assert [name for name, each in nodes.items() if judged(oracle, "group", text, of_snapshot(each))] == wanted

    document = load(text, "group.yaml")
    assert isinstance(document, Document)
    assert isinstance(document.model, NodeFeatureGroup)
    outcomes = group.members(document.model, [of_snapshot(each) for each in nodes.values()])
    assert outcomes.results == (tuple(wanted),)
