"""The three kinds of objects that are read of a cluster, and the paths of its API server where they are.

An object is named like a path wherever one is shown: `nodes/gpu-a01`, `nodefeatures/node-feature-discovery/gpu-a01`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from compatlang.diagnostics.render.plain import plain
from compatlang.integrations.kubernetes.errors import ClusterError


class Resource(NamedTuple):
    """One kind of objects. `base` is where its group and version are served."""

    plural: str
    kind: str
    base: str
    namespaced: bool

    @property
    def list_kind(self) -> str:
        """The kind of a list of them."""
        return f"{self.kind}List"

    @property
    def full_name(self) -> str:
        """What the API server calls it when it refuses it: `nodes`, `nodefeatures.nfd.k8s-sigs.io`."""
        group = self.base.split("/")[2] if self.base.startswith("/apis/") else ""
        return f"{self.plural}.{group}" if group else self.plural

    def path(self, namespace: str = "") -> str:
        """The path of all of them, or of those in one namespace."""
        within = f"/namespaces/{_segment(namespace)}" if namespace else ""
        return f"{self.base}{within}/{self.plural}"

    def object_path(self, name: str, namespace: str = "") -> str:
        """The path of one of them. Raises `ClusterError` where nothing can have such a name."""
        return f"{self.path(namespace)}/{_segment(name)}"

    def shown(self, name: str, namespace: str = "") -> str:
        """One of them as it is named to people."""
        return "/".join(each for each in (self.plural, namespace, name) if each)


NODES = Resource("nodes", "Node", "/api/v1", namespaced=False)
NODE_FEATURES = Resource("nodefeatures", "NodeFeature", "/apis/nfd.k8s-sigs.io/v1alpha1", namespaced=True)
PODS = Resource("pods", "Pod", "/api/v1", namespaced=True)

RESOURCES = (NODES, NODE_FEATURES, PODS)


class Asked(NamedTuple):
    """What a request is for, in the words of an access rule: a verb, a resource, and which of its objects."""

    verb: str
    resource: str
    namespace: str = ""
    name: str = ""

    def __str__(self) -> str:
        words = f"{self.verb} {self.resource}"
        if self.name:
            words += f" `{plain(self.name)}`"
        return f"{words} in namespace `{plain(self.namespace)}`" if self.namespace else words


def asked(path: str, query: Mapping[str, str]) -> Asked:
    """What a request is for.

    >>> str(asked("/api/v1/nodes", {"watch": "1"}))
    'watch nodes'
    """
    for each in RESOURCES:
        if path == each.base or not path.startswith(each.base + "/"):
            continue
        parts = path.removeprefix(each.base + "/").split("/")
        namespace = parts[1] if parts[0] == "namespaces" and len(parts) > 2 else ""
        parts = parts[2:] if namespace else parts
        if parts[0] == each.plural:
            name = parts[1] if len(parts) > 1 else ""
            return Asked("get" if name else "watch" if "watch" in query else "list", each.full_name, namespace, name)
    return Asked("get", f"`{plain(path)}`")


def is_name(text: str) -> bool:
    """Whether an object of a cluster may have such a name: none has a slash or a percent sign, and none is `..`."""
    return text not in ("", ".", "..") and text.isprintable() and "/" not in text and "%" not in text


def _segment(name: str) -> str:
    """A name as a part of a path."""
    if not is_name(name):
        raise ClusterError(f"`{plain(name)}` is no name that an object of a cluster can have")
    return quote(name, safe="")
