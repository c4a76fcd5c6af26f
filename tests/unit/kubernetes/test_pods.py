"""Pods as an API server sends them: what is read of them, and what they may lack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

import pytest

from compatlang.integrations.kubernetes.connection import Connection
from compatlang.integrations.kubernetes.errors import ClusterError
from compatlang.integrations.kubernetes.pods import Container, Owner, Pod, list_pods


class Server:
    """Answers each request with the next page."""

    name = "cluster.example"

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def get(self, path: str, query: Mapping[str, str]) -> bytes:
        self.asked.append(path)
        return self.answers.pop(0)


def listed(*pods: Any, following: str = "") -> bytes:
    metadata = {"resourceVersion": "7"} | ({"continue": following} if following else {})
    return json.dumps({"kind": "PodList", "apiVersion": "v1", "metadata": metadata, "items": list(pods)}).encode()


def read(*answers: bytes, namespaces: tuple[str, ...] = ()) -> list[Pod]:
    return list(list_pods(cast("Connection", Server(*answers)), namespaces))


def named(name: str, **more: Any) -> dict[str, Any]:
    return {"metadata": {"name": name, "namespace": "ml"}, **more}


def test_a_pod_has_the_images_of_all_its_containers_with_what_is_reported_of_each() -> None:
    pod = named(
        "train",
        spec={
            "nodeName": "gpu-a01",
            "initContainers": [{"name": "i", "image": "one"}],
            "containers": [{"name": "a", "image": "two"}, {"name": "b", "image": "three"}],
            "ephemeralContainers": [{"name": "e", "image": "four"}],
        },
        status={
            "phase": "Running",
            "initContainerStatuses": [{"name": "i", "imageID": "id-i"}],
            "containerStatuses": [{"name": "b", "imageID": "id-b"}, {"name": "a", "imageID": "id-a", "image": "x"}],
        },
    )
    (found,) = read(listed(pod))
    assert (found.node, found.phase, found.finished) == ("gpu-a01", "Running", False)
    assert found.containers == (
        Container("i", "one", "id-i"),
        Container("a", "two", "id-a"),
        Container("b", "three", "id-b"),
        Container("e", "four", ""),
    )


@pytest.mark.parametrize(
    ("references", "owner"),
    [
        (None, Owner("Pod", "p")),
        ([], Owner("Pod", "p")),
        ([{"kind": "ReplicaSet", "name": "r", "controller": True}], Owner("ReplicaSet", "r")),
        ([{"kind": "Other", "name": "o"}, {"kind": "Job", "name": "j", "controller": True}], Owner("Job", "j")),
        ([{"kind": "ReplicaSet", "name": "r", "controller": False}], Owner("Pod", "p")),
        ([{"kind": "Node", "name": "gpu-a01", "controller": True}], Owner("Pod", "p")),
    ],
)
def test_what_controls_a_pod_is_its_owner(references: Any, owner: Owner) -> None:
    pod = {"metadata": {"name": "p", "namespace": "ml", "ownerReferences": references}}
    assert [each.owner for each in read(listed(pod))] == [owner]


@pytest.mark.parametrize(
    ("reference", "static"),
    [
        ({"kind": "Node", "name": "gpu-a01", "controller": True}, True),
        ({"kind": "Node", "name": "gpu-a01"}, False),
        ({"kind": "DaemonSet", "name": "d", "controller": True}, False),
    ],
)
def test_a_pod_that_its_node_controls_is_static(reference: Any, static: bool) -> None:
    pod = {"metadata": {"name": "p", "namespace": "ml", "ownerReferences": [reference]}}
    assert [each.static for each in read(listed(pod))] == [static]


@pytest.mark.parametrize("phase", ["Succeeded", "Failed"])
def test_a_pod_may_be_finished(phase: str) -> None:
    assert [each.finished for each in read(listed(named("p", status={"phase": phase})))] == [True]


@pytest.mark.parametrize(
    "more", [{}, {"spec": {}, "status": {}}, {"spec": {"containers": None}, "status": {"containerStatuses": None}}]
)
def test_what_a_pod_does_not_say_is_empty(more: dict[str, Any]) -> None:
    assert read(listed(named("p", **more))) == [Pod("ml", "p", Owner("Pod", "p"), "", "", ())]


def test_pages_are_read_to_the_end_in_each_namespace() -> None:
    server = Server(listed(named("a"), following="t"), listed(named("b")), listed(named("c")))
    found = list(list_pods(cast("Connection", server), ("ml", "web", "ml")))
    assert [each.name for each in found] == ["a", "b", "c"]
    assert server.asked == ["/api/v1/namespaces/ml/pods"] * 2 + ["/api/v1/namespaces/web/pods"]


def test_a_list_without_items_has_no_pods() -> None:
    assert read(b'{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":null}') == []


@pytest.mark.parametrize(
    "pod",
    [
        b"{}",
        b'{"metadata":{"name":3}}',
        b'{"metadata":{"name":"p","ownerReferences":[{"controller":"yes"}]}}',
        b'{"metadata":{"name":"p"},"spec":{"containers":[[]]}}',
        b'{"metadata":{"name":"p"},"spec":[]}',
        b'{"metadata":{"name":"p"},"status":{"containerStatuses":{}}}',
    ],
)
def test_a_pod_that_is_none_is_an_error_of_the_cluster(pod: bytes) -> None:
    with pytest.raises(ClusterError, match=r"cluster\.example.*cannot be read"):
        read(b'{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":[' + pod + b"]}")
