"""The proxy passes on what the API server says, and spoils it in the way that a test wants."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import urllib3

from tests.integration.cluster.faulty import (
    FaultyApi,
    after,
    bookmark,
    closed,
    error_event,
    events,
    expired,
    failed,
    garbage,
    later_pages,
    listing,
    redirected,
    throttled,
    times,
    torn,
    watching,
)
from tests.integration.faulty_server import Said, Script
from tests.kubernetes import nodes
from tests.kubernetes.api import Api
from tests.kubernetes.cluster import TOKEN, Cluster

NODES = "/api/v1/nodes"
FEATURES = f"/apis/{nodes.NFD}/nodefeatures"


@pytest.fixture
def proxy(cluster: Cluster) -> Iterator[FaultyApi]:
    """A proxy in front of a cluster of three machines."""
    for each in nodes.fleet(3):
        cluster.api.apply(each.node, each.feature)
    with FaultyApi(cluster) as started:
        yield started


@pytest.fixture
def api(proxy: FaultyApi, cluster: Cluster) -> Api:
    return Api(proxy.origin, cluster.ca, TOKEN)


def names(page: Any) -> list[str]:
    return [each["metadata"]["name"] for each in page["items"]]


@pytest.mark.parametrize("plain", [False, True])
def test_what_nobody_spoils_is_passed_on(cluster: Cluster, plain: bool) -> None:
    with FaultyApi(cluster, plain=plain) as proxy:
        api = Api(proxy.origin, cluster.ca, TOKEN)
        api.apply(nodes.machine(0).node)
        assert api.get(NODES)["items"] == cluster.api.get(NODES)["items"]
        assert Api(proxy.origin, cluster.ca, "of nobody").ask("GET", NODES).status == 401


def test_requests_are_remembered_without_their_tokens(api: Api, proxy: FaultyApi) -> None:
    api.get(f"{NODES}?limit=2")
    (request,) = proxy.asked(listing("nodes"))
    assert (str(request), request.query) == (f"GET {NODES}?limit=2", {"limit": "2"})
    assert TOKEN not in str(proxy.requests)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (throttled(3), 429),
        (failed(503, "ServiceUnavailable"), 503),
        (expired(), 410),
        (redirected("https://a.example"), 307),
    ],
)
def test_an_answer_is_another_as_often_as_the_test_says(api: Api, proxy: FaultyApi, said: Said, status: int) -> None:
    proxy.replace(listing("nodes"), times(2, said))
    assert [api.ask("GET", NODES).status for _ in range(3)] == [status, status, 200]
    proxy.replace(listing("nodes"), after(1, said))
    assert [api.ask("GET", NODES).status for _ in range(3)] == [200, status, status]


def test_only_the_later_pages_are_spoilt(api: Api, proxy: FaultyApi) -> None:
    proxy.replace(later_pages("nodefeatures"), expired("a token"))
    first = api.get(f"{FEATURES}?limit=2")
    answer = api.ask("GET", f"{FEATURES}?limit=2&continue={first['metadata']['continue']}")
    assert (answer.status, answer.value["metadata"]) == (410, {"continue": "a token"})


def test_a_body_is_no_json(api: Api, proxy: FaultyApi) -> None:
    proxy.replace(listing("nodes"), garbage())
    with pytest.raises(json.JSONDecodeError):
        api.get(NODES)


@pytest.mark.parametrize("how", ["cut", "torn", "closed"])
def test_a_connection_ends_too_early(api: Api, proxy: FaultyApi, how: str) -> None:
    ways: dict[str, Said | Script] = {"cut": proxy.cut(), "torn": torn(), "closed": closed()}
    proxy.replace(listing("nodes"), ways[how])
    with pytest.raises(urllib3.exceptions.HTTPError):
        api.get(NODES)
    proxy.replace(listing("nodes"), proxy.late(0.01, proxy.sound))
    assert len(api.get(NODES)["items"]) == 3


def test_pages_that_never_end_are_the_first_page_again(api: Api, proxy: FaultyApi) -> None:
    proxy.replace(listing("nodes"), proxy.never_ending())
    pages = [api.get(f"{NODES}?limit=2{more}") for more in ("", "&continue=again", "&continue=again")]
    assert [page["metadata"]["continue"] for page in pages] == ["again"] * 3
    assert [names(page) for page in pages] == [names(pages[0])] * 3


def test_a_body_has_no_end(proxy: FaultyApi, cluster: Cluster) -> None:
    proxy.replace(listing("nodes"), proxy.endless_list())
    with urllib3.PoolManager(ca_certs=str(cluster.ca)) as pool:
        answer = pool.request("GET", proxy.origin + NODES, preload_content=False)
        assert len(answer.read(10_000_000)) == 10_000_000
        answer.close()


class Watch:
    """A watch of nodes, from where a list has ended unless the query says otherwise."""

    def __init__(self, api: Api, proxy: FaultyApi, cluster: Cluster, query: str = "") -> None:
        since = query or f"resourceVersion={api.get(NODES)['metadata']['resourceVersion']}"
        pool = urllib3.PoolManager(ca_certs=str(cluster.ca), headers={"Authorization": f"Bearer {TOKEN}"})
        url = f"{proxy.origin}{NODES}?watch=1&allowWatchBookmarks=true&{since}"
        self.answer = pool.request("GET", url, preload_content=False, retries=False)

    def types(self, count: int = 100) -> list[str]:
        """What kinds of events come first, and `cut` or `end` where no more do."""
        data = b""
        try:
            for each in self.answer.stream():
                data += each
                if data.count(b"\n") >= count:
                    self.answer.close()
                    return self._types(data)
        except urllib3.exceptions.HTTPError:
            return [*self._types(data), "cut"]
        return [*self._types(data), "end"]

    def _types(self, data: bytes) -> list[str]:
        *lines, rest = data.split(b"\n")
        return [*(json.loads(line)["type"] for line in lines), *(["half a line"] if rest else [])]


def test_a_watch_is_passed_on_as_it_comes(api: Api, proxy: FaultyApi, cluster: Cluster) -> None:
    watch = Watch(api, proxy, cluster)
    cluster.api.apply(nodes.machine(3).node)
    cluster.api.delete(nodes.machine(0).node)
    assert watch.types(2) == ["ADDED", "DELETED"]


def test_a_watch_is_cut_in_the_middle_of_a_line(api: Api, proxy: FaultyApi, cluster: Cluster) -> None:
    proxy.replace(watching("nodes"), proxy.cut_line(after=1))
    watch = Watch(api, proxy, cluster)
    cluster.api.apply(nodes.machine(3).node)
    cluster.api.delete(nodes.machine(0).node)
    assert watch.types() == ["ADDED", "half a line", "cut"]


def test_a_watch_loses_its_bookmarks(api: Api, proxy: FaultyApi, cluster: Cluster) -> None:
    query = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=1"
    assert Watch(api, proxy, cluster, query).types() == ["ADDED", "ADDED", "ADDED", "BOOKMARK", "end"]
    proxy.replace(watching("nodes"), proxy.without_bookmarks())
    assert Watch(api, proxy, cluster, query).types() == ["ADDED", "ADDED", "ADDED", "end"]


def test_a_watch_says_what_the_test_says(api: Api, proxy: FaultyApi, cluster: Cluster) -> None:
    proxy.replace(watching("nodes"), events(bookmark("v1", "Node", "7"), error_event()))
    assert Watch(api, proxy, cluster).types() == ["BOOKMARK", "ERROR", "end"]


def test_a_watch_ends_with_the_api_server(api: Api, proxy: FaultyApi, cluster: Cluster) -> None:
    watch = Watch(api, proxy, cluster)
    cluster.restart(suddenly=True)
    assert watch.types() == ["cut"]
