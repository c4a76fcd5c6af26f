"""What is evaluated: a policy file and the nodes of a small fleet."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from hypothesis import strategies as st

from compatlang.snapshot import Snapshot
from tests.strategies import policies, snapshots
from tests.strategies.evaluation import compiled, features, mentioned


class Case(NamedTuple):
    """A policy file and snapshots of different nodes."""

    text: str
    snapshots: list[Snapshot]


@st.composite
def cases(draw: st.DrawFn, nodes: int) -> Case:
    """Nodes that share some sections, as those of a fleet do; of some of them a test gives declared features."""
    text = draw(policies(most=3))
    domains, declared = mentioned(text), features(compiled(text).program)
    drawn: list[Snapshot] = []
    for index in range(nodes):
        # What a test gives is read in a way of its own, so there are nodes of which nothing is given.
        snapshot = draw(snapshots(domains, declared if draw(st.booleans()) else {}))
        sections = dict(snapshot.sections)
        for domain in sections if drawn else ():
            shared = drawn[0].sections.get(domain)
            if shared is not None and draw(st.booleans()):
                sections[domain] = shared
        drawn.append(msgspec.structs.replace(snapshot, node=f"node-{index}", sections=sections))
    return Case(text, drawn)
