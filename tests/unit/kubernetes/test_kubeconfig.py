"""Which cluster is meant and who asks: kubeconfig files, contexts, service accounts, and what is said of wrong ones."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes.config import incluster_config

from compatlang.integrations.kubernetes import target
from compatlang.integrations.kubernetes.access import Access
from compatlang.integrations.kubernetes.connection import connected
from compatlang.integrations.kubernetes.errors import ClusterError

SERVER = "https://one.example:6443"


def config(
    path: Path,
    *,
    contexts: tuple[str, ...] = ("one", "two"),
    current: str = "one",
    user: Mapping[str, Any] | None = None,
    cluster: Mapping[str, Any] | None = None,
) -> Path:
    """A kubeconfig; the token of each of its users is named as its context."""
    value = {
        "clusters": [
            {"name": each, "cluster": {"server": f"https://{each}.example:6443", **(cluster or {})}}
            for each in contexts
        ],
        "users": [{"name": each, "user": {"token": each} if user is None else dict(user)} for each in contexts],
        "contexts": [{"name": each, "context": {"cluster": each, "user": each}} for each in contexts],
        "current-context": current,
    }
    path.write_text(yaml.safe_dump(value), "utf-8")
    return path


def authorization(found: target.Target) -> str:
    (setting,) = found.configuration.auth_settings().values()
    assert isinstance(setting, dict)
    return str(setting["value"])


def refused(access: Access) -> str:
    with pytest.raises(ClusterError) as raised:
        target.find(access)
    return str(raised.value)


@pytest.fixture
def service_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a Pod finds in itself."""
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", "443")
    (tmp_path / "token").write_text("of-the-pod\n", "utf-8")
    (tmp_path / "ca.crt").write_text("a certificate", "utf-8")
    monkeypatch.setattr(incluster_config, "SERVICE_TOKEN_FILENAME", str(tmp_path / "token"))
    monkeypatch.setattr(incluster_config, "SERVICE_CERT_FILENAME", str(tmp_path / "ca.crt"))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    (folder / ".kube").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    for each in ("KUBECONFIG", "KUBERNETES_SERVICE_HOST"):
        monkeypatch.delenv(each, raising=False)
    return folder


def test_the_flag_counts_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flag = config(tmp_path / "flag", contexts=("flag",), current="flag")
    monkeypatch.setenv("KUBECONFIG", str(config(tmp_path / "environment")))
    assert target.find(Access(str(flag))).name == "flag.example:6443"
    assert target.find(Access()).name == "one.example:6443"


