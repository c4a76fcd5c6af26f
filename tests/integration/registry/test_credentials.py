"""Who is told a name, a password or a token, where they come from, and what is said of those that are wrong."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.integration.registry.conftest import LogIn
from tests.integration.registry.fault import BLOB, IMAGE, REFERRERS, Place, call, place
from tests.integration.registry.faulty import Answer, Registry, Request, Said, listing

PLAIN = ("--plain-http", "--timeout", "20")
BASIC = "Basic " + base64.b64encode(b"ann:s3cret").decode()
AUTH = {"auth": base64.b64encode(b"ann:s3cret").decode()}

pytestmark = pytest.mark.usefixtures("log_in")


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path) as found:
        yield found


@pytest.fixture
def other() -> Iterator[Registry]:
    """Another host."""
    with Registry() as registry:
        yield registry


def needs_basic(there: Place) -> None:
    """The registry lets in who says name and password."""

    def guard(request: Request) -> Said | None:
        if request.headers.get("Authorization") == BASIC:
            return None
        return Answer(401, {"WWW-Authenticate": 'Basic realm="the registry"'})

    there.registry.guard = guard


def needs_token(there: Place, realm: str, *tokens: str) -> None:
    """The registry lets in who says the token, of several each once and the last one always."""
    left = list(tokens)

    def guard(request: Request) -> Said | None:
        if not request.path.startswith("/v2/"):
            return None
        if request.headers.get("Authorization") == f"Bearer {left[0]}":
            if len(left) > 1:
                left.pop(0)
            return None
        scope = 'service="registry.example",scope="repository:acme/train:pull"'
        return Answer(401, {"WWW-Authenticate": f'Bearer realm="{realm}",{scope}'})

    there.registry.guard = guard


def gives_tokens(registry: Registry, *tokens: str) -> None:
    """The host gives these tokens, one after another and the last one again, to who says name and password."""
    left = list(tokens)

    def script(request: Request) -> Answer:
        if request.headers.get("Authorization") != BASIC:
            return Answer(401)
        token = left.pop(0) if len(left) > 1 else left[0]
        return Answer(200, {"Content-Type": "application/json"}, json.dumps({"token": token}).encode())

    registry.replace(r"^GET /token", script)


def told(registry: Registry) -> list[str]:
    """What somebody told a host of himself."""
    return [each.headers["Authorization"] for each in registry.requests if "Authorization" in each.headers]


def test_a_password_is_told_once_it_is_asked_for(there: Place, log_in: LogIn) -> None:
    log_in({"auths": {there.registry.host: AUTH}})
    assert call(there, "pull", *PLAIN).code == 0
    assert told(there.registry) == []
    needs_basic(there)
    assert call(there, "pull", *PLAIN, "--force").code == 0
    first, second, *_ = [each for each in there.registry.requests if each.path.endswith("/v1")][1:]
    assert "Authorization" not in first.headers
    assert second.headers["Authorization"] == BASIC


def test_a_blob_that_lies_at_another_host_is_fetched_without_a_password(
    there: Place, other: Registry, log_in: LogIn
) -> None:
    log_in({"auths": dict.fromkeys((there.registry.host, other.host), AUTH)})
    needs_basic(there)
    other.blobs.update(there.registry.blobs)
    there.registry.replace(BLOB, lambda request: Answer(307, {"Location": f"{other.origin}{request.path}"}))
    assert call(there, "pull", *PLAIN).files == ["out/spec.yaml"]
    assert other.requests != []
    assert told(other) == []


def test_where_a_blob_lies_at_another_host_it_is_not_uploaded_again(
    there: Place, other: Registry, log_in: LogIn
) -> None:
    log_in({"auths": {there.registry.host: AUTH}})
    needs_basic(there)
    there.registry.replace(r"^HEAD .*/blobs/", Answer(307, {"Location": f"{other.origin}/blob"}))
    other.replace(r"^HEAD /blob", Answer(200))
    outcome = call(there, "attach", *PLAIN)
    assert outcome.code == 0, outcome.err
    assert {each.split()[0] for each in outcome.writes} == {"PUT"}
    assert told(other) == []


@pytest.mark.parametrize(
    ("command", "route", "make"),
    [
        ("check", IMAGE, lambda url: Answer(307, {"Location": f"{url}/v2/acme/train/manifests/v1"})),
        ("check", REFERRERS, lambda url: Answer(307, {"Location": f"{url}/v2/"})),
        ("check", REFERRERS, lambda url: listing([], {"Link": f'<{url}/v2/next>; rel="next"'})),
        ("attach", r"^POST ", lambda url: Answer(202, {"Location": f"{url}/upload"})),
        ("attach", r"^POST ", lambda url: Answer(307, {"Location": f"{url}/upload"})),
        ("attach", r"^PUT .*/manifests/", lambda url: Answer(307, {"Location": f"{url}/manifest"})),
        ("remove", r"^DELETE ", lambda url: Answer(307, {"Location": f"{url}/manifest"})),
    ],
    ids=["manifest", "referrers", "page", "upload", "start", "push", "removal"],
)
def test_another_host_is_not_asked_for_what_only_the_registry_can_do(
    command: str, route: str, make: Callable[[str], Answer], there: Place, other: Registry, log_in: LogIn
) -> None:
    log_in({"auths": dict.fromkeys((there.registry.host, other.host), AUTH)})
    needs_basic(there)
    there.registry.replace(route, make(other.origin))
    outcome = call(there, command, *PLAIN)
    assert (outcome.code, len(outcome.errors)) == (2, 1)
    assert other.host in outcome.err
    assert other.requests == []


def test_a_token_is_had_with_the_password_and_told_instead_of_it(there: Place, other: Registry, log_in: LogIn) -> None:
    log_in({"auths": {there.registry.host: AUTH}})
    needs_token(there, f"{other.origin}/token?account=ann", "t1")
    gives_tokens(other, "t1")
    assert call(there, "pull", *PLAIN).code == 0
    assert set(told(there.registry)) == {"Bearer t1"}
    (asked,) = other.requests
    assert parse_qs(asked.path.partition("?")[2]) == {
        "account": ["ann"],
        "service": ["registry.example"],
        "scope": ["repository:acme/train:pull"],
    }


def test_a_token_that_has_expired_is_renewed_once(there: Place, log_in: LogIn) -> None:
    log_in({"auths": {there.registry.host: AUTH}})
    needs_token(there, f"{there.registry.origin}/token", "t1", "t2")
    gives_tokens(there.registry, "t1", "t2")
    assert call(there, "pull", *PLAIN).code == 0
    assert sum(each.path.startswith("/token") for each in there.registry.requests) == 2


def test_who_is_not_logged_in_has_a_token_without_a_password(there: Place) -> None:
    needs_token(there, f"{there.registry.origin}/token", "t1")
    there.registry.replace(r"^GET /token", Answer(200, {}, b'{"access_token":"t1"}'))
    assert call(there, "pull", *PLAIN).code == 0
    assert set(told(there.registry)) == {"Bearer t1"}


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_is_told_once_and_said(password: str, there: Place, log_in: LogIn) -> None:
    log_in({"auths": {there.registry.host: {"username": "ann", "password": password}}})
    needs_basic(there)
    outcome = call(there, "pull", *PLAIN)
    assert outcome.code == 2
    assert "refuses the credentials that are kept for it: log in with" in outcome.err
    assert len(told(there.registry)) == 1


def test_an_identity_token_is_exchanged_and_told_to_nobody_else(there: Place, other: Registry, log_in: LogIn) -> None:
    log_in({"auths": {there.registry.host: {"auth": AUTH["auth"], "identitytoken": "id&1"}}})
    needs_token(there, f"{other.origin}/token", "t1")
    other.replace(r"^POST /token", Answer(200, {}, b'{"access_token":"t1"}'))
    assert call(there, "pull", *PLAIN).code == 0
    (asked,) = other.requests
    form = {key: value for key, (value,) in parse_qs(asked.body.decode()).items()}
    assert (form["grant_type"], form["refresh_token"]) == ("refresh_token", "id&1")
    assert "Authorization" not in asked.headers
    assert set(told(there.registry)) == {"Bearer t1"}


def test_where_tokens_are_given_nothing_is_said_to_whoever_it_leads_to(
    there: Place, other: Registry, log_in: LogIn
) -> None:
    log_in({"auths": {there.registry.host: AUTH}})
    needs_token(there, f"{there.registry.origin}/token", "t1")
    there.registry.replace(r"^GET /token", Answer(307, {"Location": f"{other.origin}/token"}))
    assert call(there, "pull", *PLAIN).code == 2
    assert other.requests == []


def test_netrc_is_not_read(there: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    netrc = home / ".netrc"
    netrc.write_text("machine 127.0.0.1 login ann password s3cret\ndefault login ann password s3cret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("NETRC", str(netrc))
    needs_basic(there)
    outcome = call(there, "pull", *PLAIN)
    assert "needs a name and a password, and none are kept for it" in outcome.err
    assert told(there.registry) == []


def test_cookies_are_not_kept(there: Place) -> None:
    def script(request: Request) -> Said:
        answer = there.registry.sound(request)
        assert isinstance(answer, Answer)
        return answer._replace(headers={**answer.headers, "Set-Cookie": "session=1"})

    there.registry.replace(r"^GET ", script)
    assert call(there, "pull", *PLAIN).code == 0
    assert [each for each in there.registry.requests if "Cookie" in each.headers] == []


Kept = Callable[[str], dict[str, Any]]


@pytest.mark.parametrize(
    "kept",
    [
        lambda host: {host: AUTH},
        lambda host: {host: {"username": "ann", "password": "s3cret"}},
        lambda host: {f"https://{host}": AUTH},
        lambda host: {f"https://{host}/v2/": AUTH},
        lambda host: {f"https://{host}": {"auth": "YW5uOm90aGVy"}, host: AUTH},
    ],
    ids=["auth", "plain", "address", "api", "name-before-address"],
)
def test_passwords_that_the_file_keeps(kept: Kept, there: Place, log_in: LogIn) -> None:
    log_in({"auths": kept(there.registry.host)})
    needs_basic(there)
    assert call(there, "pull", *PLAIN).code == 0


def test_without_docker_config_the_file_of_the_home_folder_is_read(
    there: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".docker").mkdir()
    (tmp_path / ".docker" / "config.json").write_text(json.dumps({"auths": {there.registry.host: AUTH}}))
    monkeypatch.delenv("DOCKER_CONFIG")
    monkeypatch.setenv("HOME", str(tmp_path))
    needs_basic(there)
    assert call(there, "pull", *PLAIN).code == 0


def helper(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A credential helper, `docker-credential-safe`."""
    path = folder / "bin" / "docker-credential-safe"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\nread -r host\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(path.parent), prepend=":")


