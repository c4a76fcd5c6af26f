"""Registries with TLS: which certificates are trusted, and that nothing leads out of it."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import pytest

from tests.integration.registry.certificate import Certificate, make
from tests.integration.registry.conftest import LogIn
from tests.integration.registry.fault import BLOB, REFERRERS, Place, call, place
from tests.integration.registry.faulty import Answer, Raw, Registry, listing

pytestmark = pytest.mark.usefixtures("log_in")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def there(certificate: Certificate, tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path, certificate=certificate) as found:
        yield found


@pytest.fixture
def trusted(certificate: Certificate) -> tuple[str, ...]:
    return ("--ca-file", str(certificate.path), "--timeout", "20")


@pytest.fixture
def other() -> Iterator[Registry]:
    """Another host, without TLS."""
    with Registry() as registry:
        yield registry


@pytest.mark.parametrize("command", ["check", "discover", "pull", "attach", "remove"])
def test_a_certificate_that_is_trusted(command: str, there: Place, trusted: tuple[str, ...]) -> None:
    outcome = call(there, command, *trusted)
    assert (outcome.code, outcome.errors) == (1 if command == "check" else 0, [])


@pytest.mark.parametrize("command", ["check", "discover", "pull", "attach", "remove"])
def test_a_certificate_that_is_not_trusted(command: str, there: Place) -> None:
    outcome = call(there, command)
    assert (outcome.code, len(outcome.errors), outcome.files) == (2, 1, [])
    assert f"the certificate of `{there.registry.host}` is not trusted: self-signed certificate" in outcome.err
    assert there.registry.requests == []


def test_variables_for_other_tools_do_not_make_it_trusted(
    there: Place, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.path))
    monkeypatch.setenv("CURL_CA_BUNDLE", str(certificate.path))
    assert "is not trusted" in call(there, "discover").err


def test_a_certificate_for_another_host(there: Place, trusted: tuple[str, ...], tmp_path: Path) -> None:
    _, _, port = there.registry.host.partition(":")
    outcome = call(there._replace(host=f"localhost:{port}"), "discover", *trusted)
    assert outcome.code == 2
    assert f"the certificate of `localhost:{port}` is not trusted: hostname mismatch" in outcome.err


@pytest.mark.parametrize("content", ["", "no certificate\n", None])
def test_a_file_that_holds_no_certificates(content: str | None, there: Place, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    outcome = call(there, "discover", "--ca-file", str(path))
    assert outcome.err == f"error: `{path}` is no file of certificates\n  help: --ca-file takes a file in PEM\n"
    assert there.registry.requests == []


def test_no_password_goes_where_tokens_are_given_without_tls(
    there: Place, other: Registry, trusted: tuple[str, ...], log_in: LogIn
) -> None:
    log_in(
        {"auths": {host: {"auth": base64.b64encode(b"ann:s").decode()} for host in (there.registry.host, other.host)}}
    )
    challenge = f'Bearer realm="{other.origin}/token",service="s"'
    there.registry.replace("", Answer(401, {"WWW-Authenticate": challenge}))
    outcome = call(there, "pull", *trusted)
    assert outcome.code == 2
    assert f"sends clients to `{other.origin}/token` for a token: credentials do not go over plain HTTP" in outcome.err
    assert other.requests == []


@pytest.mark.parametrize("route", [BLOB, "/manifests/v1$"])
def test_no_redirect_leaves_tls(route: str, there: Place, other: Registry, trusted: tuple[str, ...]) -> None:
    other.blobs.update(there.registry.blobs)
    there.registry.replace(route, lambda request: Answer(307, {"Location": f"{other.origin}{request.path}"}))
    outcome = call(there, "pull", *trusted)
    assert (outcome.code, outcome.files) == (2, [])
    assert "that would leave TLS" in outcome.err
    assert other.requests == []


def test_no_page_leaves_tls(there: Place, trusted: tuple[str, ...]) -> None:
    elsewhere = f"http://{there.registry.host}/v2/next"
    there.registry.replace(REFERRERS, listing([], {"Link": f'<{elsewhere}>; rel="next"'}))
    outcome = call(there, "discover", *trusted)
    assert outcome.code == 2
    assert f"refers to another place, `{elsewhere}`" in outcome.err


def test_a_registry_without_tls_is_told_from_one_whose_certificate_is_wrong(tmp_path: Path) -> None:
    with place(tmp_path) as there:
        outcome = call(there, "discover", "--timeout", "20")
    assert outcome.code == 2
    assert f"`{there.registry.host}` cannot be spoken to with TLS: " in outcome.err
    assert "--plain-http is for registries without it" in outcome.err


def test_a_registry_with_tls_is_not_spoken_to_without(there: Place) -> None:
    outcome = call(there, "discover", "--plain-http", "--timeout", "1")
    assert (outcome.code, len(outcome.errors)) == (2, 1)


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"], ids=["headers", "body"])
def test_an_answer_that_drips_ends_with_the_time(start: bytes, there: Place, certificate: Certificate) -> None:
    there.registry.replace("", lambda request: Raw(chain([start], there.registry.slowly(b"HTTP/1.1 200 OK\r\n" * 99))))
    outcome = call(there, "discover", "--ca-file", str(certificate.path), "--timeout", "0.5")
    assert outcome.code == 2
    assert f"`{there.host}` has not answered in full within 0.5 s" in outcome.err


def _accepted(server: socket.socket, closing: threading.Event) -> socket.socket | None:
    """The next connection, None where there will be none."""
    server.settimeout(0.05)
    while not closing.is_set():
        with contextlib.suppress(TimeoutError):
            return server.accept()[0]
    return None


@contextmanager
def dripping(first: bytes) -> Iterator[str]:
    """Somebody who takes a connection, says something and then a byte now and then; the host and port."""
    closing = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection = _accepted(server, closing)
            if connection is None:
                return
            with connection, contextlib.suppress(OSError):  # who is spoken to goes away
                connection.sendall(first)
                while not closing.wait(0.05):
                    connection.sendall(b"\0")

        thread = threading.Thread(target=drip)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        closing.set()
        thread.join()


def test_a_handshake_that_drips_ends_with_the_time(tmp_path: Path) -> None:
    handshake_of_16_kib = b"\x16\x03\x03\x40\x00"
    with place(tmp_path) as there, dripping(handshake_of_16_kib) as host:
        outcome = call(there._replace(host=host), "discover", "--timeout", "0.5")
    assert outcome.code == 2
    assert f"`{host}` has not answered in full within 0.5 s" in outcome.err
    assert outcome.seconds < 30
