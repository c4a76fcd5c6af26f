"""Who may get, list and watch Nodes and NodeFeatures may do all that a cluster is read with; what is missing is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from compatlang.integrations.kubernetes.connection import Connection
from compatlang.integrations.kubernetes.errors import ForbiddenError
from compatlang.integrations.kubernetes.listing import read_object
from compatlang.integrations.kubernetes.resources import NODE_FEATURES, NODES, PODS
from tests.integration.cluster.asking import asking, names
from tests.kubernetes import nodes
from tests.kubernetes.access import READER, by_token, kubeconfig, service_account
from tests.kubernetes.cluster import Cluster

NAME = nodes.machine(0).node["metadata"]["name"]
WATCH = {"watch": "true", "timeoutSeconds": "1"}


def connection(cluster: Cluster, tmp_path: Path, name: str, *rules: dict[str, list[str]]) -> Connection:
    """As a service account that may do what these rules say."""
    machine = nodes.machine(0)
    cluster.api.apply(machine.node, machine.feature)
    return asking(
        kubeconfig(cluster, tmp_path / "config", {"one": by_token(service_account(cluster, name, rules or READER))})
    )


def test_get_list_and_watch_of_two_kinds_is_enough(cluster: Cluster, tmp_path: Path) -> None:
    reader = connection(cluster, tmp_path, "reader")
    for resource, namespace in ((NODES, ""), (NODE_FEATURES, nodes.NAMESPACE)):
        assert names(reader, resource) == [NAME]
        assert read_object(reader, resource, NAME, namespace)
        with reader.follow(resource.path(), WATCH) as lines:
            assert len(list(lines)) == 1


def test_it_does_not_open_anything_else(cluster: Cluster, tmp_path: Path) -> None:
    with pytest.raises(ForbiddenError) as refused:
        names(connection(cluster, tmp_path, "reader-of-pods"), PODS)
    assert "does not allow to list pods: pods is forbidden" in str(refused.value)


def test_a_kind_that_may_not_be_read_is_named(cluster: Cluster, tmp_path: Path) -> None:
    reader = connection(
        cluster, tmp_path, "nodes-only", {"apiGroups": [""], "resources": ["nodes"], "verbs": ["get", "list", "watch"]}
    )
    assert names(reader) == [NAME]
    with pytest.raises(ForbiddenError) as refused:
        names(reader, NODE_FEATURES)
    assert str(refused.value) == (
        f"`{reader.name}` does not allow to list nodefeatures.nfd.k8s-sigs.io: nodefeatures.nfd.k8s-sigs.io is forbidden: "
        'User "system:serviceaccount:default:nodes-only" cannot list resource "nodefeatures" in API group '
        '"nfd.k8s-sigs.io" at the cluster scope; docs/cluster.md says which role allows it'
    )


def test_a_verb_that_is_missing_is_named(cluster: Cluster, tmp_path: Path) -> None:
    reader = connection(cluster, tmp_path, "lister", {"apiGroups": [""], "resources": ["nodes"], "verbs": ["list"]})
    assert names(reader) == [NAME]
    with pytest.raises(ForbiddenError, match=r"does not allow to get nodes `.*`: "):
        read_object(reader, NODES, NAME)
    with pytest.raises(ForbiddenError, match="does not allow to watch nodes: "), reader.follow(NODES.path(), WATCH):
        pass
