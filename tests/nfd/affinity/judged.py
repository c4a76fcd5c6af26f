"""What the scheduler says of an affinity and of nodes, by its own code and by the model; and what NFD publishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from compatlang.nfd.features import of_snapshot
from compatlang.snapshot import Snapshot
from tests.nfd.affinity.scheduler import Node, admits, refused, score
from tests.nfd.exporting.judged import wire
from tests.oracle.oracle import Oracle

Judgement = tuple[bool | None, int | None]
"""Whether a node may be chosen, and its score; None of what is refused."""


def judged(oracle: Oracle, affinity: Any, nodes: Sequence[Node]) -> list[Judgement]:
    """The judgement of each node."""
    listed = [{"name": each.name, "labels": dict(each.labels)} for each in nodes]
    answer = oracle.answer({"kind": "affinity", "affinity": affinity, "nodes": listed})
    required = [each["match"] if each["error"] is None else None for each in answer["required"]]
    assert (answer["preferred"] is None) is (answer["error"] is not None)
    return list(zip(required, answer["preferred"] or [None] * len(nodes), strict=True))


def modelled(affinity: Any, nodes: Sequence[Node]) -> list[Judgement]:
    """The judgement of the model, which refuses nothing of what is exported."""
    assert not refused(affinity)
    return [(admits(affinity, each), score(affinity, each)) for each in nodes]


def published_by_nfd(oracle: Oracle, rules: str, node: Snapshot) -> Mapping[str, str]:
    """The labels that NFD's own code has a node given for a NodeFeatureRule; no rule fails, and no label is refused."""
    if not rules:
        return {}
    document = oracle.answer({"kind": "document", "type": "NodeFeatureRule", "text": rules})
    assert document["error"] is None
    answer = oracle.answer({"kind": "rules", "objects": [document["document"]], "features": wire(of_snapshot(node))})
    assert [each["error"] for each in answer["rules"] if each["error"]] == []
    labels: dict[str, str] = answer["node"]["labels"]
    assert labels == answer["raised"]["labels"]
    return labels
