"""Kubeconfig files: found as kubectl finds them, then read, merged and made settings by the client of Kubernetes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from kubernetes.client import Configuration
from kubernetes.config import kube_config as client
from kubernetes.config.config_exception import ConfigException

from compatlang.diagnostics.suggest import did_you_mean
from compatlang.integrations.kubernetes import exec_plugin
from compatlang.integrations.kubernetes.errors import ClusterError

DEFAULT = "~/.kube/config"

_MERGER: Any = client.KubeConfigMerger
_LOADER: Any = client.KubeConfigLoader
_NODE: Any = client.ConfigNode
"""The client's parts, which have no types."""

_OTHERWISE = frozenset({"token", "tokenFile", "auth-provider"})
"""How a user may have a token without a program, which the client of Kubernetes looks for first."""


def find(named: str) -> str:
    """The files that a flag names, or `KUBECONFIG`, or the one that kubectl writes; empty where there is none of them.

    Of several some may be missing, as for kubectl. Raises `ClusterError` where all that are named are missing.
    """
    given = named or os.environ.get("KUBECONFIG", "")
    paths = [Path(os.path.expanduser(each)) for each in (given or DEFAULT).split(os.pathsep) if each]  # noqa: PTH111 - see below
    there = [str(each) for each in paths if each.exists()]
    if given and not there:
        which = " or ".join(f"`{each}`" for each in paths) or "an empty path"
        raise ClusterError(f"{'--kubeconfig' if named else '`KUBECONFIG`'} names {which}, where nothing is")
    return os.pathsep.join(there)


def load(files: str, context: str, configuration: Configuration) -> None:
    """Set a configuration up for one context, the current one where none is named. Raises `ClusterError`."""
    try:
        merged = _MERGER(files)
        name = context or _current(merged.config_files.values())
        _check_context(name, context, [str(each.value["name"]) for each in merged.config.value["contexts"]], files)
        _ask_plugin(merged.config, name)
        loader = _LOADER(
            merged.config, active_context=name, config_base_path=None, config_persister=merged.save_changes
        )
        loader.load_and_set(configuration)
    except ClusterError:
        raise
    except Exception as error:  # a file may hold anything, and the client looks at it as it goes
        raise ClusterError(f"the kubeconfig `{files}` cannot be used: {_why(error)}") from error


@contextlib.contextmanager
def no_files_left() -> Iterator[None]:
    """Remove in the end what the client writes to files meanwhile: keys and certificates that a kubeconfig has in itself.

    The client removes them only where the interpreter ends in its usual way, which the command line does not.
    """
    before = frozenset(_written())
    try:
        yield
    finally:
        for each in _written().keys() - before:
            Path(_written().pop(each)).unlink(missing_ok=True)


def _written() -> dict[str, str]:
    """The files that the client has written, by what is in them; it has no public name for them."""
    written: dict[str, str] = client._temp_files
    return written


def _current(files: Iterable[Any]) -> str:
    """The current context: the first file that names one counts, as for kubectl, where the client takes the last."""
    return next((str(each["current-context"]) for each in files if each.get("current-context")), "")


def _check_context(name: str, named: str, there: Sequence[str], files: str) -> None:
    if name in there:
        return
    listed = ", ".join(f"`{each}`" for each in there)
    if not there:
        raise ClusterError(f"the kubeconfig `{files}` has no contexts")
    if not name:
        raise ClusterError(f"the kubeconfig `{files}` has no current context: --context names one of {listed}")
    which = "" if named else ", which it calls its current one"
    help_ = did_you_mean(name, there) or f"it has {listed}"
    raise ClusterError(f"the kubeconfig `{files}` has no context `{name}`{which}: {help_}")


def _ask_plugin(config: Any, context: str) -> None:
    """Replace the program that gives a user's credentials, where there is one, by the credentials."""
    meant = config["contexts"].get_with_name(context)["context"]
    users = config.value["users"]
    named = meant.safe_get("user")
    if named and named not in [each.value["name"] for each in users]:
        raise ClusterError(f"the kubeconfig has no user `{named}`, whom its context `{context}` names")
    for index, node in enumerate(users):
        user = dict(node.value.get("user") or {})
        if node.value["name"] != named or any(user.get(each) for each in _OTHERWISE):
            continue
        plugin = user.pop("exec", None)
        if plugin is not None:
            cluster = config["clusters"].get_with_name(meant["cluster"])
            user |= exec_plugin.ask(plugin, Path(node.path).absolute().parent, cluster.value["cluster"])
            # A new user: what was read of the file is written back there where a token of another kind was renewed.
            users[index] = _NODE(node.name, {**node.value, "user": user}, node.path)


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror.lower()}{f' (`{error.filename}`)' if error.filename else ''}"
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"{error.problem} on line {error.problem_mark.line + 1}"
    if isinstance(error, UnicodeDecodeError):
        return "it is no text in UTF-8"
    if isinstance(error, ConfigException | yaml.YAMLError):
        return str(error)
    return f"it is not as it has to be ({type(error).__name__})"  # not quoted: a secret may stand in it
