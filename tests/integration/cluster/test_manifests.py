"""What the API server makes of the manifests of docs/cluster: they are valid, safe, and may do what is said and no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cluster.command import run
from tests.integration.cluster.manifests import (
    ACCOUNT,
    FILES,
    FOLDER,
    container,
    create_namespace,
    documents,
    pod,
    template,
    try_to_create,
)
from tests.kubernetes import access
from tests.kubernetes.api import Api
from tests.kubernetes.cluster import Cluster
from tests.kubernetes.nodes import fleet

HOST_PATHS = {"boot", "ld-cache", "lib", "os-release", "proc", "sys", "usr-lib"}


@pytest.fixture(scope="module")
def permitted(session_cluster: Cluster) -> Cluster:
    """The cluster with the roles and the service account."""
    create_namespace(session_cluster.api, ACCOUNT)
    session_cluster.api.apply(*documents("rbac.yaml"))
    return session_cluster


def test_no_manifest_is_forgotten() -> None:
    assert sorted(each.name for each in FOLDER.glob("*.yaml")) == sorted(FILES)


@pytest.mark.parametrize("file", FILES)
def test_the_api_server_takes_a_manifest_and_knows_each_field(session_cluster: Cluster, file: str) -> None:
    create_namespace(session_cluster.api, ACCOUNT)
    for each in documents(file):
        document = {**each, "metadata": {**each["metadata"], "name": f"{each['metadata']['name']}-tried"}}
        answer = try_to_create(session_cluster.api, document)
        assert answer.status == 201, answer.body


def test_a_field_that_it_does_not_know_would_be_refused(session_cluster: Cluster) -> None:
    (job,) = documents("job.yaml")
    job["spec"]["backofLimit"] = 0
    assert b"backofLimit" in try_to_create(session_cluster.api, job).body


def test_the_check_of_the_fleet_runs_where_pods_are_restricted(session_cluster: Cluster) -> None:
    create_namespace(session_cluster.api, "restricted", enforce="restricted")
    answer = try_to_create(session_cluster.api, pod("fleet-job.yaml"), "restricted")
    assert answer.status == 201, answer.body


def test_the_check_of_a_node_is_refused_there_for_its_host_paths_alone(session_cluster: Cluster) -> None:
    """The Job itself is not: its controller meets the refusal."""
    create_namespace(session_cluster.api, "restricted", enforce="restricted")
    (job,) = documents("job.yaml")
    assert try_to_create(session_cluster.api, job, "restricted").status == 201
    answer = try_to_create(session_cluster.api, pod("job.yaml"), "restricted")
    assert answer.status == 403
    _, _, violations = answer.value["message"].partition('violates PodSecurity "restricted:latest": ')
    assert violations.startswith("restricted volume types (volumes ")
    assert violations.endswith(' use restricted volume type "hostPath")')
    assert set(violations.split('"')[1:-2:2]) == HOST_PATHS


def test_the_check_of_a_node_runs_where_pods_are_privileged(session_cluster: Cluster) -> None:
    create_namespace(session_cluster.api, "privileged", enforce="privileged")
    answer = try_to_create(session_cluster.api, pod("job.yaml"), "privileged")
    assert answer.status == 201, answer.body


@pytest.mark.parametrize("file", ["fleet-job.yaml", "job.yaml"])
def test_every_volume_is_only_read(file: str) -> None:
    mounts = container(file)["volumeMounts"]
    assert all(each["readOnly"] for each in mounts)
    assert {each["name"] for each in mounts} == {each["name"] for each in template(file)["spec"]["volumes"]}


def test_each_host_path_is_mounted_at_its_place_below_the_root() -> None:
    places = {each["name"]: each["mountPath"] for each in container("job.yaml")["volumeMounts"]}
    paths = {
        each["name"]: each["hostPath"]["path"] for each in template("job.yaml")["spec"]["volumes"] if "hostPath" in each
    }
    assert set(paths) == HOST_PATHS
    assert all(places[name] == f"/host{path}" for name, path in paths.items())


def test_the_account_may_read_two_kinds_and_nothing_else(permitted: Cluster) -> None:
    assert _granted(permitted, ACCOUNT) == {
        ("", "nodes"): ["get", "list", "watch"],
        ("nfd.k8s-sigs.io", "nodefeatures"): ["get", "list", "watch"],
    }


def test_the_role_for_workloads_adds_pods(permitted: Cluster) -> None:
    (rules,) = (each["rules"] for each in documents("rbac.yaml") if each["metadata"]["name"] == "compatlang-workloads")
    access.service_account(permitted, "workloads", rules, ACCOUNT)
    assert _granted(permitted, "workloads") == {("", "pods"): ["list"]}


def test_with_the_account_the_cluster_is_checked(cluster: Cluster, permitted: Cluster, tmp_path: Path) -> None:
    for each in fleet(3):
        cluster.api.apply(each.node, each.feature)
    policy = tmp_path / "train.compat"
    policy.write_text("edition 1\npolicy train { require kernel: kernel.version >= 5.4 }\n", "utf-8")
    config = access.kubeconfig(cluster, tmp_path / "config", {"account": access.by_token(_token(permitted, ACCOUNT))})
    command, _, *rest = container("fleet-job.yaml")["args"]
    ran = run(command, policy, *rest, "--kubeconfig", config)
    assert (ran.code, ran.err) == (0, "")
    assert "3 nodes: 3 compatible" in ran.out


def _granted(cluster: Cluster, account: str) -> dict[tuple[str, str], list[str]]:
    """What an account may do, beyond what anybody may who is known to the cluster."""
    mine, everybody = (set(_rules(cluster, each)) for each in (account, "default"))
    return {
        (group, resource): sorted(rule["verbs"])
        for rule in map(json.loads, mine - everybody)
        for group in rule["apiGroups"]
        for resource in rule["resources"]
    }


def _rules(cluster: Cluster, account: str) -> Iterator[str]:
    review: dict[str, Any] = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectRulesReview",
        "spec": {"namespace": ACCOUNT},
    }
    path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"
    answered = Api(cluster.url, cluster.ca, _token(cluster, account)).post(path, review)["status"]
    assert not answered["incomplete"]
    return (json.dumps(each, sort_keys=True) for each in answered["resourceRules"])


def _token(cluster: Cluster, account: str) -> str:
    cluster.api.apply(
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": account, "namespace": ACCOUNT}}
    )
    path = f"/api/v1/namespaces/{ACCOUNT}/serviceaccounts/{account}/token"
    wanted = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 3600}}
    token: str = cluster.api.post(path, wanted)["status"]["token"]
    return token
