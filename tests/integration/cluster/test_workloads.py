"""`check --cluster --workloads` against a real API server, and a registry that counts what it is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import Ran
from tests.cli.test_schemas import SCHEMAS, errors
from tests.integration.cluster.command import run
from tests.integration.cluster.pods import pod
from tests.integration.registry import images
from tests.integration.registry.conftest import log_in  # noqa: F401 - a fixture
from tests.integration.registry.faulty import INDEX, Answer, Registry
from tests.kubernetes import access
from tests.kubernetes.cluster import Cluster
from tests.kubernetes.nodes import fleet, machine

TRAIN = """\
edition 1

## What CUDA 12.4 needs.
policy train {
  require gpu: any pci.device { vendor == 0x10de }
  require driver: version(node.label["nvidia.com/cuda.driver-version.full"]) >= 550.54.14
}
"""
ANYWHERE = "edition 1\n\npolicy anywhere { require kernel: kernel.version >= 4 }\n"
NOWHERE = "edition 1\n\npolicy nowhere { require kernel: kernel.version >= 99 }\n"
UNKNOWN = 'edition 1\n\npolicy odd { require battery: local.feature.battery == "true" }\n'

HERE = """\
edition 1

policy here { require name: node.label["kubernetes.io/hostname"] == "h100-0000" }
"""

NODES = 6
H100, A100, CPU, T4, OLD, CPU_2 = (machine(index).node["metadata"]["name"] for index in range(NODES))
"""The first two have what CUDA 12.4 needs; `OLD` has an old driver."""

pytestmark = pytest.mark.usefixtures("log_in")


class Site:
    """A cluster with machines, and a registry that its Pods run images of."""

    def __init__(self, cluster: Cluster, registry: Registry, folder: Path) -> None:
        self.cluster = cluster
        self.registry = registry
        self.folder = folder
        self.config = access.kubeconfig(cluster, folder / "kubeconfig")

    def push(self, repository: str, policy: str = "", **more: Any) -> str:
        """An image with a policy attached, and its name by digest, as a kubelet reports it. It has the tag `v1`."""
        digest = images.push_image(self.registry, "v1", {"author": repository}, **more)
        name = f"{self.registry.host}/{repository}@{digest}"
        if policy:
            self.attach(name, policy)
        return name

    def attach(self, name: str, policy: str, *flags: str) -> None:
        path = self.folder / "attached.compat"
        path.write_text(policy, "utf-8")
        ran = run("attach", name, path, "--as", "compat", "--plain-http", *flags)
        assert ran.code == 0, ran.err

    def run_pod(self, name: str, node: str = "", *ids: str, **more: Any) -> None:
        self.cluster.api.apply(pod(name, node, *ids, **more))

    def check(self, *argv: str | Path, config: Path | None = None) -> Ran:
        self.registry.requests.clear()
        flags = ("--cluster", "--workloads", "--plain-http", "--kubeconfig", config or self.config)
        return run("check", *argv, *flags)

    def asked(self, part: str) -> int:
        """How often the registry was asked for something, once for each time that it is in a request."""
        return sum(part in str(each) for each in self.registry.requests)


@pytest.fixture
def site(cluster: Cluster, tmp_path: Path) -> Iterator[Site]:
    for each in fleet(NODES):
        cluster.api.apply(each.node, each.feature)
    with Registry() as registry:
        yield Site(cluster, registry, tmp_path)


def states(ran: Ran) -> dict[str, str]:
    """What is said of each Pod."""
    return {each["pod"]: each["state"] for workload in ran.json["workloads"] for each in workload["pods"]}


def test_pods_of_one_image_are_judged_each_on_its_node_and_the_image_is_looked_up_once(site: Site) -> None:
    train = site.push("ml/train", TRAIN)
    for number, node in enumerate((H100, A100, CPU, T4)):
        site.run_pod(f"train-{number}", node, train, owner=("ReplicaSet", "train-7d9f"))
    ran = site.check("--format", "json")
    assert (ran.code, ran.err) == (1, "")
    assert states(ran) == {"train-0": "fits", "train-1": "fits", "train-2": "misplaced", "train-3": "misplaced"}
    assert site.asked(f"/manifests/{train.partition('@')[2]}") == 1
    (workload,) = ran.json["workloads"]
    assert workload["controller"] == {"kind": "ReplicaSet", "name": "train-7d9f"}
    assert workload["nodes"] == {"compatible": 2, "incompatible": 4, "unknown": 0, "error": 0}


def test_the_text_says_where_why_and_where_else(site: Site) -> None:
    train = site.push("ml/train", TRAIN)
    site.run_pod("train-0", H100, train, owner=("ReplicaSet", "train-7d9f"))
    site.run_pod("train-1", OLD, train, owner=("ReplicaSet", "train-7d9f"))
    ran = site.check()
    assert ran.code == 1
    assert (
        ran.out
        == f"""\
