"""Whatever documents say and whatever a node has, judging yields values, and `explain` decides as `check` does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.evaluate.report import Reason
from compatlang.nfd.features import to_snapshot
from compatlang.nfd.judging import read
from compatlang.snapshot import Snapshot
from tests.nfd import ours
from tests.nfd.findings.texts import ABSENT, changed, real, texts
from tests.nfd.judging.nodes import NODE, node, sentences
from tests.nfd.strategies import features
from tests.strategies import examples

snapshots = features().map(lambda each: to_snapshot(ours.features(each), "node-1"))


def judged(text: str, snapshot: Snapshot) -> None:
    loaded = read(text, "document.yaml")
    checked, explained = loaded.check(snapshot), loaded.explain(snapshot)
    assert [each.decision for each in checked.results] == [each.decision for each in explained.results]
    for each in checked.results:
        assert each.diagnostics or each.verdict != "error"
        for requirement in each.open():
            said(requirement.reasons, text)
    for brief, whole in zip(loaded.outputs(snapshot), loaded.outputs(snapshot, met=True), strict=True):
        assert (brief.possible, [each.state for each in brief.rules]) == (
            whole.possible,
            [each.state for each in whole.rules],
        )
        for rule in brief.rules:
            if rule.state != "matches":
                said(rule.reasons, text)


def said(reasons: tuple[Reason, ...], text: str) -> None:
    """What is open has a reason, and a reason has a place."""
    assert all(sentences(reasons))
    assert reasons
    for each in reasons:
        assert each.span.file == "document.yaml"
        assert 0 <= each.span.start < each.span.end <= len(text)


@pytest.mark.slow
@examples(200)
@given(texts(), snapshots)
def test_random_documents(text: str, snapshot: Snapshot) -> None:
    judged(text, snapshot)


@pytest.mark.slow
@pytest.mark.skipif(not real(), reason=ABSENT)
def test_real_documents_with_changes() -> None:
    @examples(200)
    @given(changed(), st.sampled_from([NODE, node([], partial=True), Snapshot("empty", {})]))
    def judge(text: str, snapshot: Snapshot) -> None:
        judged(text, snapshot)

    judge()
