"""Tests that expect of a random policy what it does, and snapshots to try it on."""

from __future__ import annotations

from hypothesis import strategies as st

from compatlang.snapshot import Snapshot
from compatlang.source import Span
from compatlang.testing.prepared import Prepared
from compatlang.typed import tree as typed
from tests.strategies import policies, snapshots
from tests.strategies.evaluation import NAME, compiled, evaluated, features, mentioned
from tests.strategies.policies import MAIN

_NOWHERE = Span(NAME, 0, 0)


@st.composite
def pinned(draw: st.DrawFn) -> tuple[typed.Program, list[Prepared], list[Snapshot]]:
    """A program, a few tests that it passes, and snapshots that these do not know."""
    text = draw(policies(most=3))
    program = compiled(text).program
    nodes = snapshots(mentioned(text), features(program))
    tests = [pin(program, each) for each in draw(st.lists(nodes, min_size=1, max_size=3))]
    return program, tests, draw(st.lists(nodes, min_size=1, max_size=4))


def pin(program: typed.Program, snapshot: Snapshot) -> Prepared:
    """A test that expects all that can be expected of the policy `main` on a node, as it is."""
    decision = evaluated(program, snapshot).decision
    assert decision.verdict != "error"
    expect = typed.ExpectPolicy(
        f"{NAME}#{MAIN}",
        (),
        decision.verdict,
        decision.degraded,
        tuple(each.name for each in decision.open),
        True,
        decision.chosen[0] if decision.chosen else None,
        decision.score.certain,
        span=_NOWHERE,
    )
    return Prepared(typed.TestCase("pinned", NAME, (), (expect,), span=_NOWHERE), snapshot)
