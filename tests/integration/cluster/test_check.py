"""`check --cluster` and `snapshot --cluster` against a real API server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.cluster.command import run, written
from tests.kubernetes import access
from tests.kubernetes.cluster import Cluster
from tests.kubernetes.nodes import NAMESPACE, Machine, fleet

POLICY = """\
edition 1

## A node with an NVIDIA GPU and the driver that CUDA 12.4 needs.
policy train {
  require gpu: any pci.device { vendor == 0x10de }
  require driver: version(node.label["nvidia.com/cuda.driver-version.full"]) >= 550.54.14
  require kernel: kernel.version >= 5.15
}
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "train.compat"
    path.write_text(POLICY, "utf-8")
    return path


def put(cluster: Cluster, machines: list[Machine]) -> None:
    for each in machines:
        cluster.api.apply(each.node, each.feature)


def documents(machines: list[Machine]) -> list[Any]:
    return [each for machine in machines for each in machine]


def decided(value: Any) -> dict[str, str]:
    return {node["node"]: node["verdict"] for node in value["nodes"]}


def without_places(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.lstrip().startswith("seen at ")]


def test_a_cluster_is_judged_as_its_objects_in_a_file_are(
    cluster: Cluster, policy: Path, config: Path, tmp_path: Path
) -> None:
    machines = list(fleet(10))
    put(cluster, machines)
    of_cluster = run("check", policy, "--cluster", "--kubeconfig", config, "--format", "json")
    of_file = run(
        "check", policy, "--snapshot", written(tmp_path / "fleet.jsonl", documents(machines)), "--format", "json"
    )
    assert of_cluster.err == of_file.err == ""
    assert of_cluster.code == of_file.code == 1
    assert decided(of_cluster.json) == decided(of_file.json)
    assert len(decided(of_cluster.json)) == 10
    assert set(decided(of_cluster.json).values()) == {"compatible", "incompatible"}


def test_the_reasons_name_the_object_that_was_looked_at(cluster: Cluster, policy: Path, config: Path) -> None:
    put(cluster, [each for each in fleet(10) if each.node["metadata"]["name"].startswith("t4")][:1])
    ran = run("check", policy, "--cluster", "--kubeconfig", config)
    assert ran.code == 1
    assert "needs >= 550.54.14" in ran.out


def test_many_nodes_are_counted_by_cause_and_one_of_each_is_read_again(
    cluster: Cluster, policy: Path, config: Path
) -> None:
    """More than is read whole, in more than one page of what is served."""
    machines = list(fleet(150, full=True))
    cluster.api.load(documents(machines))
    ran = run("check", policy, "--cluster", "--kubeconfig", config)
    assert ran.err == ""
    assert ran.code == 1
    assert "150 nodes: " in ran.out
    assert "needs >= 550.54.14" in ran.out
    assert "cannot be explained" not in ran.out


def test_a_selector_selects_nodes_and_their_features(cluster: Cluster, policy: Path, config: Path) -> None:
    put(cluster, list(fleet(4)))
    name = next(fleet(1)).node["metadata"]["name"]
    for flag in ("--selector", "-l"):
        ran = run(
            "check",
            policy,
            "--cluster",
            "--kubeconfig",
            config,
            flag,
            f"kubernetes.io/hostname={name}",
            "--format",
            "json",
        )
        assert list(decided(ran.json)) == [name]


def test_a_selector_that_selects_nothing_is_told(cluster: Cluster, policy: Path, config: Path) -> None:
    put(cluster, list(fleet(2)))
    ran = run("check", policy, "--cluster", "--kubeconfig", config, "--selector", "no=such")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == "nothing was evaluated: the cluster has no node that `no=such` selects\n"


def test_what_is_said_of_a_node_that_is_gone_does_not_count(cluster: Cluster, policy: Path, config: Path) -> None:
    first, second = fleet(2)
    cluster.api.apply(first.node, first.feature, second.feature)
    ran = run("check", policy, "--cluster", "--kubeconfig", config, "--format", "json")
    assert list(decided(ran.json)) == [first.node["metadata"]["name"]]


def test_the_namespace_of_nfd_comes_first_in_merging(cluster: Cluster, config: Path, tmp_path: Path) -> None:
    """A later object wins for each attribute; names alone would put `a` first."""
    machine = next(fleet(1))
    name = machine.node["metadata"]["name"]
    cluster.api.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "others"}}, machine.node)
    for namespace, value, kernel in ((NAMESPACE, "z", "5.10.0"), ("others", "a", "6.8.0")):
        cluster.api.apply(
            {
                "apiVersion": "nfd.k8s-sigs.io/v1alpha1",
                "kind": "NodeFeature",
                "metadata": {
                    "name": value,
                    "namespace": namespace,
                    "labels": {"nfd.node.kubernetes.io/node-name": name},
                },
                "spec": {"features": {"attributes": {"kernel.version": {"elements": {"full": kernel}}}}},
            }
        )
    policy = tmp_path / "new.compat"
    policy.write_text("edition 1\npolicy new { require kernel: kernel.version >= 6 }\n", "utf-8")
    assert run("check", policy, "--cluster", "--kubeconfig", config).code == 0
    assert run("check", policy, "--cluster", "--kubeconfig", config, "--nfd-namespace", "others").code == 1


