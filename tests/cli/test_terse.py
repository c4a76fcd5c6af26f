"""What is decided by the graph alone reads as what the reference has looked at, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.cli.evaluation import evaluate
from compatlang.cli.inputs import PolicyFile
from compatlang.cli.show.nodes import node_lines, summary_lines
from compatlang.diagnostics.render.paint import Paint
from compatlang.pipeline import Policies
from compatlang.snapshot import Snapshot
from compatlang.snapshot.read import Reading
from tests.cli import fleet
from tests.cli.conftest import Run
from tests.strategies import examples, policies, snapshots
from tests.strategies.evaluation import compiled


def lines(text: str, snapshot: Snapshot, *, terse: bool) -> list[str]:
    """What `check` writes about one node."""
    made = compiled(text)
    checked = evaluate([PolicyFile(made.name, made, ())], Reading((snapshot,), (), {}), terse=terse)
    return [*node_lines(checked, Paint(), verbose=False), *summary_lines(checked, Paint())]


@examples(150)
@given(policies(), st.data())
def test_it_reads_the_same(text: str, data: st.DataObject) -> None:
    snapshot = data.draw(snapshots())
    assert lines(text, snapshot, terse=True) == lines(text, snapshot, terse=False)


@examples(60)
@given(policies(most=1), snapshots(complete=True))
def test_it_reads_the_same_where_little_is_open(text: str, snapshot: Snapshot) -> None:
    assert lines(text, snapshot, terse=True) == lines(text, snapshot, terse=False)


COMPATIBLE = 'policy p {\n  require modern: kernel.version >= 5 or kernel.loadedmodule has "rdma_cm"\n}\n'


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The nodes that the reference evaluator is asked about."""
    nodes: list[str] = []
    check = Policies.check

    def counted(self: Policies, snapshot: Snapshot) -> object:
        nodes.append(snapshot.node)
        return check(self, snapshot)

    monkeypatch.setattr(Policies, "check", counted)
    return nodes


def test_only_what_has_something_to_tell_is_explained(run: Run, asked: list[str]) -> None:
    Path("p.compat").write_text(COMPATIBLE, "utf-8")
    nodes = [fleet.node("good"), fleet.node("old", kernel="4.4", modules=()), fleet.node("odd", kernel="of today")]
    Path("nodes.json").write_text(fleet.document(nodes), "utf-8")
    ran = run("check", "p.compat", "--snapshot", "nodes.json")
    assert asked == ["odd", "odd", "old"], "a warning has a place, which takes a second look"
    assert ran.out.splitlines()[:3] == [
        "good  compatible with p",
        "odd   compatible with p",
        "old   incompatible with p",
    ]
    assert ran.err.startswith('warning[unparsable-value]: kernel.version.full is "of today", which is no version')


@pytest.mark.parametrize("flag", [("--strict",), ("--verbose",), ("--format", "json")])
def test_who_wants_everything_gets_it(run: Run, asked: list[str], flag: tuple[str, ...]) -> None:
    Path("p.compat").write_text(COMPATIBLE, "utf-8")
    run("check", "p.compat", "--snapshot", "three.json", *flag)
    assert asked == ["node-a01", "node-b02", "node-c03"]
