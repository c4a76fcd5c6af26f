"""Whatever a server sends: a list comes of it or a `ClusterError`, in bounded time, and never another exception."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from compatlang.integrations.kubernetes.connection import Connection
from compatlang.integrations.kubernetes.errors import ClusterError
from compatlang.integrations.kubernetes.listing import Restarted, items, pages
from compatlang.integrations.kubernetes.resources import NODES
from tests.integration.cluster.asking import asking
from tests.integration.faulty_server import Answer, FaultyServer, Raw, Request, Said
from tests.strategies import examples

JSON = "application/json"


class Odd(FaultyServer):
    """Says what it is told to, one answer after the other, and then is silent."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[Said] = []

    def sound(self, request: Request) -> Said:
        return self.said.pop(0) if self.said else Raw([])


@pytest.fixture(scope="module")
def server() -> Iterator[Odd]:
    with Odd() as started:
        yield started


@pytest.fixture(scope="module")
def connection(server: Odd, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    config: Path = tmp_path_factory.mktemp("odd") / "config"
    value = {
        "clusters": [{"name": "odd", "cluster": {"server": server.origin}}],
        "contexts": [{"name": "odd", "context": {"cluster": "odd"}}],
        "current-context": "odd",
    }
    config.write_text(yaml.safe_dump(value), "utf-8")
    found = asking(config, timeout=2)
    yield found
    found.close()


words = st.text("abc /:.,;=-*%\x1b\xff0123456789", max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
metadata = st.fixed_dictionaries(
    {}, optional={"resourceVersion": words | values, "continue": words | values, "remainingItemCount": values}
)
objects = st.fixed_dictionaries(
    {}, optional={"metadata": st.fixed_dictionaries({}, optional={"name": words | values, "labels": values}) | values}
)
lists = st.fixed_dictionaries(
    {"kind": st.sampled_from(["NodeList", "Status", "PodList"])},
    optional={
        "metadata": metadata | values,
        "items": st.lists(objects | values, max_size=3) | values,
        "message": values,
    },
)
bodies = st.one_of(lists | values, st.binary(max_size=60)).map(
    lambda value: value if isinstance(value, bytes) else json.dumps(value).encode()
)
headers = st.fixed_dictionaries(
    {"Content-Type": st.sampled_from([JSON, f"{JSON};charset=utf-8", "text/html", ""])},
    optional={
        "Retry-After": words,
        "Location": words,
        "Content-Encoding": st.sampled_from(["gzip", "identity", "deflate", "x"]),
        "Content-Length": st.sampled_from(["0", "3", "1000", "-1", "x"]),
        "Transfer-Encoding": st.sampled_from(["chunked", "x"]),
        "Connection": st.sampled_from(["close", "keep-alive"]),
    },
)
statuses = st.sampled_from([200, 200, 200, 201, 204, 301, 304, 307, 400, 401, 403, 404, 410, 429, 500, 503, 599, 999])
answers = st.builds(Answer, statuses, headers, bodies)
packed = st.builds(
    lambda body: Answer(200, {"Content-Type": JSON, "Content-Encoding": "gzip"}, gzip.compress(body)), bodies
)
starts = st.sampled_from(
    [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"HTTP/1.1 "]
)
raw = st.builds(lambda start, rest, torn: Raw([start + rest], torn), starts, st.binary(max_size=60), st.booleans())


@examples(300)
@given(st.lists(answers | packed | raw, min_size=1, max_size=4), st.booleans())
def test_a_list_comes_of_it_or_a_cluster_error(
    server: Odd, connection: Connection, said: list[Said], consistent: bool
) -> None:
    server.said = list(said)
    with suppress(ClusterError):
        for page in pages(connection, NODES, consistent=consistent):
            assert isinstance(page, Restarted) or all(each.name for each in items(page, NODES))


@examples(150)
@given(answers | packed | raw)
def test_lines_come_of_it_or_a_cluster_error(server: Odd, connection: Connection, said: Said) -> None:
    server.said = [said]
    with suppress(ClusterError), connection.follow(NODES.path(), {"watch": "true", "timeoutSeconds": "1"}) as lines:
        assert all(b"\n" not in each for each in lines)
