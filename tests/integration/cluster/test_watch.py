"""`check --cluster --watch` against a real API server: whatever happens to it, the changes add up to what `check` says.

Nothing here waits for a time: each test looks until it sees what must come, and fails where that does not come for long.
"""

from __future__ import annotations

import io
import json
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from compatlang.cli.inputs import load_policies
from compatlang.cli.watch_changes import VerdictChange
from compatlang.cli.watch_cluster import watched_cluster
from compatlang.cli.watch_fleet import WatchedFleet
from compatlang.evaluate.report import Verdict
from compatlang.integrations.kubernetes.access import Access
from compatlang.integrations.kubernetes.connection import connected
from compatlang.integrations.kubernetes.errors import ClusterError, ForbiddenError
from tests.cli.watching import Watching
from tests.integration.cluster.command import run
from tests.integration.cluster.faulty import (
    FaultyApi,
    after,
    error_event,
    events,
    expired,
    failed,
    garbage,
    listing,
    throttled,
    times,
    torn,
    watching,
)
from tests.kubernetes import access
from tests.kubernetes.api import Document
from tests.kubernetes.cluster import Cluster
from tests.kubernetes.nodes import fleet, with_driver

DEADLINE = 120.0
"""Seconds after which what has not come is missing."""

POLICY = """\
edition 1
policy train {
  require driver: version(node.label["nvidia.com/cuda.driver-version.full"]) >= 550.54.14
  require kernel: kernel.version >= 5.15
}
"""

OLD, NEW = "535.54.03", "570.86.15"
HOSTS = ["h100-0000", "a100-0001", "a100-0004"]
"""Nodes with GPUs."""
MERGE = "application/merge-patch+json"

Verdicts = dict[str, Verdict]
Told = list[tuple[str, Verdict | None, Verdict | None]]


class Followed(NamedTuple):
    """A cluster that is watched, the verdicts that its changes add up to, and all changes there were."""

    fleet: WatchedFleet
    verdicts: Verdicts
    changes: list[VerdictChange]
    err: io.StringIO

    def look(self) -> None:
        for each in self.fleet.judge(self.fleet.look()):
            assert self.verdicts.get(each.node) == each.before != each.after, "a change is missing, or came twice"
            self.changes.append(each)
            if each.after is None:
                del self.verdicts[each.node]
            else:
                self.verdicts[each.node] = each.after

    def until(self, come: Callable[[], bool]) -> None:
        """Look until it has come."""
        stop = time.monotonic() + DEADLINE
        while True:
            self.look()
            if come():
                return
            assert time.monotonic() < stop, f"it does not come: {self.verdicts}, {self.err.getvalue()}"
            time.sleep(0.02)

    def until_verdicts(self, verdicts: Mapping[str, Verdict]) -> None:
        self.until(lambda: self.verdicts == verdicts)

    def until_said(self, text: str) -> None:
        """Look until something was found, or said of the connection."""

        def said() -> bool:
            for each in self.fleet.findings.news().diagnostics():
                self.err.write(each.message + "\n")
            return text in self.err.getvalue()

        self.until(said)

    def difference(self) -> dict[str, tuple[Verdict | None, Verdict | None]]:
        """What each node was before the changes since this was asked last, and what it is.

        Of a new node its Node may be known before its NodeFeature, since they are watched apart.
        """
        found: dict[str, tuple[Verdict | None, Verdict | None]] = {}
        for node, before, now in self.told():
            found[node] = (found.get(node, (before, None))[0], now)
        return found

    def told(self) -> Told:
        """The changes since this was asked last."""
        told = [(each.node, each.before, each.after) for each in self.changes]
        self.changes.clear()
        return told


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "train.compat"
    path.write_text(POLICY, "utf-8")
    return path


@contextmanager
def following(policy: Path, config: Path, selector: str = "") -> Iterator[Followed]:
    err = io.StringIO()
    with connected(Access(str(config))) as connection, watched_cluster(connection, selector, err) as watched:
        watched_fleet = WatchedFleet(load_policies([str(policy)]), watched, err)
        standing = list(watched_fleet.standing())
        verdicts = {each.node: each.after for each in standing if each.after is not None}
        yield Followed(watched_fleet, verdicts, [], err)


@pytest.fixture
def followed(machines: Mapping[str, Document], policy: Path, config: Path) -> Iterator[Followed]:
    """A cluster of three nodes, whose drivers are too old."""
    with following(policy, config) as found:
        assert found.verdicts == all_are("incompatible")
        yield found