default/train-7d9f (ReplicaSet, 2 Pods)  {train[:-52]}…
  runs where it should not: a100-0004 (1 Pod)
    incompatible with train
      driver  version(node.label["nvidia.com/cuda.driver-version.full"]) is 535.104.05, needs >= 550.54.14    attached.compat:6
  could run on 2 of 6 nodes; 4 incompatible

1 workload: 1 runs where it should not
1 image looked up
"""
    )


def test_a_hundred_pods_of_one_controller_are_one_workload_in_a_few_lines(site: Site) -> None:
    train = site.push("ml/train", TRAIN)
    nodes = (H100, A100, CPU, T4, OLD, CPU_2)
    site.cluster.api.load(
        pod(f"agent-{number}", nodes[number % NODES], train, owner=("DaemonSet", "agent")) for number in range(100)
    )
    for number in range(100):
        path = f"/api/v1/namespaces/default/pods/agent-{number}/status"
        status = pod(f"agent-{number}", "x", train)["status"]
        site.cluster.api.ask("PATCH", path, {"status": status}, "application/merge-patch+json")
    ran = site.check()
    assert ran.code == 1
    assert "(DaemonSet, 100 Pods)" in ran.out
    assert len(ran.out.splitlines()) < 12
    assert site.asked(f"/manifests/{train.partition('@')[2]}") == 1


def test_an_image_without_an_artifact_asks_nothing_of_any_node(site: Site) -> None:
    site.run_pod("front", H100, site.push("web/front"))
    ran = site.check()
    assert ran.code == 3
    assert ran.out == "no workload is judged: 1 carries no policy\n1 image looked up, 1 carries no policy\n"
    assert ran.err == "nothing was evaluated: 1 image looked up, and no policy is attached to any\n"
    assert site.check("--allow-empty").code == 0


def test_a_cluster_without_pods_is_told_from_one_that_fits(site: Site) -> None:
    ran = site.check()
    assert (ran.code, ran.err) == (3, "nothing was evaluated: no Pod runs there, or waits to\n")


def test_a_registry_that_hangs_costs_its_time_once(site: Site) -> None:
    fine = site.push("ml/train", TRAIN)
    site.run_pod("fine", H100, fine)
    with Registry() as slow:
        for number in range(5):
            digest = f"sha256:{number:064x}"
            site.run_pod(f"slow-{number}", H100, f"{slow.host}/a/b@{digest}")
        slow.replace("manifests", lambda request: Answer(200, {}, slow.slowly(b" " * 9999)))
        ran = site.check("--timeout", "1")
        assert len(slow.requests) == 1
    assert ran.code == 2
    assert f"error: `{slow.host}` has not answered in full within 1 s" in ran.out
    assert f"error: `{slow.host}` did not answer ({slow.host}/a/b@" in ran.out
    assert "6 workloads: 5 unknown, 1 fits" in ran.out


def test_what_is_attached_and_cannot_be_used_is_an_error(site: Site) -> None:
    train = site.push("ml/train", TRAIN)
    site.run_pod("train", H100, train)
    site.registry.replace(r"/blobs/", Answer(200, {}, b"{}"))
    ran = site.check()
    assert ran.code == 2
    assert "1 workload: 1 unknown" in ran.out
    assert ran.out.startswith("error: ")


def test_a_policy_that_needs_a_parameter_is_not_taken_for_none(site: Site) -> None:
    text = "edition 1\n\npolicy asks(least: version) { require kernel: kernel.version >= least }\n"
    site.run_pod("asks", H100, site.push("ml/asks", text))
    ran = site.check()
    assert ran.code == 3
    assert "asks needs a value for a parameter" in ran.out
    assert site.check("--param", "least=5").code == 0
    assert site.check("--param", "least=99").code == 1


def test_a_policy_that_is_there_for_others_needs_no_value(site: Site) -> None:
    asks = "policy asks(least: version) { require kernel: kernel.version >= least }\n"
    site.run_pod("fine", H100, site.push("ml/fine", f"{ANYWHERE}\n{asks}"))
    assert states(site.check("--format", "json")) == {"fine": "fits"}
    assert states(site.check("--format", "json", "--param", "least=99")) == {"fine": "misplaced"}
    assert states(site.check("--format", "json", "--policy", "anywhere")) == {"fine": "fits"}


def test_a_pod_that_waits_is_judged_by_what_its_tag_means_now(site: Site) -> None:
    for name, policy in (("train", TRAIN), ("no", NOWHERE), ("odd", UNKNOWN)):
        digest = site.push(f"ml/{name}", policy).partition("@")[2]
        site.registry.tags[name] = digest
        site.run_pod(name, "", "", asked=[f"{site.registry.host}/ml/{name}:{name}"])
    ran = site.check("--format", "json")
    assert states(ran) == {"no": "nowhere", "odd": "unknown", "train": "fits"}
    assert ran.code == 1


def test_every_container_counts_and_those_that_begin(site: Site) -> None:
    fine, bad = site.push("web/any", ANYWHERE), site.push("ml/no", NOWHERE)
    site.run_pod("both", H100, fine, bad)
    site.run_pod("begins", H100, fine, init=bad)
    site.run_pod("fine", H100, fine, init=fine)
    ran = site.check("--format", "json")
    assert states(ran) == {"both": "misplaced", "begins": "misplaced", "fine": "fits"}


def test_what_one_container_cannot_say_another_may_still_forbid(site: Site) -> None:
    bad = site.push("ml/no", NOWHERE)
    site.run_pod("bad", H100, bad, "", asked=[bad, "nginx"])
    site.run_pod("open", H100, site.push("web/any", ANYWHERE), "", asked=[f"{site.registry.host}/web/any", "nginx"])
    assert states(site.check("--format", "json")) == {"bad": "misplaced", "open": "unknown"}


def test_a_tag_that_has_moved_on_does_not_decide_for_what_runs(site: Site) -> None:
    old = site.push("ml/train", NOWHERE)
    new = site.push("ml/train", ANYWHERE, annotations={"build": "2"})
    assert old != new
    asked = [f"{site.registry.host}/ml/train:v1"]
    owner = ("ReplicaSet", "train-7d9f")
    site.run_pod("old", H100, old, asked=asked, owner=owner)
    site.run_pod("new", H100, new, asked=asked, owner=owner)
    ran = site.check("--format", "json")
    assert states(ran) == {"old": "misplaced", "new": "fits"}
    assert len(ran.json["workloads"]) == 2


def test_what_is_attached_to_an_index_counts_for_the_manifest_that_the_runtime_reports(site: Site) -> None:
    manifest = site.push("ml/train").partition("@")[2]
    index = push_index(site, manifest)
    site.attach(f"{site.registry.host}/ml/train@{index}", NOWHERE)
    reported = f"{site.registry.host}/ml/train@{manifest}"
    for name, tag in (("by-tag", "train"), ("pinned", f"v9@{index}"), ("gone", "none"), ("other", "v1")):
        site.run_pod(name, H100, reported, asked=[f"{site.registry.host}/ml/train:{tag}"])
    ran = site.check("--format", "json")
    assert states(ran) == {"by-tag": "misplaced", "pinned": "misplaced", "gone": "silent", "other": "silent"}
    assert site.asked(f"/referrers/{manifest}") == 2  # once for each type


def test_what_is_attached_to_the_manifests_of_an_index_counts_on_nodes_of_their_platform(site: Site) -> None:
    arm = machine(0).node
    labels = {**arm["metadata"]["labels"], "kubernetes.io/arch": "arm64"}
    site.cluster.api.apply({**arm, "metadata": {**arm["metadata"], "labels": labels}})
    for_intel = site.push("ml/train", TRAIN).partition("@")[2]
    for_arm = images.push_image(site.registry, "arm")
    index = push_index(site, for_intel, for_arm)
    site.run_pod("arm", H100, f"{site.registry.host}/ml/train@{index}")
    site.run_pod("intel", CPU, f"{site.registry.host}/ml/train@{index}")
    ran = site.check("--format", "json")
    assert states(ran) == {"arm": "fits", "intel": "misplaced"}
    assert ran.json["workloads"][0]["nodes"] == {"compatible": 2, "incompatible": 4, "unknown": 0, "error": 0}
    site.registry.manifests.pop(index)
    alone = push_index(site, for_intel)
    site.run_pod("arm", H100, f"{site.registry.host}/ml/train@{alone}")
    ran = site.check()
    assert "incompatible with platform" in ran.out
    assert 'needs "amd64"' in ran.out


def push_index(site: Site, *manifests: str) -> str:
    """An index of manifests for amd64 and then arm64, with the tag `train`."""
    platforms = [{"os": "linux", "architecture": each} for each in ("amd64", "arm64")]
    listed = [
        {**site.registry.descriptor(digest), "platform": platform}
        for digest, platform in zip(manifests, platforms, strict=False)
    ]
    return site.registry.push_manifest(images.index(listed), INDEX, "train")


def test_an_image_of_which_only_the_configuration_is_known_is_what_its_tag_means_if_that_is_the_same(
    site: Site,
) -> None:
    name = site.push("ml/train", NOWHERE)
    stored = json.loads(site.registry.manifests[name.partition("@")[2]].data)
    asked = [f"{site.registry.host}/ml/train:v1"]
    site.run_pod("same", H100, f"docker://{stored['config']['digest']}", asked=asked)
    site.run_pod("other", H100, f"sha256:{'1' * 64}", asked=asked)
    ran = site.check("--format", "json")
    assert states(ran) == {"same": "misplaced", "other": "unknown"}
    assert "is another image by now than the one that runs" in ran.out


def test_a_short_name_is_what_the_kubelet_says_it_is(site: Site) -> None:
    name = site.push("library/nginx", NOWHERE)
    site.run_pod("known", H100, f"docker-pullable://{name}", asked=["nginx:1.27"])
    site.run_pod("unknown", H100, "", asked=["nginx:1.27"])
    ran = site.check("--format", "json")
    assert states(ran) == {"known": "misplaced", "unknown": "unknown"}
    assert ran.code == 1


def test_a_pod_that_fits_nowhere_else_could_not_move_and_that_is_no_failure(site: Site) -> None:
    here = site.push("ml/here", HERE)
    site.run_pod("one", H100, here)
    site.run_pod("agent", H100, here, owner=("DaemonSet", "agent"))
    ran = site.check()
    assert ran.code == 0
    assert "  could not move: h100-0000 (1 Pod)\n  could run on 1 of 6 nodes; 5 incompatible\n" in ran.out
    assert "2 workloads: 1 could not move, 1 fits\n" in ran.out
    assert states(site.check("--format", "json")) == {"one": "stuck", "agent": "fits"}


def test_pods_that_run_no_more_are_left_out(site: Site) -> None:
    bad = site.push("ml/no", NOWHERE)
    for name, phase in (("done", "Succeeded"), ("failed", "Failed")):
        site.run_pod(name, H100, bad, phase=phase)
    site.run_pod("runs", H100, site.push("web/any", ANYWHERE))
    ran = site.check()
    assert ran.code == 0
    assert ran.out == "1 workload: 1 fits\n1 image looked up, 2 finished Pods left out\n"


def test_namespaces_choose_pods(site: Site) -> None:
    bad = site.push("ml/no", NOWHERE)
    for namespace in ("ml", "web", "other"):
        site.cluster.api.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}})
        site.run_pod(f"of-{namespace}", H100, bad, namespace=namespace)
    for chosen in ((), ("ml",), ("ml", "web")):
        ran = site.check("--format", "json", *(part for each in chosen for part in ("--namespace", each)))
        assert set(states(ran)) == {f"of-{each}" for each in chosen or ("ml", "web", "other")}
    assert site.check("--namespace", "../nodes").err.startswith("error: `../nodes` is no name")


def test_a_selector_chooses_nodes_and_what_runs_on_them(site: Site) -> None:
    bad = site.push("ml/no", NOWHERE)
    for name, node in (("in", H100), ("out", CPU), ("waits", "")):
        site.run_pod(name, node, bad)
    site.registry.tags["v1"] = bad.partition("@")[2]
    ran = site.check("--selector", f"kubernetes.io/hostname={H100}", "--format", "json")
    assert states(ran) == {"in": "misplaced", "waits": "nowhere"}


def test_a_pod_on_a_node_that_is_not_there_is_unknown(site: Site) -> None:
    site.run_pod("lost", "no-such-node", site.push("web/any", ANYWHERE))
    ran = site.check()
    assert ran.code == 3
    assert "nothing is known of no-such-node" in ran.out
    assert site.check("--unknown", "pass").code == 0


def test_without_the_right_to_list_pods_that_is_said(site: Site) -> None:
    token = access.service_account(site.cluster, "reads-nodes-only")
    config = access.kubeconfig(site.cluster, site.folder / "least", {"reader": access.by_token(token)})
    ran = site.check(config=config)
    assert (ran.code, ran.out) == (2, "")
    assert "list pods" in ran.err
    pods = {"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}
    token = access.service_account(site.cluster, "reads-pods-too", [*access.READER, pods])
    config = access.kubeconfig(site.cluster, site.folder / "more", {"reader": access.by_token(token)})
    site.run_pod("fine", H100, site.push("web/any", ANYWHERE))
    assert site.check(config=config).code == 0


def test_policy_files_count_for_the_images_that_they_name(site: Site, tmp_path: Path) -> None:
    for name in ("ml/a", "ml/b", "web/c"):
        site.run_pod(name[-1], H100, site.push(name))
    host = site.registry.host
    text = NOWHERE.replace("{ ", f'{{ image "{host}/ml/*" ', 1).replace("require", "\n  require")
    path = tmp_path / "given.compat"
    path.write_text(text, "utf-8")
    ran = site.check(path, "--format", "json")
    assert states(ran) == {"a": "misplaced", "b": "misplaced", "c": "silent"}
    assert site.check(path).out.endswith("3 images looked up, 1 carries no policy\n")
    path.write_text(NOWHERE, "utf-8")
    ran = site.check(path)
    assert (ran.code, ran.out) == (2, "")
    assert "policy `nowhere` of" in ran.err
    assert "does not say which images it is for" in ran.err
    path.write_text("policy {", "utf-8")
    assert site.check(path).code == 2


def test_what_nfd_attaches_decides_too(site: Site) -> None:
    name = site.push("ml/train")
    images.push_artifact(site.registry, name.partition("@")[2])
    site.run_pod("train", H100, name)
    ran = site.check("--format", "json")
    assert states(ran) == {"train": "fits"}


def test_images_with_the_same_policies_share_them(site: Site) -> None:
    for number in range(3):
        site.run_pod(f"p{number}", OLD, site.push(f"ml/train-{number}", TRAIN))
    ran = site.check("--format", "jsonl")
    lines = [json.loads(each) for each in ran.out.splitlines()]
    assert [each["state"] for each in lines] == ["misplaced"] * 3
    assert len({each["open"][0]["file"] for each in lines}) == 1


def test_what_is_printed_is_what_the_schema_says(site: Site) -> None:
    site.run_pod("bad", OLD, site.push("ml/train", TRAIN))
    site.run_pod("odd", H100, site.push("ml/odd", UNKNOWN), "", asked=[f"{site.registry.host}/ml/odd", "nginx"])
    site.run_pod("here", H100, site.push("ml/here", HERE))
    site.run_pod("silent", H100, site.push("web/front"))
    site.run_pod("lost", H100, f"127.0.0.1:1/a/b@sha256:{'1' * 64}")
    site.run_pod("waits", "", "", asked=["nginx"])
    document = site.check("--format", "json").json
    assert errors(document) == []
    lines = [json.loads(each) for each in site.check("--format", "jsonl").out.splitlines()]
    line = {"$ref": "#/$defs/line", "$defs": SCHEMAS["workloads-1.schema.json"]["$defs"]}
    assert [list(Draft202012Validator(line).iter_errors(each)) for each in lines] == [[]] * 6


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (("--workloads",), "--workloads is for --cluster"),
        (("--namespace", "ml"), "--namespace is for --workloads"),
        (("--workloads", "--cluster", "--watch"), "--watch does not go together with --workloads"),
        (("--workloads", "--cluster", "--snapshot", "x"), "--snapshot does not go together with --workloads"),
        (("--workloads", "--cluster", "--host"), "--host does not go together with --workloads"),
        (("--workloads", "--cluster", "--image", "x"), "--image does not go together with --workloads"),
        (("--workloads", "--cluster", "--tags", "x"), "--tags does not go together with --workloads"),
        (("--workloads", "--cluster", "--fail-on-warn"), "--fail-on-warn does not go together with --workloads"),
        (("--workloads", "--cluster", "--format", "junit"), "--format junit says nothing of Pods"),
    ],
)
def test_flags_that_do_not_go_together_are_refused(argv: tuple[str, ...], says: str) -> None:
    ran = run("check", *argv)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_however_many_workloads_there_are_the_worst_come_first_in_a_page(site: Site) -> None:
    bad, fine = site.push("ml/no", NOWHERE), site.push("web/any", ANYWHERE)
    for number in range(40):
        site.run_pod(f"pod-{number}", H100, bad if number % 2 else fine)
    lines = site.check().out.splitlines()
    assert len(lines) <= 40
    assert lines[0].startswith("default/pod-1 (1 Pod)")
    assert any("run where they should not (default/pod-" in each for each in lines)
    assert lines[-2] == "40 workloads: 20 run where they should not, 20 fit"
    verbose = site.check("--verbose").out
    assert len(verbose.splitlines()) > 100
    assert "  compat artifact sha256:" in verbose
