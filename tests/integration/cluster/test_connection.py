"""How a cluster is reached and asked: who asks, what becomes of faults, and that nothing takes longer or more than it may."""

from __future__ import annotations

import base64
import gzip
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes.config import incluster_config

from compatlang import limits
from compatlang.integrations.kubernetes.access import Access
from compatlang.integrations.kubernetes.connection import PAUSES, Connection, connected
from compatlang.integrations.kubernetes.errors import (
    ClusterError,
    ForbiddenError,
    GoneError,
    LostError,
    NotFoundError,
    NotServedError,
    SlowError,
)
from compatlang.integrations.kubernetes.listing import read_object
from compatlang.integrations.kubernetes.resources import NODE_FEATURES, NODES
from tests.integration.cluster.asking import Waits, asking, names
from tests.integration.cluster.faulty import (
    FaultyApi,
    after,
    closed,
    events,
    expired,
    failed,
    garbage,
    listing,
    redirected,
    throttled,
    times,
    torn,
    watching,
)
from tests.integration.faulty_server import Answer, Raw, Said
from tests.kubernetes import access, nodes
from tests.kubernetes.access import ADMINISTRATOR, by_certificate, by_token, kubeconfig, service_account
from tests.kubernetes.cluster import TOKEN, Cluster
from tests.processes import free_port

JSON = {"Content-Type": "application/json"}
NAMES = [each.node["metadata"]["name"] for each in nodes.fleet(3)]
ALL = sorted(NAMES)


@pytest.fixture
def fleet(cluster: Cluster) -> Cluster:
    """A cluster of three machines."""
    for each in nodes.fleet(3):
        cluster.api.apply(each.node, each.feature)
    return cluster


@pytest.fixture
def proxy(fleet: Cluster) -> Iterator[FaultyApi]:
    with FaultyApi(fleet) as started:
        yield started


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def connection(proxy: FaultyApi, fleet: Cluster, tmp_path: Path, waits: Waits) -> Iterator[Connection]:
    """Through the proxy, as the administrator, without waits, with two seconds for each answer."""
    found = asking(kubeconfig(fleet, tmp_path / "config", server=proxy.origin), waits=waits, timeout=2)
    yield found
    found.close()


def edited(path: Path, change: Any) -> Path:
    """A kubeconfig whose value a function has changed."""
    value = yaml.safe_load(path.read_text("utf-8"))
    change(value)
    path.write_text(yaml.safe_dump(value), "utf-8")
    return path


def test_who_asks_is_what_the_context_says(fleet: Cluster, tmp_path: Path) -> None:
    users = {
        "token": ADMINISTRATOR,
        "certificate": by_certificate(fleet.authority.sign_user("ann", "system:masters")),
        "nobody": by_token("nothing"),
    }
    config = kubeconfig(fleet, tmp_path / "config", users)
    for context in ("", "token", "certificate"):
        with connected(Access(str(config), context)) as connection:
            assert names(connection) == ALL
            assert connection.name == f"127.0.0.1:{fleet.port}"
    with connected(Access(str(config), "nobody")) as connection, pytest.raises(ForbiddenError) as refused:
        connection.get(NODES.path())
    assert str(refused.value) == (
        f"`127.0.0.1:{fleet.port}` answers 401 to list nodes: Unauthorized; "
        "the credentials are not valid there, or no longer: log in again"
    )


def test_certificates_may_be_in_the_kubeconfig(fleet: Cluster, tmp_path: Path) -> None:
    signed = fleet.authority.sign_user("ann", "system:masters")

    def embed(value: Any) -> None:
        place = value["clusters"][0]["cluster"]
        del place["certificate-authority"]
        place["certificate-authority-data"] = base64.b64encode(fleet.ca.read_bytes()).decode()
        value["users"][0]["user"] = {
            "client-certificate-data": base64.b64encode(signed.certificate.read_bytes()).decode(),
            "client-key-data": base64.b64encode(signed.key.read_bytes()).decode(),
        }

    with connected(Access(str(edited(kubeconfig(fleet, tmp_path / "config"), embed)))) as connection:
        assert names(connection) == ALL


