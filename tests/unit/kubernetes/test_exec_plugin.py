"""Programs that give credentials: what they are told, what becomes of what they say, and of those that fail or hang."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from compatlang.integrations.kubernetes import exec_plugin, target
from compatlang.integrations.kubernetes.access import Access
from compatlang.integrations.kubernetes.errors import ClusterError

VERSION = "client.authentication.k8s.io/v1"


def answering(**status: str) -> str:
    return f"print({json.dumps(json.dumps({'apiVersion': VERSION, 'kind': 'ExecCredential', 'status': status}))})"


def plugin(script: str, **more: Any) -> dict[str, Any]:
    """A plugin that is a Python program."""
    return {"apiVersion": VERSION, "command": sys.executable, "args": ["-c", script], **more}


def config(path: Path, exec_: Any, **cluster: Any) -> Path:
    value = {
        "clusters": [{"name": "one", "cluster": {"server": "https://one.example", **cluster}}],
        "users": [{"name": "one", "user": {"exec": exec_}}],
        "contexts": [{"name": "one", "context": {"cluster": "one", "user": "one"}}],
        "current-context": "one",
    }
    path.write_text(yaml.safe_dump(value), "utf-8")
    return path


def token(found: target.Target) -> str:
    (setting,) = found.configuration.auth_settings().values()
    assert isinstance(setting, dict)
    return str(setting["value"])


def refused(tmp_path: Path, exec_: Any) -> str:
    with pytest.raises(ClusterError) as raised:
        target.find(Access(str(config(tmp_path / "config", exec_))))
    return str(raised.value)


def test_its_token_is_used_and_not_written_to_the_kubeconfig(tmp_path: Path) -> None:
    path = config(tmp_path / "config", plugin(answering(token="secret")))
    before = path.read_bytes()
    assert token(target.find(Access(str(path)))) == "Bearer secret"
    assert path.read_bytes() == before


def test_its_certificate_is_used_and_it_is_asked_once(tmp_path: Path) -> None:
    script = f"open({str(tmp_path / 'asked')!r}, 'a').write('!')"
    exec_ = plugin(f"{script}\n{answering(clientCertificateData='one', clientKeyData='two')}")
    found = target.find(Access(str(config(tmp_path / "config", exec_)))).configuration
    assert Path(str(found.cert_file)).read_text("utf-8") == "one"
    assert Path(str(found.key_file)).read_text("utf-8") == "two"
    assert (tmp_path / "asked").read_text("utf-8") == "!"


def test_it_is_told_what_the_protocol_says(tmp_path: Path) -> None:
    (tmp_path / "ca.crt").write_bytes(b"a certificate")
    extension = {"name": "client.authentication.k8s.io/exec", "extension": {"audience": "one"}}
    script = f"import os; open({str(tmp_path / 'told')!r}, 'w').write(os.environ['KUBERNETES_EXEC_INFO'] + os.environ['MORE'])"
    exec_ = plugin(f"{script}\n{answering(token='a')}", provideClusterInfo=True, env=[{"name": "MORE", "value": "!"}])
    path = config(tmp_path / "config", exec_, **{"certificate-authority": "ca.crt", "extensions": [extension]})
    target.find(Access(str(path)))
    told = (tmp_path / "told").read_text("utf-8")
    assert told.endswith("!")
    assert json.loads(told[:-1]) == {
        "apiVersion": VERSION,
        "kind": "ExecCredential",
        "spec": {
            "interactive": False,
            "cluster": {
                "server": "https://one.example",
                "certificate-authority-data": base64.b64encode(b"a certificate").decode(),
                "config": {"audience": "one"},
            },
        },
    }


def test_a_program_with_a_path_lies_beside_the_kubeconfig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "log-in"
    program.write_text(f"#!{sys.executable}\n{answering(token='beside')}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.chdir("/")
    path = config(tmp_path / "config", {"apiVersion": VERSION, "command": "./log-in"})
    assert token(target.find(Access(str(path)))) == "Bearer beside"


def test_one_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exec_plugin, "SECONDS", 0.2)
    message = refused(tmp_path, plugin("import time; time.sleep(600)"))
    assert message == f"the credential plugin `{sys.executable}` has not answered within 0.2 s"


@pytest.mark.parametrize(
    ("exec_", "why"),
    [
        (plugin("import sys; sys.exit('no session, run log-in')"), "ended with 1: no session, run log-in"),
        (plugin("import sys; sys.exit(3)"), "ended with 3"),
        (plugin("print('token')"), "gives no `ExecCredential` that can be read"),
        (plugin("print('[' * 100000)"), "gives no `ExecCredential` that can be read"),
        (plugin("import sys; sys.stdout.buffer.write(b'\\xff')"), "gives no `ExecCredential` that can be read"),
        (plugin(answering()), "gives neither a token nor a certificate with its key"),
        (plugin(answering(clientCertificateData="a")), "gives neither a token nor a certificate with its key"),
        (plugin(answering(token="a"), apiVersion="v9"), f"answers as `{VERSION}`, where the kubeconfig says `v9`"),
        (
            {"apiVersion": VERSION, "command": "no-such-program", "installHint": "get it at one.example"},
            "`no-such-program` cannot be run: no such file or directory; get it at one.example",
        ),
        ({"apiVersion": VERSION, "command": "a\0b"}, "cannot be run"),
        ({"apiVersion": VERSION}, "the `exec` of a user of the kubeconfig is not as it has to be"),
        ({"apiVersion": VERSION, "command": ["a"]}, "the `exec` of a user of the kubeconfig is not as it has to be"),
        ("log-in", "the `exec` of a user of the kubeconfig is not as it has to be"),
    ],
)
def test_one_that_fails_is_said_in_words(tmp_path: Path, exec_: Any, why: str) -> None:
    assert why in refused(tmp_path, exec_)


@pytest.mark.parametrize("more", [{"token": "kept"}, {"tokenFile": "kept"}])
def test_a_token_that_is_there_needs_no_program(tmp_path: Path, more: Mapping[str, str]) -> None:
    (tmp_path / "kept").write_text("kept", "utf-8")
    path = config(tmp_path / "config", plugin("raise SystemExit(1)"))
    value = yaml.safe_load(path.read_text("utf-8"))
    value["users"][0]["user"] |= more
    path.write_text(yaml.safe_dump(value), "utf-8")
    assert token(target.find(Access(str(path)))) == "Bearer kept"