def test_the_environment_counts_before_the_file_that_kubectl_writes(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config(home / ".kube" / "config", contexts=("home",), current="home")
    assert target.find(Access()).name == "home.example:6443"
    monkeypatch.setenv("KUBECONFIG", str(config(tmp_path / "environment")))
    assert target.find(Access()).name == "one.example:6443"
    assert target.find(Access("~/.kube/config")).name == "home.example:6443"


@pytest.mark.usefixtures("service_account")
def test_a_kubeconfig_counts_before_the_service_account(home: Path) -> None:
    found = target.find(Access())
    assert (found.name, authorization(found).strip()) == ("10.0.0.1:443", "bearer of-the-pod")
    config(home / ".kube" / "config", contexts=("home",), current="home")
    assert target.find(Access()).name == "home.example:6443"


@pytest.mark.usefixtures("service_account")
def test_a_context_is_looked_for_in_a_kubeconfig_only() -> None:
    assert refused(Access(context="one")) == "the context `one` is in no kubeconfig: --kubeconfig names a file"


def test_a_context_names_cluster_and_user(tmp_path: Path) -> None:
    path = str(config(tmp_path / "config"))
    assert authorization(target.find(Access(path))) == "Bearer one"
    found = target.find(Access(path, "two"))
    assert (found.name, authorization(found)) == ("two.example:6443", "Bearer two")


def test_several_files_are_one_and_the_first_that_names_a_current_context_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for kubectl; the client of Kubernetes alone would take the last."""
    first = config(tmp_path / "first", contexts=("one",), current="")
    second = config(tmp_path / "second", contexts=("two",), current="two")
    third = config(tmp_path / "third", contexts=("two", "three"), current="three")
    files = f"{first}:{tmp_path / 'missing'}:{second}:{third}"
    assert authorization(target.find(Access(files))) == "Bearer two"
    assert authorization(target.find(Access(files, "three"))) == "Bearer three"
    monkeypatch.setenv("KUBECONFIG", files)
    assert authorization(target.find(Access(context="one"))) == "Bearer one"


def test_a_token_may_be_in_a_file_beside_the_kubeconfig(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("secret\n", "utf-8")
    path = config(tmp_path / "config", user={"tokenFile": "token"})
    assert authorization(target.find(Access(str(path)))).strip() == "Bearer secret"


def test_a_user_may_have_a_password(tmp_path: Path) -> None:
    path = config(tmp_path / "config", user={"username": "ann", "password": "s3cret"})
    expected = "Basic " + base64.b64encode(b"ann:s3cret").decode()
    assert authorization(target.find(Access(str(path)))) == expected


def test_what_is_said_of_tls_is_heeded(tmp_path: Path) -> None:
    cluster = {"insecure-skip-tls-verify": True, "tls-server-name": "other.example"}
    found = target.find(Access(str(config(tmp_path / "config", cluster=cluster))))
    assert not found.configuration.verify_ssl
    assert found.configuration.tls_server_name == "other.example"


@pytest.mark.parametrize(
    ("server", "name"),
    [
        ("https://one.example", "one.example"),
        ("https://ann:s3cret@one.example:6443/", "one.example:6443"),
        ("https://one.example/k8s/clusters/c-1", "one.example/k8s/clusters/c-1"),
        ("http://[::1]:8001", "[::1]:8001"),
    ],
)
def test_a_cluster_is_named_by_its_address_and_by_no_secret(tmp_path: Path, server: str, name: str) -> None:
    path = config(tmp_path / "config", cluster={"server": server})
    assert target.find(Access(str(path))).name == name


@pytest.mark.parametrize("server", ["", "one.example", "ftp://one.example", "https://", "https://one:port"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, server: str) -> None:
    path = config(tmp_path / "config", cluster={"server": server})
    assert "the address of the cluster" in refused(Access(str(path)))


def test_an_address_that_is_none_is_refused_without_its_password(tmp_path: Path) -> None:
    message = refused(Access(str(config(tmp_path / "config", cluster={"server": "ftp://ann:s3cret@one.example"}))))
    assert message == "the kubeconfig gives `ftp://one.example` as the address of the cluster, which is none"


def test_nothing_that_names_a_cluster_is_said_with_the_repair() -> None:
    assert refused(Access()) == (
        "no cluster is named: there is no `~/.kube/config`, and this is no pod of a cluster; "
        "--kubeconfig or `KUBECONFIG` names a file"
    )


def test_a_file_that_is_named_has_to_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(Access(str(tmp_path / "missing"))) == f"--kubeconfig names `{tmp_path}/missing`, where nothing is"
    monkeypatch.setenv("KUBECONFIG", "/a:/b")
    assert refused(Access()) == "`KUBECONFIG` names `/a` or `/b`, where nothing is"


def test_a_context_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    path = config(tmp_path / "config", contexts=("production", "staging"), current="prodution")
    assert refused(Access(str(path))) == (
        f"the kubeconfig `{path}` has no context `prodution`, which it calls its current one: did you mean `production`?"
    )
    assert refused(Access(str(path), "stagign")) == (
        f"the kubeconfig `{path}` has no context `stagign`: did you mean `staging`?"
    )
    assert refused(Access(str(path), "other")) == (
        f"the kubeconfig `{path}` has no context `other`: it has `production`, `staging`"
    )


def test_a_user_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Else everything would be asked as nobody, and the rights would seem to be what is missing."""
    path = config(tmp_path / "config")
    value = yaml.safe_load(path.read_text("utf-8"))
    value["users"] = value["users"][1:]
    path.write_text(yaml.safe_dump(value), "utf-8")
    assert refused(Access(str(path))) == "the kubeconfig has no user `one`, whom its context `one` names"


def test_without_a_current_context_one_has_to_be_named(tmp_path: Path) -> None:
    path = config(tmp_path / "config", current="")
    assert refused(Access(str(path))) == (
        f"the kubeconfig `{path}` has no current context: --context names one of `one`, `two`"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        ("[1, 2]", "not as it has to be"),
        ("word", "not as it has to be"),
        ("a: [", "on line"),
        ("a: *b", "undefined alias"),
        ("\x00", "unacceptable character"),
        ("contexts: 3", "not as it has to be"),
        ("contexts: [3]", "not as it has to be"),
        ("contexts: [{name: one}]\ncurrent-context: one", "Expected"),
        ("contexts: [{name: one, context: 3}]\ncurrent-context: one", "not as it has to be"),
        ("contexts: []\ncurrent-context: one", "has no contexts"),
        ("contexts: [{name: one, context: {cluster: one}}]\ncurrent-context: one", "Expected"),
        ("contexts: [{name: one, context: {cluster: one}}]\nclusters: [{name: one}]\ncurrent-context: one", "Expected"),
    ],
)
def test_a_kubeconfig_that_is_none_is_refused_in_words(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "config").write_text(text, "utf-8")
    message = refused(Access(str(tmp_path / "config")))
    assert message.startswith(f"the kubeconfig `{tmp_path}/config` ")
    assert why in message