def test_a_recorded_cluster_is_judged_as_the_cluster_itself(
    cluster: Cluster, policy: Path, config: Path, tmp_path: Path
) -> None:
    put(cluster, list(fleet(10)))
    recorded = tmp_path / "fleet.jsonl"
    ran = run("snapshot", "--cluster", "--kubeconfig", config, "-o", recorded)
    assert ran == (0, "", "")
    lines = recorded.read_text("utf-8").splitlines()
    assert len(lines) == 20
    assert "managedFields" not in recorded.read_text("utf-8")
    of_file = run("check", policy, "--snapshot", recorded)
    assert of_file == run("check", policy, "--cluster", "--kubeconfig", config)
    assert "10 nodes: " in of_file.out
    assert run("snapshot", "--cluster", "--kubeconfig", config).out == recorded.read_text("utf-8")


def test_a_cluster_without_nodes_replaces_no_file_and_says_so(cluster: Cluster, config: Path, tmp_path: Path) -> None:
    recorded = tmp_path / "fleet.jsonl"
    recorded.write_text("of yesterday", "utf-8")
    ran = run("snapshot", "--cluster", "--kubeconfig", config, "-o", recorded)
    assert ran == (3, "", "the cluster has no nodes\n")
    assert recorded.read_text("utf-8") == "of yesterday"


def test_files_and_the_cluster_are_judged_together(
    cluster: Cluster, policy: Path, config: Path, tmp_path: Path
) -> None:
    first, second = fleet(2)
    put(cluster, [first])
    recorded = written(tmp_path / "more.jsonl", second)
    ran = run("check", policy, "--cluster", "--kubeconfig", config, "--snapshot", recorded, "--format", "json")
    assert set(decided(ran.json)) == {first.node["metadata"]["name"], second.node["metadata"]["name"]}


def test_one_node_is_not_chosen_by_the_name_that_a_host_is_given() -> None:
    ran = run("snapshot", "--cluster", "--node", "gpu-a01")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == ("error: --node is for --host\n  help: `--selector kubernetes.io/hostname=gpu-a01` chooses one\n")


def test_a_cluster_whose_nodes_nobody_has_looked_at_is_told(cluster: Cluster, policy: Path, config: Path) -> None:
    """NFD's kinds are there, and nothing runs that makes objects of them."""
    machines = list(fleet(2))
    cluster.api.apply(*(each.node for each in machines))
    ran = run("check", policy, "--cluster", "--kubeconfig", config)
    assert "has no NodeFeatures, so that only what its Nodes say is known" in ran.err
    ran = run("explain", policy, "--cluster", "--kubeconfig", config, "--node", machines[0].node["metadata"]["name"])
    assert ran.err == ""


def test_the_least_rights_suffice(cluster: Cluster, policy: Path, tmp_path: Path) -> None:
    put(cluster, list(fleet(3)))
    token = access.service_account(cluster, "least")
    config = access.kubeconfig(cluster, tmp_path / "least", {"reader": access.by_token(token)})
    ran = run("check", policy, "--cluster", "--kubeconfig", config, "--format", "json")
    assert ran.err == ""
    assert len(decided(ran.json)) == 3


@pytest.mark.parametrize(("argv", "code"), [(("check", "POLICY", "--cluster"), 2), (("snapshot", "--cluster"), 2)])
def test_a_cluster_that_is_not_there_is_an_error_without_a_traceback(
    argv: tuple[str, ...], code: int, policy: Path, cluster: Cluster, tmp_path: Path
) -> None:
    config = access.kubeconfig(cluster, tmp_path / "nowhere", server="https://127.0.0.1:1")
    ran = run(*[str(policy) if each == "POLICY" else each for each in argv], "--kubeconfig", config, "--timeout", "2")
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("error: ")
    assert "127.0.0.1:1" in ran.err


def test_one_node_of_a_cluster_is_explained(cluster: Cluster, policy: Path, config: Path, tmp_path: Path) -> None:
    machines = list(fleet(4))
    put(cluster, machines)
    name = machines[3].node["metadata"]["name"]
    recorded = written(tmp_path / "fleet.jsonl", documents(machines))
    ran = run("explain", policy, "--cluster", "--kubeconfig", config, "--node", name)
    of_file = run("explain", policy, "--snapshot", recorded, "--node", name)
    assert [without_places(each) for each in (ran.out, of_file.out)] == [without_places(of_file.out)] * 2
    assert f"seen at nodefeatures/{NAMESPACE}/{name}:1: " in ran.out


def test_a_node_that_is_not_there_is_not_explained(cluster: Cluster, policy: Path, config: Path) -> None:
    ran = run("explain", policy, "--cluster", "--kubeconfig", config, "--node", "none")
    assert ran == (3, "", "nothing was explained: the cluster has no node `none`\n")
    ran = run("explain", policy, "--cluster", "--kubeconfig", config)
    assert ran == (2, "", "error: a cluster has many nodes\n  help: choose one with --node NAME\n")


def test_a_nodefeature_that_names_no_node_does_not_count(cluster: Cluster, policy: Path, config: Path) -> None:
    """As for nfd-master, whatever its own name is."""
    machine = next(fleet(1))
    feature = {**machine.feature, "metadata": {**machine.feature["metadata"], "labels": {}}}
    cluster.api.apply(machine.node, feature)
    ran = run("check", policy, "--cluster", "--kubeconfig", config, "--format", "json")
    assert set(decided(ran.json).values()) == {"unknown"}