def test_a_certificate_that_nobody_trusts_is_refused_at_once(fleet: Cluster, tmp_path: Path, waits: Waits) -> None:
    def forget(value: Any) -> None:
        del value["clusters"][0]["cluster"]["certificate-authority"]

    connection = asking(edited(kubeconfig(fleet, tmp_path / "config"), forget), waits=waits)
    with pytest.raises(ClusterError, match=r"^the certificate of `127\.0\.0\.1:\d+` is not trusted: "):
        connection.get(NODES.path())
    assert waits == []


@pytest.mark.parametrize("where", ["certificate-authority-data", "client-certificate-data", "client-key-data"])
def test_what_is_no_certificate_is_refused(fleet: Cluster, tmp_path: Path, where: str) -> None:
    def spoil(value: Any) -> None:
        place = value["users"][0]["user"] if where.startswith("client") else value["clusters"][0]["cluster"]
        place[where] = base64.b64encode(b"nothing").decode()

    users = {"ann": by_certificate(fleet.authority.sign_user("ann", "system:masters"))}
    with pytest.raises(ClusterError):
        names(asking(edited(kubeconfig(fleet, tmp_path / "config", users), spoil)))


def test_it_is_not_looked_at_where_the_kubeconfig_says_so_and_nothing_is_printed(
    fleet: Cluster, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def skip(value: Any) -> None:
        place = value["clusters"][0]["cluster"]
        del place["certificate-authority"]
        place["insecure-skip-tls-verify"] = True

    config = edited(kubeconfig(fleet, tmp_path / "config"), skip)
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        with connected(Access(str(config))) as connection:
            assert names(connection) == ALL
    assert capfd.readouterr() == ("", "")


def test_a_certificate_may_be_for_another_name(fleet: Cluster, tmp_path: Path) -> None:
    def named(name: str) -> Any:
        return lambda value: value["clusters"][0]["cluster"].update({"tls-server-name": name})

    config = edited(kubeconfig(fleet, tmp_path / "config"), named("kubernetes.default.svc"))
    assert names(asking(config)) == ALL
    with pytest.raises(ClusterError, match="is not trusted: hostname mismatch"):
        names(asking(edited(config, named("other.example"))))


def test_in_a_pod_the_service_account_asks_with_its_newest_token(
    fleet: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = service_account(fleet, "in-a-pod")
    monkeypatch.setattr(incluster_config, "SERVICE_TOKEN_FILENAME", str(tmp_path / "token"))
    monkeypatch.setattr(incluster_config, "SERVICE_CERT_FILENAME", str(tmp_path / "ca.crt"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBECONFIG", raising=False)
    for key, value in access.in_cluster(fleet, tmp_path, "one that has expired").items():
        monkeypatch.setenv(key, value)
    with connected(Access()) as connection:
        with pytest.raises(ForbiddenError):
            connection.get(NODES.path())
        (tmp_path / "token").write_text(token, "utf-8")
        assert names(connection) == ALL


def test_401_is_tried_once_more_with_credentials_that_are_read_anew(
    proxy: FaultyApi, fleet: Cluster, tmp_path: Path
) -> None:
    config = kubeconfig(fleet, tmp_path / "config", {"one": by_token("old")}, server=proxy.origin)
    connection = asking(config)
    kubeconfig(fleet, config, {"one": ADMINISTRATOR}, server=proxy.origin)
    assert names(connection) == ALL
    assert len(proxy.asked(listing("nodes"))) == 2
    assert names(connection) == ALL
    assert len(proxy.asked(listing("nodes"))) == 3


def test_a_token_that_is_none_is_not_sent_and_not_shown(fleet: Cluster, tmp_path: Path) -> None:
    connection = asking(kubeconfig(fleet, tmp_path / "config", {"one": by_token("secret\x00")}))
    with pytest.raises(ClusterError, match="it has characters that no token has") as refused:
        connection.get(NODES.path())
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "fault",
    [
        throttled(0),
        failed(500, "InternalError"),
        failed(503, "ServiceUnavailable"),
        torn(),
        closed(),
        torn(b"HTTP/1.1 2"),
    ],
)
def test_what_may_pass_is_tried_again(proxy: FaultyApi, connection: Connection, waits: Waits, fault: Said) -> None:
    proxy.replace(listing("nodes"), times(2, fault))
    assert names(connection) == ALL
    assert waits == list(PAUSES[:2])


def test_a_body_that_is_cut_is_never_taken_as_whole(proxy: FaultyApi, connection: Connection, waits: Waits) -> None:
    proxy.replace(listing("nodes"), times(1, proxy.cut()))
    assert names(connection) == ALL
    proxy.replace(listing("nodes"), proxy.cut())
    with pytest.raises(LostError, match=r"the connection to `.*` broke: the answer ends too early"):
        connection.get(NODES.path())
    assert len(waits) == 1 + len(PAUSES)


@pytest.mark.parametrize(
    ("asked", "waited"), [("3", 3.0), ("0", PAUSES[0]), ("soon", PAUSES[0]), ("999999999999", 30.0)]
)
def test_a_server_says_how_long_to_wait_within_reason(
    proxy: FaultyApi, connection: Connection, waits: Waits, asked: str, waited: float
) -> None:
    proxy.replace(listing("nodes"), times(1, throttled(asked)))
    assert names(connection) == ALL
    assert waits == [waited]


def test_patience_ends(proxy: FaultyApi, connection: Connection, waits: Waits) -> None:
    proxy.replace(listing("nodes"), throttled(25))
    with pytest.raises(LostError, match="answers 429 to list nodes: too many requests") as lost:
        connection.get(NODES.path())
    assert waits == [25.0, 25.0]
    assert lost.value.retry_after == 25.0


def test_where_nobody_listens_the_cluster_is_named(fleet: Cluster, tmp_path: Path, waits: Waits) -> None:
    port = free_port()
    connection = asking(kubeconfig(fleet, tmp_path / "config", server=f"https://127.0.0.1:{port}"), waits=waits)
    with pytest.raises(LostError) as lost:
        connection.get(NODES.path())
    assert str(lost.value) == f"`127.0.0.1:{port}` cannot be reached: connection refused"
    assert waits == list(PAUSES)


def test_a_server_without_tls_is_said_so(fleet: Cluster, tmp_path: Path) -> None:
    with FaultyApi(fleet, plain=True) as proxy:
        server = f"https://{proxy.host}"
        connection = asking(kubeconfig(fleet, tmp_path / "config", server=server))
        with pytest.raises(ClusterError, match=r"cannot be spoken to with TLS|broke"):
            connection.get(NODES.path())


@pytest.mark.parametrize(
    ("said", "kind", "message"),
    [
        (expired("more"), GoneError, "answers 410 to list nodes: the provided continue parameter is too old"),
        (failed(404, "NotFound"), NotServedError, "does not serve nodes: is that an API server?"),
        (failed(400, "BadRequest", "no such selector"), ClusterError, "answers 400 to list nodes: no such selector"),
        (failed(418, "Teapot", "\x1b[2J" + "long" * 1000), ClusterError, "\\x1b[2Jlonglong"),
        (Answer(500, {"Content-Type": "text/html"}, b"<html>"), LostError, "answers 500 to list nodes"),
        (
            redirected("https://other.example/"),
            ClusterError,
            "redirects to `https://other.example/`, which is not followed",
        ),
        (Answer(200, {"Content-Type": "text/html"}, b"<html>"), ClusterError, "answers with `text/html` to list nodes"),
        (Answer(200, {}, b"{}"), ClusterError, "answers without saying what it is to list nodes"),
        (Answer(200, {**JSON, "Content-Encoding": "br"}, b"{}"), ClusterError, "sends an answer as `br`"),
        (Answer(200, {**JSON, "Content-Encoding": "gzip"}, b"{}"), LostError, "cannot be unpacked"),
        (Answer(200, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(b"{}")[:-4]), LostError, "ends too early"),
        (
            Answer(200, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(b"{}") * 2),
            LostError,
            "goes on after its end",
        ),
        (Answer(204, JSON, b""), ClusterError, "answers 204"),
        (Raw([b"SSH-2.0-OpenSSH\r\n"]), LostError, "broke: what it says is no http"),
    ],
)
def test_what_is_no_answer_is_said_in_words(
    proxy: FaultyApi, connection: Connection, said: Said, kind: type[ClusterError], message: str
) -> None:
    proxy.replace(listing("nodes"), said)
    with pytest.raises(ClusterError) as refused:
        connection.get(NODES.path())
    assert type(refused.value) is kind
    assert message.lower() in str(refused.value).lower()
    assert connection.name in str(refused.value)
    assert len(str(refused.value)) <= 1000


def test_no_token_goes_where_a_redirect_leads(proxy: FaultyApi, fleet: Cluster, connection: Connection) -> None:
    with FaultyApi(fleet, plain=True) as other:
        proxy.replace(listing("nodes"), redirected(other.origin + "/api/v1/nodes"))
        with pytest.raises(ClusterError, match="which is not followed"):
            connection.get(NODES.path())
        assert other.requests == []


def test_an_object_that_is_gone_is_told_from_a_kind_that_is_not_there(connection: Connection) -> None:
    assert b'"kind":"Node"' in read_object(connection, NODES, NAMES[0])
    assert b'"kind":"NodeFeature"' in read_object(connection, NODE_FEATURES, NAMES[0], nodes.NAMESPACE)
    with pytest.raises(NotFoundError, match='has no such object: nodes "gone" not found'):
        read_object(connection, NODES, "gone")


def test_a_name_with_odd_characters_is_asked_for_as_it_is(proxy: FaultyApi, connection: Connection) -> None:
    with pytest.raises(NotFoundError):
        read_object(connection, NODES, "a?watch=true#b c")
    assert proxy.requests[-1].path == "/api/v1/nodes/a%3Fwatch%3Dtrue%23b%20c"


def test_an_answer_without_an_end_is_refused(
    proxy: FaultyApi, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CLUSTER_PAGE_BYTES", 1 << 20)
    proxy.replace(listing("nodes"), proxy.endless_list())
    with pytest.raises(ClusterError, match="answers with more than the 1048576 bytes that are taken at a time"):
        connection.get(NODES.path())
    proxy.replace(listing("nodes"), Answer(403, {}, proxy.endless()))
    with pytest.raises(ForbiddenError):
        connection.get(NODES.path())


def test_an_answer_that_unpacks_without_an_end_is_refused(
    proxy: FaultyApi, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CLUSTER_PAGE_BYTES", 1 << 20)
    bomb = gzip.compress(bytes(64 << 20))
    assert len(bomb) < 1 << 17
    proxy.replace(listing("nodes"), Answer(200, {**JSON, "Content-Encoding": "gzip"}, bomb))
    with pytest.raises(ClusterError, match="answers with more than the 1048576 bytes that are taken at a time"):
        connection.get(NODES.path())


def test_an_answer_of_one_byte_now_and_then_ends_in_time(proxy: FaultyApi, fleet: Cluster, tmp_path: Path) -> None:
    waits = Waits()
    connection = asking(kubeconfig(fleet, tmp_path / "config", server=proxy.origin), waits=waits, timeout=0.4)
    for slow in (
        Answer(200, JSON, proxy.slowly(b"{" * 600)),
        Raw(proxy.slowly(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 100)),
        Raw(proxy.slowly(b"")),
    ):
        proxy.replace(listing("nodes"), slow)
        with pytest.raises(LostError) as lost:
            connection.get(NODES.path())
        assert isinstance(lost.value, SlowError) or "broke" in str(lost.value)
    proxy.replace(listing("nodes"), proxy.late(60))
    with pytest.raises(SlowError, match=r"took longer than 0\.4 s to answer; --timeout gives it more"):
        connection.get(NODES.path())


def test_two_threads_may_ask_at_once(connection: Connection) -> None:
    found: list[list[str]] = []

    def ask() -> None:
        found.extend(names(connection) for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == [ALL] * 10


def test_the_lines_of_a_watch_come_as_they_are(connection: Connection, proxy: FaultyApi) -> None:
    query = {"watch": "true", "timeoutSeconds": "1"}
    with connection.follow(NODES.path(), query) as lines:
        assert [b'"ADDED"' in each for each in lines] == [True] * 3
    proxy.replace(watching("nodes"), events({"type": "BOOKMARK"}, {"type": "ERROR"}))
    with connection.follow(NODES.path(), query) as lines:
        assert list(lines) == [b'{"type": "BOOKMARK"}', b'{"type": "ERROR"}']


def test_a_watch_that_is_cut_is_lost_and_its_half_line_is_not_told(connection: Connection, proxy: FaultyApi) -> None:
    proxy.replace(watching("nodes"), proxy.cut_line(after=1))
    found: list[bytes] = []
    with pytest.raises(LostError, match="broke"), connection.follow(NODES.path(), {"watch": "true"}) as lines:
        found.extend(lines)
    assert len(found) == 1


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (expired(), GoneError),
        (throttled(1), LostError),
        (torn(), LostError),
        (failed(403, "Forbidden"), ForbiddenError),
        (failed(404, "NotFound"), NotServedError),
        (Answer(200, {"Content-Type": "text/html"}, b"<html>"), ClusterError),
        (Answer(200, JSON, b"no line"), LostError),
        (garbage(b"a" * 2000), ClusterError),
    ],
)
def test_a_watch_that_fails_is_not_tried_again(
    connection: Connection,
    proxy: FaultyApi,
    waits: Waits,
    monkeypatch: pytest.MonkeyPatch,
    said: Said,
    kind: type[ClusterError],
) -> None:
    monkeypatch.setattr(limits, "JSON_LINE_BYTES", 1000)
    proxy.replace(watching("nodes"), said)
    with pytest.raises(ClusterError) as raised, connection.follow(NODES.path(), {"watch": "true"}) as lines:
        list(lines)
    assert type(raised.value) is kind
    assert waits == []


def test_a_watch_may_last_longer_than_an_answer_may_take(fleet: Cluster, tmp_path: Path) -> None:
    connection = asking(kubeconfig(fleet, tmp_path / "config"), timeout=0.5)
    with connection.follow(NODES.path(), {"watch": "true", "timeoutSeconds": "2"}) as lines:
        assert len(list(lines)) == 3


def test_errors_of_who_reads_a_watch_are_their_own(connection: Connection) -> None:
    def tell() -> None:
        with connection.follow(NODES.path(), {"watch": "true"}) as lines:
            next(lines)
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        tell()


def test_a_proxy_of_the_environment_is_used(fleet: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One where nobody listens shows that it is asked, and `NO_PROXY` that it is not."""
    config = kubeconfig(fleet, tmp_path / "config")
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NO_PROXY", "other.example")
    with pytest.raises(LostError, match="cannot be reached through its proxy: connection refused"):
        names(asking(config))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert names(asking(config)) == ALL


def test_a_proxy_that_is_none_is_refused(fleet: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = kubeconfig(fleet, tmp_path / "config")
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "other.example")
    with pytest.raises(ClusterError, match=r"the proxy for `.*` cannot be used"):
        names(asking(config))


def test_the_token_of_the_administrator_stands_in_no_message(proxy: FaultyApi, connection: Connection) -> None:
    for said in (failed(500, "a"), torn(), redirected("/"), failed(401, "a"), after(0, throttled())):
        proxy.replace(listing("nodes"), said)
        with pytest.raises(ClusterError) as refused:
            connection.get(NODES.path())
        assert TOKEN not in str(refused.value)
    assert all("Authorization" not in each.headers for each in proxy.requests)
