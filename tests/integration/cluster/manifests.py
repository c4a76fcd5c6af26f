"""The manifests of docs/cluster, and who creates them in a cluster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.kubernetes.api import Answer, Api, Document

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "cluster"
FILES = ("fleet-job.yaml", "job.yaml", "rbac.yaml")
ACCOUNT = "compatlang"
"""The service account of rbac.yaml, and the namespace of it and of fleet-job.yaml."""

PLACES = {
    "ClusterRole": "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    "ClusterRoleBinding": "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    "CronJob": "/apis/batch/v1/namespaces/{}/cronjobs",
    "Job": "/apis/batch/v1/namespaces/{}/jobs",
    "Pod": "/api/v1/namespaces/{}/pods",
    "ServiceAccount": "/api/v1/namespaces/{}/serviceaccounts",
}


def documents(file: str) -> list[Any]:
    return list(yaml.safe_load_all((FOLDER / file).read_text("utf-8")))


def template(file: str) -> Any:
    """The template of the Pods of a Job, or of a CronJob's Jobs."""
    spec = documents(file)[0]["spec"]
    return spec.get("jobTemplate", {"spec": spec})["spec"]["template"]


def container(file: str) -> Any:
    """The one container of such a Pod."""
    (found,) = template(file)["spec"]["containers"]
    return found


def pod(file: str) -> Document:
    """Such a Pod, as the controller of Jobs creates it."""
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "of-a-job-"}, **template(file)}


def try_to_create(api: Api, document: Document, namespace: str = "default") -> Answer:
    """What the API server says of a new object, which it then forgets; a field that it does not know is refused."""
    metadata = document["metadata"]
    place = PLACES[document["kind"]].format(metadata.get("namespace", namespace))
    return api.ask("POST", f"{place}?dryRun=All&fieldValidation=Strict", document)


def create_namespace(api: Api, name: str, **levels: str) -> None:
    """A namespace with these levels of the Pod Security Standards, as `enforce` or `warn`."""
    labels = {f"pod-security.kubernetes.io/{mode}": level for mode, level in levels.items()}
    api.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}})