@pytest.fixture
def machines(cluster: Cluster) -> Mapping[str, Document]:
    """Three nodes, as they were put into the cluster."""
    nodes: dict[str, Document] = {}
    for each in fleet(10):
        name = each.node["metadata"]["name"]
        if name in HOSTS:
            nodes[name] = with_driver(each.node, OLD)
            cluster.api.apply(nodes[name], each.feature)
    return nodes


def all_are(verdict: Verdict, *but: str) -> Verdicts:
    return {each: verdict for each in HOSTS if each not in but}


def upgrade(cluster: Cluster, *nodes: Document, to: str = NEW) -> None:
    for each in nodes:
        cluster.api.apply(with_driver(each, to))


def checked(policy: Path, config: Path) -> Verdicts:
    """What `check --cluster` says."""
    ran = run("check", policy, "--cluster", "--kubeconfig", config, "--format", "json")
    return {each["node"]: each["verdict"] for each in ran.json["nodes"]}


def test_a_driver_upgrade_flips_verdicts_and_each_flip_is_told_once(
    cluster: Cluster, machines: Mapping[str, Document], followed: Followed
) -> None:
    upgrade(cluster, *machines.values())
    followed.until_verdicts(all_are("compatible"))
    assert sorted(followed.told()) == sorted((each, "incompatible", "compatible") for each in HOSTS)
    upgrade(cluster, machines[HOSTS[0]], to=OLD)
    followed.until_verdicts(all_are("compatible") | {HOSTS[0]: "incompatible"})
    assert [each[0] for each in followed.told()] == [HOSTS[0]]


def test_what_changes_no_verdict_is_not_told(
    cluster: Cluster, machines: Mapping[str, Document], followed: Followed
) -> None:
    for number in range(20):
        for each in machines.values():
            name = each["metadata"]["name"]
            ready = {"type": "Ready", "status": "True", "lastHeartbeatTime": f"2026-01-01T00:00:{number:02}Z"}
            cluster.api.ask("PATCH", f"/api/v1/nodes/{name}/status", {"status": {"conditions": [ready]}}, MERGE)
    upgrade(cluster, machines[HOSTS[0]])
    followed.until_verdicts(all_are("incompatible") | {HOSTS[0]: "compatible"})
    assert [each[0] for each in followed.told()] == [HOSTS[0]]


def test_an_api_server_that_is_away_takes_no_change_with_it(
    cluster: Cluster, machines: Mapping[str, Document], followed: Followed
) -> None:
    first, second, third = machines.values()
    upgrade(cluster, first)
    followed.until(lambda: list(followed.verdicts.values()).count("compatible") == 1)
    upgrade(cluster, second)
    cluster.stop_api(suddenly=True)
    try:
        followed.until_said("lost since ")
    finally:
        cluster.start_api()
    upgrade(cluster, third)
    followed.until_verdicts(all_are("compatible"))
    followed.until_said("is back")
    assert sorted(followed.told()) == sorted((each, "incompatible", "compatible") for each in HOSTS)
    assert (followed.err.getvalue().count("lost since "), followed.err.getvalue().count("is back")) == (1, 1)
    assert not followed.fleet.findings.any_error


class Between(NamedTuple):
    """A proxy between the cluster and who watches it, past which nothing comes while it is told so."""

    api: FaultyApi
    shut: threading.Event

    def cut(self, cluster: Cluster) -> None:
        """End what is under way, and let nothing through from now on."""
        self.shut.set()
        cluster.restart(suddenly=True)


@pytest.fixture
def between(cluster: Cluster) -> Iterator[Between]:
    shut = threading.Event()
    with FaultyApi(cluster) as api:
        api.replace("", lambda _: torn() if shut.is_set() else None)
        yield Between(api, shut)


@pytest.fixture
def indirect(cluster: Cluster, between: Between, tmp_path: Path) -> Path:
    """A kubeconfig that goes through the proxy."""
    return access.kubeconfig(cluster, tmp_path / "indirect", server=between.api.origin)


