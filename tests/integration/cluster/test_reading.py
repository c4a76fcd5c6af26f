"""How far the reading of a cluster has come, as far as its API server says how much there is."""

from __future__ import annotations

from pathlib import Path

from compatlang.integrations.kubernetes.reading import ClusterNodes
from tests.integration.cluster.asking import asking
from tests.kubernetes import access
from tests.kubernetes.cluster import Cluster
from tests.kubernetes.nodes import fleet

NODES = 7


def reached(cluster: Cluster, tmp_path: Path, selector: str = "") -> list[tuple[int, int, str]]:
    """How far it has come after each object."""
    cluster.api.apply(*(document for each in fleet(NODES) for document in each))
    nodes = ClusterNodes(asking(access.kubeconfig(cluster, tmp_path / "config")), selector, print, size=3)
    return [found for _ in nodes.objects() if (found := nodes.reached()) is not None]


def test_how_many_nodes_there_are_is_known_from_the_first(cluster: Cluster, tmp_path: Path) -> None:
    assert reached(cluster, tmp_path)[:NODES] == [(done, NODES, "nodes") for done in range(1, NODES + 1)]


def test_of_what_a_selector_selects_only_the_last_page_says_how_many_there_are(
    cluster: Cluster, tmp_path: Path
) -> None:
    known = [0, 0, 0, 0, 0, 0, NODES]
    told = [(done, total, "nodefeatures") for done, total in enumerate(known, start=1)]
    assert reached(cluster, tmp_path)[NODES:] == told
    assert reached(cluster, tmp_path, "kubernetes.io/os=linux")[:NODES] == [(*each[:2], "nodes") for each in told]