@pytest.mark.parametrize(
    "config", [lambda host: {"credHelpers": {host: "safe"}}, lambda host: {"credsStore": "safe"}], ids=["host", "store"]
)
def test_a_helper_knows_the_password(
    config: Kept, there: Place, tmp_path: Path, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper(
        tmp_path,
        monkeypatch,
        f'[ "$1 $host" = "get {there.registry.host}" ] || exit 1\necho \'{{"Username":"ann","Secret":"s3cret"}}\'',
    )
    log_in(config(there.registry.host))
    needs_basic(there)
    assert call(there, "pull", *PLAIN).code == 0


def test_a_helper_knows_an_identity_token(
    there: Place, tmp_path: Path, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper(tmp_path, monkeypatch, 'echo \'{"Username":"<token>","Secret":"id1"}\'')
    log_in({"credsStore": "safe"})
    needs_token(there, f"{there.registry.origin}/token", "t1")
    there.registry.replace(r"^POST /token", Answer(200, {}, b'{"access_token":"t1"}'))
    assert call(there, "pull", *PLAIN).code == 0


def test_a_helper_that_knows_nothing_is_no_error(
    there: Place, tmp_path: Path, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper(tmp_path, monkeypatch, "echo credentials not found in native keychain; exit 1")
    log_in({"credsStore": "safe"})
    needs_basic(there)
    assert "none are kept for it" in call(there, "pull", *PLAIN).err


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo locked; exit 3", "`docker-credential-safe` ended with 3"),
        ("echo hello", "`docker-credential-safe` says nothing that can be read"),
        ("echo '[]'", "`docker-credential-safe` says nothing that can be read"),
        ('echo \'{"Username":"ann"}\'', "`docker-credential-safe` says nothing that can be read"),
    ],
)
def test_a_helper_that_fails_is_an_error(
    script: str, says: str, there: Place, tmp_path: Path, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper(tmp_path, monkeypatch, script)
    log_in({"credsStore": "safe"})
    needs_basic(there)
    outcome = call(there, "pull", *PLAIN)
    assert outcome.code == 2
    assert says in outcome.err


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({"credsStore": "nowhere"}, "`docker-credential-nowhere` cannot be asked: no such file or directory"),
        ({"credsStore": "../evil"}, "`../evil` is no name of a credential helper"),
        ({"credsStore": "-h"}, "`-h` is no name of a credential helper"),
        ({"auths": {"HOST": {"auth": "%%%"}}}, "is no name and password in base64"),
        ({"auths": {"HOST": {"auth": "YW5u"}}}, "is no name and password in base64"),
        ({"auths": {"HOST": {"auth": "//8="}}}, "is no name and password in base64"),
        ({"auths": [], "credHelpers": 7}, "none are kept for it"),
        ([], "none are kept for it"),
    ],
)
def test_a_file_that_cannot_be_used_is_an_error(config: Any, says: str, there: Place, log_in: LogIn) -> None:
    log_in(json.loads(json.dumps(config).replace("HOST", there.registry.host)))
    needs_basic(there)
    outcome = call(there, "pull", *PLAIN)
    assert (outcome.code, len(outcome.errors)) == (2, 1)
    assert says in outcome.err


@pytest.mark.parametrize("text", ["{", "\udcff", "[" * 100_000])
def test_a_file_that_is_no_json_is_an_error(text: str, there: Place, log_in: LogIn) -> None:
    path = log_in({})
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    needs_basic(there)
    assert f"credentials cannot be read from `{path}`: it is not JSON" in call(there, "pull", *PLAIN).err


def test_a_file_is_not_looked_for_where_nobody_asks(there: Place, log_in: LogIn) -> None:
    log_in({}).write_text("{")
    assert call(there, "pull", *PLAIN).code == 0