def test_a_kubeconfig_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert (
        refused(Access(str(tmp_path))) == f"the kubeconfig `{tmp_path}` cannot be used: is a directory (`{tmp_path}`)"
    )
    (tmp_path / "config").write_bytes(b"\xff\xfe\xfd")
    assert "cannot be used: it is no text in UTF-8" in refused(Access(str(tmp_path / "config")))


@pytest.mark.parametrize(
    "where", [{"cluster": {"certificate-authority": "missing.crt"}}, {"user": {"client-certificate": "missing.crt"}}]
)
def test_a_certificate_that_is_missing_is_named(tmp_path: Path, where: Mapping[str, Any]) -> None:
    message = refused(Access(str(config(tmp_path / "config", **where))))
    assert message.endswith(f"File does not exist: {tmp_path}/missing.crt")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the client writes what a kubeconfig has in itself."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_a_key_in_a_kubeconfig_is_in_no_other_file_in_the_end(tmp_path: Path, temporary: Path) -> None:
    user = {"client-certificate-data": encoded("a certificate"), "client-key-data": encoded("a key")}
    path = config(tmp_path / "config", user=user)
    for _ in range(2):  # the client remembers what it has written
        with connected(Access(str(path))):
            assert {each.read_text("utf-8") for each in temporary.iterdir()} == {"a certificate", "a key"}
        assert not list(temporary.iterdir())


def test_a_key_is_in_no_file_where_the_kubeconfig_cannot_be_used_after_all(tmp_path: Path, temporary: Path) -> None:
    user = {"client-certificate-data": encoded("another certificate"), "client-key-data": encoded("another key")}
    path = config(tmp_path / "config", user=user, cluster={"server": "https://one:port"})
    with pytest.raises(ClusterError), connected(Access(str(path))):
        pass
    assert not list(temporary.iterdir())


def test_files_that_somebody_else_had_the_client_write_stay(tmp_path: Path, temporary: Path) -> None:
    user = {"client-certificate-data": encoded("their certificate"), "client-key-data": encoded("their key")}
    path = config(tmp_path / "config", user=user)
    target.find(Access(str(path)))
    with connected(Access(str(path))):
        pass
    assert {each.read_text("utf-8") for each in temporary.iterdir()} == {"their certificate", "their key"}


@pytest.mark.usefixtures("service_account")
def test_a_service_account_that_is_broken_is_refused(tmp_path: Path) -> None:
    (tmp_path / "token").unlink()
    assert refused(Access()) == "the service account of this pod cannot be used: Service token file does not exist."
