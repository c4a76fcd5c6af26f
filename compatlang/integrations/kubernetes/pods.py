"""The Pods of a cluster, a page at a time, with only what says where they run and which images they run.

What schedules them (selectors, affinity, taints, requests) is left out: it is the scheduler's to judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from compatlang.integrations.kubernetes.connection import Connection
from compatlang.integrations.kubernetes.errors import ClusterError
from compatlang.integrations.kubernetes.listing import Restarted, pages
from compatlang.integrations.kubernetes.resources import PODS

_FINISHED = ("Succeeded", "Failed")


class Container(NamedTuple):
    """A container of any kind: the image that it asks for, and what the kubelet says that this image is, perhaps nothing."""

    name: str
    image: str
    image_id: str = ""


class Owner(NamedTuple):
    """What controls a Pod, as the Pod gives it: of a Deployment's Pod that is its ReplicaSet."""

    kind: str
    name: str


class Pod(NamedTuple):
    """A Pod. `node` is empty where it waits for one."""

    namespace: str
    name: str
    owner: Owner
    """Its controller, or itself where nothing controls it, or only its node does."""
    node: str
    phase: str
    containers: tuple[Container, ...]
    static: bool = False
    """Whether its node controls it, whose kubelet has read it from a file."""

    @property
    def bound(self) -> bool:
        """Whether it belongs to the node that it runs on, and goes nowhere else."""
        return self.static or self.owner.kind == "DaemonSet"

    @property
    def finished(self) -> bool:
        """Whether it runs no more and never will again."""
        return self.phase in _FINISHED


def list_pods(connection: Connection, namespaces: Sequence[str] = ()) -> Iterator[Pod]:
    """The Pods of some namespaces, or of all. Raises `ClusterError`."""
    for namespace in dict.fromkeys(namespaces or ("",)):
        for page in pages(connection, PODS, namespace=namespace):
            assert not isinstance(page, Restarted), "only a consistent list begins anew"
            try:
                yield from [_pod(_decoder.decode(each)) for each in page.raws]
            except (msgspec.DecodeError, RecursionError) as error:
                raise ClusterError(f"`{connection.name}` gives a Pod that cannot be read: {error}") from error


class _Read(msgspec.Struct, rename="camel", gc=False):
    """A part of the API's answer: what is not named is skipped. Go writes an empty list as null."""


class _Owner(_Read):
    kind: str = ""
    name: str = ""
    controller: bool | None = None


class _Metadata(_Read):
    namespace: str = ""
    name: str = ""
    owner_references: list[_Owner] | None = None


class _Container(_Read):
    name: str = ""
    image: str = ""


class _Spec(_Read):
    node_name: str = ""
    init_containers: list[_Container] | None = None
    containers: list[_Container] | None = None
    ephemeral_containers: list[_Container] | None = None


class _ContainerStatus(_Read):
    name: str = ""
    image_id: str = msgspec.field(default="", name="imageID")


class _Status(_Read):
    phase: str = ""
    init_container_statuses: list[_ContainerStatus] | None = None
    container_statuses: list[_ContainerStatus] | None = None
    ephemeral_container_statuses: list[_ContainerStatus] | None = None


class _Pod(_Read):
    metadata: _Metadata
    spec: _Spec = msgspec.field(default_factory=_Spec)
    status: _Status = msgspec.field(default_factory=_Status)


_decoder = msgspec.json.Decoder(_Pod)


def _pod(read: _Pod) -> Pod:
    metadata, spec, status = read.metadata, read.spec, read.status
    pairs = (
        (spec.init_containers, status.init_container_statuses),
        (spec.containers, status.container_statuses),
        (spec.ephemeral_containers, status.ephemeral_container_statuses),
    )
    containers = [each for asked, told in pairs for each in _containers(asked or (), told or ())]
    controller = next((each for each in metadata.owner_references or () if each.controller), None)
    static = controller is not None and controller.kind == "Node"
    # A node controls its static Pods, which does not make them one workload.
    owner = Owner("Pod", metadata.name) if controller is None or static else Owner(controller.kind, controller.name)
    return Pod(metadata.namespace, metadata.name, owner, spec.node_name, status.phase, tuple(containers), static)


def _containers(asked: Sequence[_Container], told: Sequence[_ContainerStatus]) -> Iterator[Container]:
    """No two containers of a Pod have one name, so that a status finds its container by it."""
    ids = {each.name: each.image_id for each in told}
    return (Container(each.name, each.image, ids.get(each.name, "")) for each in asked)
