"""Which objects are asked for where one node is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

import pytest

from compatlang.integrations.kubernetes.connection import Connection
from compatlang.integrations.kubernetes.errors import ClusterError
from compatlang.integrations.kubernetes.reading import ClusterNodes
from compatlang.integrations.kubernetes.resources import NODE_FEATURES, NODES
from compatlang.snapshot.objects import NODE_NAME_LABEL


class Cluster:
    """A cluster of one node, which takes no selectors that Kubernetes does not take. Its NodeFeature is of another node."""

    name = "cluster.example"

    def __init__(self, node: str) -> None:
        self._node = node
        self.selectors: list[str] = []

    def get(self, path: str, query: Mapping[str, str] = {}) -> bytes:
        if path == NODES.object_path(self._node):
            return self._object(self._node)
        assert path == NODE_FEATURES.path()
        selector = query["labelSelector"]
        self.selectors.append(selector)
        if len(selector.partition("=")[2]) > 63:
            raise ClusterError("must be no more than 63 characters")
        items = b"" if "=" in selector else self._object("other")
        return b'{"kind": "NodeFeatureList", "metadata": {"resourceVersion": "1"}, "items": [%s]}' % items

    @staticmethod
    def _object(name: str) -> bytes:
        return json.dumps({"metadata": {"name": name, "namespace": "nfd", "labels": {NODE_NAME_LABEL: name}}}).encode()


@pytest.mark.parametrize(("length", "selector"), [(63, f"{NODE_NAME_LABEL}={'n' * 63}"), (64, NODE_NAME_LABEL)])
def test_a_node_whose_name_no_label_can_have_is_read_all_the_same(length: int, selector: str) -> None:
    cluster = Cluster("n" * length)
    nodes = ClusterNodes(cast("Connection", cluster), "", pytest.fail, "n" * length)
    assert [(item.name, resource) for item, resource in nodes.objects()] == [("n" * length, NODES)]
    assert cluster.selectors == [selector]
