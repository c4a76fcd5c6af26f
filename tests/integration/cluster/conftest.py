"""A cluster is started once for all tests that ask it, and for each worker of a parallel run; each test finds it empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kubernetes import access, crds
from tests.kubernetes.build import MODULE
from tests.kubernetes.cluster import Cluster
from tests.kubernetes.nodes import NFD
from tests.oracle.oracle import available
from tests.tools import missing

CLEARED = ((NFD, "NodeFeature"), (NFD, "NodeFeatureGroup"), (NFD, "NodeFeatureRule"), ("v1", "Pod"), ("v1", "Node"))


@pytest.fixture(scope="session")
def session_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster with NFD's kinds and namespace, which nobody has emptied."""
    reason = MODULE.available() or available()
    if reason is not None:
        missing(reason)
    with Cluster(MODULE.programs(), tmp_path_factory.mktemp("cluster")) as cluster:
        cluster.api.apply(*crds.documents(), crds.NAMESPACE)
        yield cluster


@pytest.fixture
def cluster(session_cluster: Cluster) -> Cluster:
    """The cluster without nodes, Pods and objects of NFD's, whatever the tests before have left in it."""
    for version, kind in CLEARED:
        session_cluster.api.clear(version, kind)
    return session_cluster


@pytest.fixture
def config(cluster: Cluster, tmp_path: Path) -> Path:
    """A kubeconfig of the administrator."""
    return access.kubeconfig(cluster, tmp_path / "kubeconfig")