@pytest.mark.parametrize("compacted", [False, True])
def test_what_happens_while_a_watch_is_away_is_told_once_it_is_back(
    cluster: Cluster,
    machines: Mapping[str, Document],
    policy: Path,
    config: Path,
    between: Between,
    indirect: Path,
    compacted: bool,
) -> None:
    """A node is changed, one is deleted and one is new. Where the revisions are forgotten, a list tells the difference."""
    first, second, _ = machines.values()
    new = next(each for each in fleet(10) if each.node["metadata"]["name"] == "h100-0006")
    with following(policy, indirect) as followed:
        between.cut(cluster)
        followed.until_said("lost since ")
        upgrade(cluster, first, to="560.28.03")
        upgrade(cluster, first)
        cluster.api.delete(second)
        cluster.api.apply(new.feature, with_driver(new.node, NEW))
        if compacted:
            cluster.compact()
        lists = len(between.api.asked(listing("nodes")))
        between.shut.clear()
        followed.until_said("is back")
        followed.until(lambda: followed.verdicts == checked(policy, config))
        assert followed.difference() == {
            first["metadata"]["name"]: ("incompatible", "compatible"),
            second["metadata"]["name"]: ("incompatible", None),
            "h100-0006": (None, "compatible"),
        }
        assert len(between.api.asked(listing("nodes"))) > lists or not compacted
        upgrade(cluster, first, to=OLD)
        followed.until(lambda: followed.verdicts == checked(policy, config))
        assert len(followed.told()) == 1


def test_lists_and_watches_that_are_spoilt_in_every_way_lose_nothing(
    cluster: Cluster, machines: Mapping[str, Document], policy: Path, between: Between, indirect: Path
) -> None:
    api = between.api
    for kind in ("nodes", "nodefeatures"):
        api.replace(watching(kind), times(1, api.cut_line()))
        api.replace(watching(kind), times(1, api.cut_line(after=1)))
        api.replace(watching(kind), times(1, events(error_event())))
        api.replace(watching(kind), times(1, expired()))
        api.replace(watching(kind), times(1, throttled(0)))
        api.replace(watching(kind), times(1, garbage()))
        api.replace(listing(kind), times(1, throttled(0)))
        api.replace(listing(kind), after(2, times(1, api.cut())))
    with following(policy, indirect) as followed:
        for number in range(6):
            for each in machines.values():
                upgrade(cluster, each, to=OLD if number % 2 else NEW)
            followed.until_verdicts(all_are("incompatible" if number % 2 else "compatible"))
            assert {each[0] for each in followed.told()} == set(HOSTS)


def test_a_token_that_is_no_longer_valid_is_read_anew(
    cluster: Cluster, machines: Mapping[str, Document], policy: Path, tmp_path: Path
) -> None:
    token = tmp_path / "token"
    token.write_text(access.service_account(cluster, "before"), "utf-8")
    config = access.kubeconfig(cluster, tmp_path / "of-token", {"reader": {"tokenFile": str(token)}})
    with following(policy, config) as followed:
        token.write_text(access.service_account(cluster, "afterwards"), "utf-8")
        cluster.api.delete(
            {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "before", "namespace": "default"}}
        )
        cluster.restart(suddenly=True)
        upgrade(cluster, *machines.values())
        followed.until_verdicts(all_are("compatible"))
        assert sorted(followed.told()) == sorted((each, "incompatible", "compatible") for each in HOSTS)


def test_watches_that_wait_for_an_event_end_with_who_watches(
    machines: Mapping[str, Document], policy: Path, between: Between, indirect: Path
) -> None:
    before = set(threading.enumerate())
    with following(policy, indirect) as followed:
        followed.until(lambda: all(between.api.asked(watching(each)) for each in ("nodes", "nodefeatures")))
        watches = [each for each in threading.enumerate() if each not in before and each.name.startswith("watch ")]
    assert len(watches) == 2
    for each in watches:
        each.join(DEADLINE)
        assert not each.is_alive()


def test_a_node_counts_from_when_it_is_there_until_it_is_gone(
    cluster: Cluster, machines: Mapping[str, Document], followed: Followed
) -> None:
    new = next(each for each in fleet(10) if each.node["metadata"]["name"] == "h100-0006")
    cluster.api.apply(new.feature)
    upgrade(cluster, *machines.values())
    followed.until_verdicts(all_are("compatible"))
    cluster.api.apply(with_driver(new.node, NEW))
    followed.until_verdicts({**all_are("compatible"), "h100-0006": "compatible"})
    cluster.api.delete(new.node)
    followed.until_verdicts(all_are("compatible"))
    assert followed.told()[-2:] == [("h100-0006", None, "compatible"), ("h100-0006", "compatible", None)]


