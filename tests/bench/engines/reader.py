"""compatlang's reader of fleets: it reads what the policies ask for, and equal sections are one object."""

from __future__ import annotations

from compatlang.decision.graph import Graph
from compatlang.evaluate.wanted import wanted
from compatlang.snapshot import Snapshot
from compatlang.snapshot.collected import Collected
from compatlang.snapshot.gather import Gatherer
from compatlang.snapshot.pieces import Piece
from tests.bench.nodes import Node, node_feature, node_object


class Reader:
    """Reads the documents of nodes for the policies of one graph, and remembers sections as it goes."""

    def __init__(self, graph: Graph) -> None:
        self._gatherer = Gatherer(wanted(graph))
        self._collected = Collected()

    def node_feature(self, document: bytes) -> Snapshot:
        """What a NodeFeature alone says of its node, which this reader has read nothing of: labels are known in part."""
        [node] = self._gatherer.feed(Piece("node.json", document, "line"), self._collected, again=True)
        return self._gatherer.snapshot(node)

    def labels_in_part(self, node: Node) -> Snapshot:
        """As `node_feature`, of a described node: some questions have the answer *unknown*."""
        return self.node_feature(node_feature(node))

    def node(self, node: Node) -> Snapshot:
        """What both documents of a node say: everything is reported."""
        for document in (node_feature(node), node_object(node)):
            self._gatherer.feed(Piece("node.json", document, "line"), self._collected, again=True)
        return self._gatherer.snapshot(node.name)
