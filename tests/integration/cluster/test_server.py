"""The cluster that the tests here ask is a real one, and does what they take for granted."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import urllib3
import yaml

from tests.kubernetes import access, bulk, nodes
from tests.kubernetes.api import Api, RefusedError
from tests.kubernetes.build import VERSION
from tests.kubernetes.cluster import Cluster

NODES = "/api/v1/nodes"
FEATURES = f"/apis/{nodes.NFD}/nodefeatures"


def names(cluster: Cluster, collection: str) -> list[str]:
    return [each["metadata"]["name"] for each in cluster.api.get(collection)["items"]]


def revision(cluster: Cluster, collection: str) -> str:
    found: str = cluster.api.get(collection)["metadata"]["resourceVersion"]
    return found


def test_it_is_the_version_that_go_mod_pins(cluster: Cluster) -> None:
    assert cluster.api.get("/version")["gitVersion"] == f"v{VERSION}"


def test_it_serves_the_kinds_of_nfd(cluster: Cluster) -> None:
    kinds = {each["kind"] for each in cluster.api.get(f"/apis/{nodes.NFD}")["resources"]}
    assert kinds >= {"NodeFeature", "NodeFeatureGroup", "NodeFeatureRule"}


def test_a_node_feature_of_another_shape_is_refused(cluster: Cluster) -> None:
    sound = nodes.machine(0).feature
    with pytest.raises(RefusedError) as refused:
        cluster.api.create({**sound, "spec": {**sound["spec"], "labels": 3}})
    assert refused.value.status == 422
    assert names(cluster, FEATURES) == []


@pytest.mark.parametrize("full", [False, True])
def test_machines_of_every_kind_are_stored_as_they_are(cluster: Cluster, full: bool) -> None:
    for machine in nodes.fleet(4, full=full):
        cluster.api.apply(machine.node, machine.feature)
        name = machine.node["metadata"]["name"]
        node = cluster.api.get(f"{NODES}/{name}")
        feature = cluster.api.get(f"/apis/{nodes.NFD}/namespaces/{nodes.NAMESPACE}/nodefeatures/{name}")
        assert node["metadata"]["labels"] == machine.node["metadata"]["labels"]
        assert node["status"]["nodeInfo"]["kernelVersion"] == machine.node["status"]["nodeInfo"]["kernelVersion"]
        assert node["status"]["allocatable"] == machine.node["status"]["allocatable"]
        assert feature["spec"] == machine.feature["spec"]


def test_machines_that_are_loaded_at_once_are_served_like_others(cluster: Cluster) -> None:
    machines = list(nodes.fleet(12))
    bulk.load(cluster, chain.from_iterable(machines))
    listed = {each["metadata"]["name"]: each for each in cluster.api.get(FEATURES)["items"]}
    assert sorted(listed) == sorted(names(cluster, NODES)) == sorted(each.node["metadata"]["name"] for each in machines)
    assert all(listed[each.feature["metadata"]["name"]]["spec"] == each.feature["spec"] for each in machines)
    cluster.api.delete(machines[0].feature)
    assert len(names(cluster, FEATURES)) == 11


def test_what_is_applied_again_is_changed(cluster: Cluster) -> None:
    node = nodes.machine(0).node
    cluster.api.apply(node)
    cluster.api.apply(nodes.with_driver(node, "580.65.06"))
    labels = cluster.api.get(f"{NODES}/{node['metadata']['name']}")["metadata"]["labels"]
    assert labels["nvidia.com/cuda.driver-version.full"] == "580.65.06"
    assert labels["nvidia.com/cuda.driver.major"] == "580"


def test_a_service_account_may_do_what_its_rules_say_and_nothing_else(cluster: Cluster) -> None:
    reader = Api(cluster.url, cluster.ca, access.service_account(cluster, "reader"))
    cluster.api.apply(nodes.machine(0).node)
    assert [reader.ask("GET", path).status for path in (NODES, FEATURES)] == [200, 200]
    assert [reader.ask("GET", path).status for path in ("/api/v1/pods", "/api/v1/secrets")] == [403, 403]
    assert reader.ask("DELETE", f"{NODES}/{names(cluster, NODES)[0]}").status == 403


def test_nobody_without_a_name_may_read(cluster: Cluster) -> None:
    assert Api(cluster.url, cluster.ca, "of nobody").ask("GET", NODES).status == 401


def test_a_restart_keeps_what_is_stored(cluster: Cluster) -> None:
    cluster.api.apply(nodes.machine(0).node)
    before = cluster.url, names(cluster, NODES), revision(cluster, NODES)
    cluster.restart(suddenly=True)
    assert (cluster.url, names(cluster, NODES)) == before[:2]
    assert int(revision(cluster, NODES)) >= int(before[2])


def test_a_server_that_is_stopped_answers_nobody(cluster: Cluster) -> None:
    cluster.stop_api()
    try:
        with pytest.raises(urllib3.exceptions.HTTPError):
            cluster.api.get(NODES)
    finally:
        cluster.start_api()


def test_after_a_compaction_an_older_revision_is_gone(cluster: Cluster) -> None:
    for machine in nodes.fleet(3):
        cluster.api.apply(machine.feature)
    page = cluster.api.get(f"{FEATURES}?limit=2")["metadata"]
    cluster.api.apply(nodes.machine(3).feature)
    cluster.compact()
    rest = cluster.api.ask("GET", f"{FEATURES}?limit=2&continue={page['continue']}")
    assert (rest.status, rest.value["reason"]) == (410, "Expired")
    event = cluster.api.get(f"{FEATURES}?watch=1&timeoutSeconds=5&resourceVersion={page['resourceVersion']}")
    assert (event["type"], event["object"]["code"]) == ("ERROR", 410)


def test_a_kubeconfig_file_has_a_context_for_each_user(cluster: Cluster, tmp_path: Path) -> None:
    users = {
        "administrator": access.ADMINISTRATOR,
        "jane": access.by_certificate(cluster.authority.sign_user("jane", "dev")),
    }
    path = access.kubeconfig(cluster, tmp_path / "config", users, current="jane", namespace="apart")
    value = yaml.safe_load(path.read_text("utf-8"))
    assert value["current-context"] == "jane"
    assert [each["context"] for each in value["contexts"]] == [
        {"cluster": "tests", "user": "administrator", "namespace": "apart"},
        {"cluster": "tests", "user": "jane", "namespace": "apart"},
    ]


def test_a_certificate_says_who_somebody_is(cluster: Cluster) -> None:
    own = cluster.authority.sign_user("joe", "system:masters", "dev")
    files: dict[str, Any] = {"cert_file": str(own.certificate), "key_file": str(own.key), "ca_certs": str(cluster.ca)}
    with urllib3.PoolManager(**files) as pool:
        review = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
        url = f"{cluster.url}/apis/authentication.k8s.io/v1/selfsubjectreviews"
        user = pool.request("POST", url, json=review).json()["status"]["userInfo"]
    assert user["username"] == "joe"
    assert set(user["groups"]) == {"system:masters", "dev", "system:authenticated"}


def test_a_pod_finds_its_server_and_its_token(cluster: Cluster, tmp_path: Path) -> None:
    found = access.in_cluster(cluster, tmp_path, "a token", namespace="apart")
    assert f"https://{found['KUBERNETES_SERVICE_HOST']}:{found['KUBERNETES_SERVICE_PORT']}" == cluster.url
    assert {each.name for each in tmp_path.iterdir()} == {"ca.crt", "namespace", "token"}
