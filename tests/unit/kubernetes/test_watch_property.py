"""Whatever happens to objects, connection and server: no state is told that was none, none twice, and the last always."""

from __future__ import annotations

import json
from itertools import count
from typing import cast

from hypothesis import event, given
from hypothesis import strategies as st

from compatlang.integrations.kubernetes.connection import Connection
from compatlang.integrations.kubernetes.resources import NODE_FEATURES
from compatlang.integrations.kubernetes.watching import (
    LONGEST_PAUSE,
    Back,
    Change,
    Complete,
    Lost,
    Pause,
    Reflector,
    Told,
)
from tests.strategies import examples
from tests.unit.kubernetes.watch_model import Fault, Happening, OverError, Server, State, Write

NAMES = ["a", "b", "cc", "dd", "e"]
FAULTS: list[Fault] = ["cut", "cut within a line", "end", "again", "bookmark", "compacted", "error", "unavailable"]

writes = st.builds(Write, st.sampled_from(NAMES), st.booleans())
happenings: st.SearchStrategy[Happening] = st.one_of(writes, writes, st.just("deliver"), st.sampled_from(FAULTS))


def told_of(server: Server) -> list[Told]:
    """All that a reflector tells until the script of a server is over."""
    ticks = count()
    reflector = Reflector(cast("Connection", server), NODE_FEATURES, now=lambda: float(next(ticks)))
    told: list[Told] = []
    try:
        told.extend(reflector.run())
    except OverError:
        return told
    raise AssertionError("a reflector has no end")


def revision_of(change: Change) -> int | None:
    if change.piece is None:
        return None
    return int(json.loads(change.piece.data)["metadata"]["resourceVersion"])


def assert_is_what_happened(told: list[int | None], truth: list[State]) -> None:
    """What was told of an object are some of its states, in their order, each once; the last is the last."""
    at = 0
    there = False
    for each in told:
        assert there or each is not None, "it is gone, and was not there"
        found = next(
            (state for state in truth[at:] if (state.deleted if each is None else state.revision == each)), None
        )
        assert found is not None, f"{each} is told, and was not so, or was told before"
        at = truth.index(found) + 1
        there = each is not None
    if truth:
        assert there is not truth[-1].deleted
    if there:
        assert told[-1] == truth[-1].revision


@examples(600)
@given(st.lists(st.builds(Write, st.sampled_from(NAMES)), max_size=6), st.lists(happenings, min_size=15, max_size=60))
def test_what_is_told_is_what_happened(before: list[Write], script: list[Happening]) -> None:
    server = Server([*before])
    while server.script:
        server.get(NODE_FEATURES.path())
    server.script = script
    told = told_of(server)
    changes = [each for each in told if isinstance(each, Change)]
    shown = {NODE_FEATURES.shown(name, "nfd"): name for name in NAMES}
    assert {each.name for each in changes} <= shown.keys()
    for full, name in shown.items():
        assert_is_what_happened([revision_of(each) for each in changes if each.name == full], server.truth(name))
    assert sum(isinstance(each, Complete) for each in told) == 1
    connection = [each for each in told if isinstance(each, Lost | Back)]
    assert all(isinstance(each, Back if place % 2 else Lost) for place, each in enumerate(connection)), "once each"
    assert not connection or isinstance(connection[-1], Back)
    assert all(0 < each.seconds <= LONGEST_PAUSE for each in told if isinstance(each, Pause))
    event(f"lost: {min(len(connection) // 2, 3)}")
    event(f"changes: {min(len(changes) // 4, 4)}")
