"""The cluster that is meant: its address, and what proves who asks. A kubeconfig says it, or in a pod its service account."""

from __future__ import annotations

import os
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from kubernetes.client import Configuration
from kubernetes.config import incluster_config
from kubernetes.config.config_exception import ConfigException

from compatlang.integrations.kubernetes import kubeconfig
from compatlang.integrations.kubernetes.access import Access
from compatlang.integrations.kubernetes.errors import ClusterError


class Target(NamedTuple):
    """A cluster by the name that messages give it, and the client's settings for it."""

    name: str
    configuration: Configuration


def find(access: Access) -> Target:
    """Whom to ask. Raises `ClusterError` where nothing says it, or what says it cannot be used."""
    configuration = Configuration()
    files = kubeconfig.find(access.kubeconfig)
    if files:
        kubeconfig.load(files, access.context, configuration)
    elif access.context:
        raise ClusterError(f"the context `{access.context}` is in no kubeconfig: --kubeconfig names a file")
    elif incluster_config.SERVICE_HOST_ENV_NAME in os.environ:
        _load_service_account(configuration)
    else:
        raise ClusterError(
            f"no cluster is named: there is no `{kubeconfig.DEFAULT}`, and this is no pod of a cluster; "
            "--kubeconfig or `KUBECONFIG` names a file"
        )
    return Target(_name(configuration.host), configuration)


def _load_service_account(configuration: Configuration) -> None:
    load: Any = incluster_config.load_incluster_config  # it has no types
    try:
        load(configuration)
    except (ConfigException, OSError, ValueError) as error:
        raise ClusterError(f"the service account of this pod cannot be used: {error}") from error


def _name(host: str) -> str:
    """The address without its scheme, and without a password that may stand in it."""
    try:
        parts = urlsplit(host)
        there = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        there = False
    if not there:
        scheme, colon, rest = host.rpartition("://")
        shown = f"{scheme}{colon}{rest.rpartition('@')[2]}"
        raise ClusterError(f"the kubeconfig gives `{shown}` as the address of the cluster, which is none")
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}".rstrip("/")
