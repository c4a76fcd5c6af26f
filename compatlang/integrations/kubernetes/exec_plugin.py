"""Programs that a kubeconfig names, and that give credentials when they are run (`client.authentication.k8s.io`).

They are run here and not by the client of Kubernetes, which waits for one without end, and where one fails only logs that and
goes on without credentials.
"""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from compatlang.diagnostics.render.plain import cut
from compatlang.integrations.kubernetes.errors import ClusterError

SECONDS = 60.0
"""How long a program may take."""

INTERACTIVE_SECONDS = 300.0
"""How long it may take where it can ask somebody, who perhaps has to log in with a browser."""

_EXTENSION = "client.authentication.k8s.io/exec"
_CLUSTER = ("server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority-data", "proxy-url")
_SAID_CHARACTERS = 300


class _Variable(msgspec.Struct):
    name: str
    value: str


class _Plugin(msgspec.Struct, rename="camel"):
    """What a kubeconfig says of a program, below `exec` of a user."""

    api_version: str
    command: str
    args: list[str] | None = None
    env: list[_Variable] | None = None
    install_hint: str = ""
    interactive_mode: str = "IfAvailable"
    provide_cluster_info: bool = False


class _Given(msgspec.Struct, rename="camel"):
    token: str = ""
    client_certificate_data: str = ""
    client_key_data: str = ""


class _Answer(msgspec.Struct, rename="camel"):
    api_version: str
    status: _Given


def ask(exec_: object, folder: Path, cluster: Mapping[str, Any]) -> dict[str, str]:
    """The credentials that a program gives, as a kubeconfig has them of a user. Raises `ClusterError`.

    `folder` is that of the kubeconfig, `cluster` what it says of the cluster.
    """
    try:
        plugin = msgspec.convert(exec_, _Plugin)
    except msgspec.ValidationError as error:
        raise ClusterError(f"the `exec` of a user of the kubeconfig is not as it has to be: {error}") from error
    return _credentials(plugin, _run(plugin, folder, cluster))


def _run(plugin: _Plugin, folder: Path, cluster: Mapping[str, Any]) -> bytes:
    interactive = plugin.interactive_mode != "Never" and sys.stdin is not None and sys.stdin.isatty()
    seconds = INTERACTIVE_SECONDS if interactive else SECONDS
    command = str(folder / plugin.command) if "/" in plugin.command else plugin.command
    try:
        done = subprocess.run(  # noqa: S603 - the user's own kubeconfig names the program, and there is no shell
            [command, *(plugin.args or ())],
            stdin=None if interactive else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=None if interactive else subprocess.PIPE,  # where it says what somebody has to do
            env=_environment(plugin, folder, cluster, interactive),
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ClusterError(f"{_who(plugin)} has not answered within {seconds:g} s") from None
    except (OSError, ValueError) as error:
        hint = f"; {cut(plugin.install_hint, _SAID_CHARACTERS)}" if plugin.install_hint else ""
        raise ClusterError(f"{_who(plugin)} cannot be run: {_why(error)}{hint}") from error
    if done.returncode:
        said = (done.stderr or b"").decode(errors="replace").strip()
        raise ClusterError(
            f"{_who(plugin)} ended with {done.returncode}{f': {cut(said, _SAID_CHARACTERS)}' if said else ''}"
        )
    return done.stdout


def _environment(plugin: _Plugin, folder: Path, cluster: Mapping[str, Any], interactive: bool) -> dict[str, str]:
    spec: dict[str, Any] = {"interactive": interactive}
    if plugin.provide_cluster_info:
        spec["cluster"] = _cluster_info(folder, cluster)
    info = {"apiVersion": plugin.api_version, "kind": "ExecCredential", "spec": spec}
    given = {each.name: each.value for each in plugin.env or ()}
    return {**os.environ, **given, "KUBERNETES_EXEC_INFO": msgspec.json.encode(info).decode()}


def _cluster_info(folder: Path, cluster: Mapping[str, Any]) -> dict[str, Any]:
    """What a program may know of the cluster: the same as the kubeconfig says, but no file, and with what is meant for it."""
    info = {key: cluster[key] for key in _CLUSTER if key in cluster}
    if "certificate-authority" in cluster:
        data = (folder / str(cluster["certificate-authority"])).read_bytes()
        info.setdefault("certificate-authority-data", base64.b64encode(data).decode())
    for each in cluster.get("extensions") or ():
        if each.get("name") == _EXTENSION:
            info["config"] = each.get("extension")
    return info


def _credentials(plugin: _Plugin, output: bytes) -> dict[str, str]:
    try:
        answer = msgspec.json.decode(output, type=_Answer)
    except (msgspec.DecodeError, RecursionError) as error:  # not quoted: there may be a secret in it
        raise ClusterError(f"{_who(plugin)} gives no `ExecCredential` that can be read") from error
    if answer.api_version != plugin.api_version:
        raise ClusterError(
            f"{_who(plugin)} answers as `{answer.api_version}`, where the kubeconfig says `{plugin.api_version}`"
        )
    given = answer.status
    found = {"token": given.token} if given.token else {}
    if given.client_certificate_data and given.client_key_data:
        found["client-certificate-data"] = base64.b64encode(given.client_certificate_data.encode()).decode()
        found["client-key-data"] = base64.b64encode(given.client_key_data.encode()).decode()
    if not found:
        raise ClusterError(f"{_who(plugin)} gives neither a token nor a certificate with its key")
    return found


def _who(plugin: _Plugin) -> str:
    return f"the credential plugin `{plugin.command}`"


def _why(error: Exception) -> str:
    return error.strerror.lower() if isinstance(error, OSError) and error.strerror else str(error)