def test_a_selector_follows_the_nodes_that_it_selects(
    cluster: Cluster, machines: Mapping[str, Document], policy: Path, config: Path
) -> None:
    first, second, _ = machines.values()
    with following(policy, config, "pool=training") as followed:
        assert followed.verdicts == {}
        labels = {"metadata": {"labels": {"pool": "training"}}}
        for each in (first, second):
            cluster.api.ask("PATCH", f"/api/v1/nodes/{each['metadata']['name']}", labels, MERGE)
        followed.until_verdicts({each["metadata"]["name"]: "incompatible" for each in (first, second)})
        cluster.api.ask(
            "PATCH",
            f"/api/v1/nodes/{first['metadata']['name']}",
            {"metadata": {"labels": {"pool": None}}},
            MERGE,
        )
        followed.until_verdicts({second["metadata"]["name"]: "incompatible"})


def test_a_cluster_without_node_features_is_watched_until_it_has_some(
    machines: Mapping[str, Document], policy: Path, config: Path, between: Between, indirect: Path
) -> None:
    missing = threading.Event()
    missing.set()
    not_served = failed(404, "NotFound", "the server could not find the requested resource")
    between.api.replace(listing("nodefeatures"), lambda _: not_served if missing.is_set() else None)
    with following(policy, indirect) as followed:
        assert followed.verdicts == all_are("unknown") | all_are("incompatible")
        assert followed.err.getvalue().count("has no NodeFeatures") == 1
        missing.clear()
        followed.until(lambda: followed.verdicts == checked(policy, config))
        assert followed.err.getvalue().count("has no NodeFeatures") == 1
        assert not followed.fleet.findings.any_error


def test_what_may_not_be_read_at_first_ends_the_watch(cluster: Cluster, policy: Path, tmp_path: Path) -> None:
    rules = [{"apiGroups": [""], "resources": ["nodes"], "verbs": ["get", "list", "watch"]}]
    token = access.service_account(cluster, "half", rules)
    config = access.kubeconfig(cluster, tmp_path / "half", {"half": access.by_token(token)})
    with pytest.raises(ForbiddenError, match=r"nodefeatures\.nfd\.k8s-sigs\.io"), following(policy, config):
        pass


def test_a_cluster_that_is_not_there_at_first_is_an_error(cluster: Cluster, policy: Path, tmp_path: Path) -> None:
    config = access.kubeconfig(cluster, tmp_path / "nowhere", server="https://127.0.0.1:1")
    with pytest.raises(ClusterError, match=r"127\.0\.0\.1:1"), following(policy, config):
        pass


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_process_tells_changes_as_they_happen_and_ends_at_once(
    cluster: Cluster, machines: Mapping[str, Document], policy: Path, config: Path, number: int
) -> None:
    argv = ["check", str(policy), "--cluster", "--kubeconfig", str(config), "--watch", "--interval", "0.05"]
    with Watching(*argv) as watching_:
        watching_.expect("3 nodes: 3 incompatible")
        upgrade(cluster, machines[HOSTS[0]])
        assert watching_.expect(HOSTS[0]) == f"{HOSTS[0]}  train: incompatible -> compatible"
        assert watching_.end(number) == 1
        assert watching_.rest("err") == []


def test_a_process_says_that_the_cluster_is_lost_and_that_it_is_back(
    cluster: Cluster, machines: Mapping[str, Document], policy: Path, config: Path
) -> None:
    argv = ["check", str(policy), "--cluster", "--kubeconfig", str(config), "--watch", "--format", "jsonl"]
    with Watching(*argv) as watching_:
        watching_.expect(f'{{"node": "{HOSTS[0]}"')
        cluster.stop_api(suddenly=True)
        try:
            watching_.expect("error[cannot-read]: lost since ", "err")
        finally:
            cluster.start_api()
        watching_.expect(f"`{cluster.url.removeprefix('https://')}` is back", "err")
        upgrade(cluster, machines[HOSTS[0]])
        assert json.loads(watching_.expect(f'{{"node": "{HOSTS[0]}"'))["after"] == "compatible"
        cluster.stop_api(suddenly=True)
        try:
            watching_.expect("error[cannot-read]: lost since ", "err")
            assert watching_.end(signal.SIGINT) == 2, "nobody knows whether it is still so"
        finally:
            cluster.start_api()
