"""Pods as an API server has them after a kubelet has started them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.kubernetes.api import Document


def pod(
    name: str,
    node: str,
    *ids: str,
    owner: tuple[str, str] | None = None,
    namespace: str = "default",
    asked: Sequence[str] = (),
    phase: str = "",
    init: str = "",
) -> Document:
    """A Pod that runs images, each known by what the kubelet reports of it; `asked` are the names that it was written with."""
    wanted = asked or [each.partition("@")[0].rpartition("://")[2] + ":v1" for each in ids]
    containers = [{"name": f"c{number}", "image": image} for number, image in enumerate(wanted)]
    metadata: dict[str, Any] = {"name": name, "namespace": namespace}
    if owner is not None:
        kind, of = owner
        metadata["ownerReferences"] = [
            {"apiVersion": "apps/v1", "kind": kind, "name": of, "uid": f"uid-of-{of}", "controller": True}
        ]
    spec: dict[str, Any] = {"containers": containers} | ({"nodeName": node} if node else {})
    status: dict[str, Any] = {
        "phase": phase or ("Running" if node else "Pending"),
        "containerStatuses": [
            _status(each["name"], each["image"], id_) for each, id_ in zip(containers, ids, strict=False)
        ],
    }
    if init:
        spec["initContainers"] = [{"name": "init", "image": init.partition("@")[0]}]
        status["initContainerStatuses"] = [_status("init", init, init)]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec, "status": status}


def _status(name: str, image: str, image_id: str) -> Document:
    return {"name": name, "image": image, "imageID": image_id, "ready": True, "restartCount": 0}
