"""Which nodes are in a NodeFeatureGroup, after nfdAPIUpdateNodeFeatureGroup of pkg/nfd-master/nfd-master.go."""

from __future__ import annotations

from collections.abc import Sequence

from compatlang.nfd.features import Features
from compatlang.nfd.model import NodeFeatureGroup
from compatlang.nfd.outcomes import Outcomes, certain
from compatlang.nfd.references import Run, only_vars, run
from compatlang.nfd.rule import RuleOutput

Nodes = tuple[str, ...]


def members(group: NodeFeatureGroup, nodes: Sequence[Features]) -> Outcomes[Nodes]:
    """The names of the nodes for which some rule of the group matches, each once, in the order of `nodes`.

    A rule that fails does not match. A node is called what its features say it is, and nodes that do not say it are all
    one, called nothing.
    """
    found: Outcomes[Nodes] = certain(())
    for features in nodes:
        runs = run(group.spec.feature_group_rules, features, only_vars)
        found = found.then(lambda names, it=runs: it.map(lambda end: _with(names, end)))  # type: ignore[misc]
    return found


def _with(names: Nodes, end: Run) -> Nodes:
    name = (end.features.attributes.get("system.name") or {}).get("nodename", "")
    matches = any(isinstance(each, RuleOutput) and each.matches for each in end.results)
    return (*names, name) if matches and name not in names else names
