"""Which nodes of a cluster an exported affinity selects, once NFD has published the labels that its rules set.

    python -m tests.nfd.affinity.selecting AFFINITY.yaml RULES.yaml FLEET.jsonl

prints their names, one a line. The fleet is Node and NodeFeature objects, a line each, as `compatlang snapshot --cluster`
writes them. The labels are those that NFD's own code sets, the choice is that of the scheduler's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.nfd.affinity.judged import judged
from tests.nfd.affinity.scheduler import Node
from tests.oracle.oracle import Oracle, available

NODE_NAME = "nfd.node.kubernetes.io/node-name"


def labels_published(oracle: Oracle, rules: str, node_features: Sequence[Any]) -> dict[str, str]:
    """The labels that NFD gives a node for a NodeFeatureRule, and those in its NodeFeatures; `rules` may be empty."""
    own = {key: text for each in node_features for key, text in (each["spec"].get("labels") or {}).items()}
    objects = []
    if rules:
        document = oracle.answer({"kind": "document", "type": "NodeFeatureRule", "text": rules})
        assert document["error"] is None, document["error"]
        objects.append(document["document"])
    answer = oracle.answer({"kind": "rules", "objects": objects, "features": merged(node_features), "labels": own})
    assert [each["error"] for each in answer["rules"] if each["error"]] == []
    return dict(answer["node"]["labels"])


def merged(node_features: Sequence[Any]) -> dict[str, Any]:
    """The features of all NodeFeatures of a node: of flags and attributes the last counts, instances are all there."""
    found: dict[str, dict[str, Any]] = {"flags": {}, "attributes": {}, "instances": {}}
    for each in sorted(node_features, key=lambda one: str(one["metadata"]["name"])):
        features = each["spec"].get("features") or {}
        for kind in ("flags", "attributes"):
            for name, held in (features.get(kind) or {}).items():
                found[kind].setdefault(name, {"elements": {}})["elements"].update(held["elements"] or {})
        for name, held in (features.get("instances") or {}).items():
            found["instances"].setdefault(name, {"elements": []})["elements"].extend(held["elements"] or [])
    return found


def selects(oracle: Oracle, affinity: Any, labels: Mapping[str, str], name: str = "node") -> bool:
    """Whether the scheduler may choose a node with these labels; `affinity` is the field of a pod."""
    ((match, _),) = judged(oracle, affinity["nodeAffinity"], [Node(labels, name)])
    assert match is not None, "the scheduler refuses a term"
    return match


def fleet(lines: Iterable[str]) -> Iterator[tuple[str, dict[str, str], list[Any]]]:
    """The nodes by name: the labels of each, and its NodeFeatures."""
    objects = [json.loads(each) for each in lines if each.strip()]
    found = [each["metadata"] for each in objects if each["kind"] == "Node"]
    nodes = {each["name"]: dict(each.get("labels") or {}) for each in found}
    features: dict[str, list[Any]] = {name: [] for name in nodes}
    for each in objects:
        if each["kind"] == "NodeFeature":
            labels = each["metadata"].get("labels") or {}
            features.setdefault(labels.get(NODE_NAME, each["metadata"]["name"]), []).append(each)
    for name, labels in nodes.items():
        yield name, labels, features[name]


def selected(oracle: Oracle, affinity: Any, rules: str, lines: Iterable[str]) -> list[str]:
    """The names of the nodes that the terms select, in the order of the fleet."""
    return [
        name
        for name, labels, features in fleet(lines)
        if selects(oracle, affinity, {**labels, **labels_published(oracle, rules, features)}, name)
    ]


def main(affinity: str, rules: str, nodes: str) -> None:
    """Print the nodes that an affinity selects."""
    reason = available()
    if reason is not None:
        sys.exit(f"NFD's own code cannot be built: {reason}")
    with Oracle() as oracle, Path(nodes).open(encoding="utf-8") as lines:
        wanted = yaml.safe_load(Path(affinity).read_text("utf-8"))["affinity"]
        for each in selected(oracle, wanted, Path(rules).read_text("utf-8"), lines):
            print(each)


if __name__ == "__main__":
    main(*sys.argv[1:])
