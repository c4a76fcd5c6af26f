"""How somebody gets at a cluster: service accounts with their rights, kubeconfig files, and what a Pod finds in itself."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import yaml

from tests.kubernetes.api import Api, Document
from tests.kubernetes.certificates import Certificate
from tests.kubernetes.cluster import TOKEN, Cluster

User: TypeAlias = Mapping[str, str]
"""What a kubeconfig file has of a user below `user`."""
Rule: TypeAlias = Mapping[str, Sequence[str]]
"""A rule of a ClusterRole."""

READER: Sequence[Rule] = (
    {"apiGroups": [""], "resources": ["nodes"], "verbs": ["get", "list", "watch"]},
    {"apiGroups": ["nfd.k8s-sigs.io"], "resources": ["nodefeatures"], "verbs": ["get", "list", "watch"]},
)
"""May read nodes and what NFD says of them, and nothing else."""

RBAC = "rbac.authorization.k8s.io"
ROUNDS = 600
"""How often it is asked whether rights have come into effect, each time after a tenth of a second."""


def service_account(cluster: Cluster, name: str, rules: Sequence[Rule] = READER, namespace: str = "default") -> str:
    """A service account with these rights in all namespaces: its token, as soon as the rights are in effect."""
    cluster.api.apply(*_account(name, rules, namespace))
    path = f"/api/v1/namespaces/{namespace}/serviceaccounts/{name}/token"
    wanted = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 3600}}
    token: str = cluster.api.post(path, wanted)["status"]["token"]
    _await_rights(Api(cluster.url, cluster.ca, token), rules)
    return token


def by_token(token: str) -> User:
    return {"token": token}


def by_certificate(certificate: Certificate) -> User:
    return {"client-certificate": str(certificate.certificate), "client-key": str(certificate.key)}


ADMINISTRATOR = by_token(TOKEN)


def kubeconfig(
    cluster: Cluster,
    path: Path,
    users: Mapping[str, User] | None = None,
    *,
    current: str | None = None,
    server: str = "",
    namespace: str = "",
) -> Path:
    """A kubeconfig file with a context for each user, named as the user is; the first is the current one.

    Without users there is one, `administrator`. The server may be a proxy's address; `current` may be empty or wrong.
    """
    given = {"administrator": ADMINISTRATOR} if users is None else users
    value = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {
                "name": "tests",
                "cluster": {"server": server or cluster.url, "certificate-authority": str(cluster.ca)},
            }
        ],
        "users": [{"name": name, "user": dict(user)} for name, user in given.items()],
        "contexts": [{"name": name, "context": _context(name, namespace)} for name in given],
        "current-context": next(iter(given), "") if current is None else current,
    }
    path.write_text(yaml.safe_dump(value), "utf-8")
    return path


def in_cluster(
    cluster: Cluster, folder: Path, token: str, *, server: str = "", namespace: str = "default"
) -> Mapping[str, str]:
    """Writes what a Pod finds in `/var/run/secrets/kubernetes.io/serviceaccount` to a folder; the environment of the Pod."""
    (folder / "token").write_text(token, "utf-8")
    (folder / "ca.crt").write_bytes(cluster.ca.read_bytes())
    (folder / "namespace").write_text(namespace, "utf-8")
    url = urlsplit(server or cluster.url)
    return {"KUBERNETES_SERVICE_HOST": str(url.hostname), "KUBERNETES_SERVICE_PORT": str(url.port)}


def _context(user: str, namespace: str) -> Mapping[str, str]:
    return {"cluster": "tests", "user": user} | ({"namespace": namespace} if namespace else {})


def _account(name: str, rules: Sequence[Rule], namespace: str) -> Iterable[Document]:
    """The account, its role, and what binds them together."""
    yield {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name, "namespace": namespace}}
    yield {"apiVersion": f"{RBAC}/v1", "kind": "ClusterRole", "metadata": {"name": name}, "rules": list(rules)}
    yield {
        "apiVersion": f"{RBAC}/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": name},
        "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": name},
        "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": namespace}],
    }


def _await_rights(api: Api, rules: Sequence[Rule]) -> None:
    """Wait until the API server grants its user all that the rules say: it learns of them a little later."""
    for each in _rights(rules):
        for _ in range(ROUNDS):
            if _allowed(api, each):
                break
            time.sleep(0.1)
        else:
            raise AssertionError(f"the right does not come into effect: {each}")


def _rights(rules: Sequence[Rule]) -> Iterable[Mapping[str, str]]:
    """Every single right, as a review of access asks for it."""
    for rule in rules:
        for group in rule.get("apiGroups", ()):
            for resource, _, part in (each.partition("/") for each in rule.get("resources", ())):
                for verb in rule["verbs"]:
                    yield {"group": group, "resource": resource, "subresource": part, "verb": verb}


def _allowed(api: Api, right: Mapping[str, str]) -> bool:
    review: dict[str, Any] = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": dict(right)},
    }
    path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    return bool(api.post(path, review)["status"]["allowed"])
