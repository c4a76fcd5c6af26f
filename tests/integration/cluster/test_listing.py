"""Lists of a real API server come a page at a time, all of them and each object once, and those of one that errs end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from compatlang import limits
from compatlang.integrations.kubernetes.connection import Connection
from compatlang.integrations.kubernetes.errors import ClusterError, GoneError, LostError
from compatlang.integrations.kubernetes.listing import RESTARTS, Page, Restarted, items, pages
from compatlang.integrations.kubernetes.resources import NODE_FEATURES, NODES, PODS
from tests.integration.cluster.asking import Waits, asking, listed, names
from tests.integration.cluster.faulty import (
    FaultyApi,
    expired,
    garbage,
    later_pages,
    listing,
    throttled,
    times,
    torn,
)
from tests.integration.faulty_server import Answer, Said
from tests.kubernetes import nodes
from tests.kubernetes.access import kubeconfig
from tests.kubernetes.cluster import Cluster

MACHINES = [*nodes.fleet(7)]
ALL = sorted(each.node["metadata"]["name"] for each in MACHINES)
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def proxy(cluster: Cluster) -> Iterator[FaultyApi]:
    for each in MACHINES:
        cluster.api.apply(each.node, each.feature)
    with FaultyApi(cluster) as started:
        yield started


@pytest.fixture
def connection(proxy: FaultyApi, cluster: Cluster, tmp_path: Path) -> Iterator[Connection]:
    """Through the proxy, without waits."""
    found = asking(kubeconfig(cluster, tmp_path / "config", server=proxy.origin), waits=Waits())
    yield found
    found.close()


def told(connection: Connection, **how: Any) -> list[list[str] | str]:
    """The names on each page, and where the list begins anew."""
    return [
        [each.name for each in items(page, NODES)] if isinstance(page, Page) else "restarted"
        for page in pages(connection, NODES, **how)
    ]


@pytest.mark.parametrize(("size", "count"), [(1, 7), (3, 3), (7, 1), (500, 1)])
def test_every_object_is_listed_once(connection: Connection, proxy: FaultyApi, size: int, count: int) -> None:
    for consistent in (False, True):
        found = told(connection, size=size, consistent=consistent)
        assert len(found) == count
        assert [each for page in found for each in page] == ALL
    assert {each.query["limit"] for each in proxy.asked(listing("nodes"))} == {str(size)}


def test_the_items_are_what_the_server_has(connection: Connection, cluster: Cluster) -> None:
    for resource in (NODES, NODE_FEATURES):
        there = {each["metadata"]["name"]: each for each in cluster.api.get(resource.path())["items"]}
        found = {each.name: each for each in listed(connection, resource, size=3)}
        assert {name: json.loads(each.data) for name, each in found.items()} == there
        assert all(each.node == each.name for each in found.values())
        assert all(each.version == there[each.name]["metadata"]["resourceVersion"] for each in found.values())


def test_a_page_says_how_many_are_to_come_and_which_version_all_are_of(connection: Connection) -> None:
    found = [each for each in pages(connection, NODES, size=3) if isinstance(each, Page)]
    assert [each.remaining for each in found] == [4, 1, None]
    assert len({each.version for each in found}) == 1


def test_a_list_of_nothing_is_one_page(connection: Connection) -> None:
    assert [len(each.raws) for each in pages(connection, PODS) if isinstance(each, Page)] == [0]


def test_a_label_selector_selects(connection: Connection) -> None:
    gpus = [name for name in ALL if not name.startswith("cpu")]
    assert names(connection, NODES, selector="nvidia.com/gpu.count", size=2) == gpus
    assert names(connection, NODES, selector="nvidia.com/gpu.count,kubernetes.io/arch in (arm64)") == []
    with pytest.raises(ClusterError, match="answers 400 to list nodes"):
        names(connection, NODES, selector="a in (")


def test_a_namespace_has_what_is_in_it(connection: Connection) -> None:
    assert names(connection, NODE_FEATURES, namespace=nodes.NAMESPACE) == ALL
    assert names(connection, NODE_FEATURES, namespace="other") == []


def test_faults_within_a_list_are_passed_over(connection: Connection, proxy: FaultyApi) -> None:
    for fault in (throttled(1), torn(), proxy.cut(0.9)):
        proxy.replace(later_pages("nodes"), times(2, fault))
        assert names(connection, size=2) == ALL


def test_an_expired_token_goes_on_with_the_rest_as_it_is_now(
    connection: Connection, proxy: FaultyApi, cluster: Cluster
) -> None:
    """The API server itself gives the token when it has forgotten the state that the list is of."""
    found: list[str] = []
    for page in pages(connection, NODES, size=3):
        assert isinstance(page, Page)
        found += [each.name for each in items(page, NODES)]
        if len(found) == 3:
            cluster.api.delete(next(each.node for each in MACHINES if each.node["metadata"]["name"] == ALL[4]))
            cluster.compact()
    assert found == [each for each in ALL if each != ALL[4]]
    assert [each.query["limit"] for each in proxy.asked(later_pages("nodes"))] == ["3"] * 2, (
        "one for 410, one for the rest"
    )


def test_where_all_has_to_be_of_one_moment_the_list_begins_anew(connection: Connection, proxy: FaultyApi) -> None:
    proxy.replace(later_pages("nodes"), times(1, expired("unused")))
    assert told(connection, size=4, consistent=True) == [ALL[:4], "restarted", ALL[:4], ALL[4:]]


def test_a_list_that_always_begins_anew_is_given_up(connection: Connection, proxy: FaultyApi) -> None:
    proxy.replace(later_pages("nodes"), expired("unused"))
    found: list[Page | Restarted] = []
    with pytest.raises(GoneError):
        found.extend(pages(connection, NODES, size=4, consistent=True))
    assert [isinstance(each, Restarted) for each in found] == [False, True] * RESTARTS + [False]


def test_an_expired_token_without_another_ends_the_list(connection: Connection, proxy: FaultyApi) -> None:
    proxy.replace(later_pages("nodes"), expired())
    with pytest.raises(GoneError, match="answers 410 to list nodes: the provided continue parameter is too old"):
        names(connection, size=4)


def test_a_first_page_that_is_gone_ends_the_list(connection: Connection, proxy: FaultyApi) -> None:
    proxy.replace(listing("nodes"), expired("more"))
    for consistent in (False, True):
        with pytest.raises(GoneError):
            told(connection, consistent=consistent)


def test_a_list_that_goes_in_a_circle_is_refused(connection: Connection, proxy: FaultyApi) -> None:
    proxy.replace(listing("nodes"), proxy.never_ending())
    with pytest.raises(ClusterError, match="lists nodes in a circle"):
        names(connection)


def test_a_list_without_an_end_is_refused(
    connection: Connection, proxy: FaultyApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CLUSTER_PAGES", 20)

    def another(page: Any) -> Any:
        return {**page, "metadata": {**page["metadata"], "continue": f"token-{len(proxy.requests)}"}, "items": []}

    proxy.replace(listing("nodes"), lambda request: proxy.changed(another)(request._replace(path=NODES.path())))
    with pytest.raises(ClusterError, match="lists nodes on more than 20 pages"):
        names(connection)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (garbage(), "gives a list of nodes that cannot be read: JSON is malformed"),
        (garbage(b""), "gives a list of nodes that cannot be read: input data was truncated"),
        (garbage(b"[]"), "gives a list of nodes that cannot be read: expected `object`, got `array`"),
        (garbage(b'{"kind":"Status"}'), "gives a list of nodes that cannot be read: object missing required field"),
        (garbage(b"[" * 200_000), "gives a list of nodes that cannot be read"),
        (
            garbage(b'{"kind":"NodeList","metadata":{},"items":[]}'),
            "object missing required field `resourceVersion`",
        ),
        (
            garbage(b'{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":[]}'),
            "gives a `PodList` where a `NodeList` was asked for",
        ),
        (
            garbage(b'{"kind":"NodeList","metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"a"}},1]}'),
            "the cluster gives a Node that is called ``, which is no name",
        ),
        (Answer(200, JSON, b'{"kind":"NodeList","metadata":{"resourceVersion":"1"'), "that cannot be read"),
    ],
)
def test_what_is_no_list_is_said_in_words(connection: Connection, proxy: FaultyApi, said: Said, message: str) -> None:
    proxy.replace(listing("nodes"), said)
    with pytest.raises(ClusterError) as refused:
        names(connection)
    assert message.lower() in str(refused.value).lower()
    assert not isinstance(refused.value, LostError)
