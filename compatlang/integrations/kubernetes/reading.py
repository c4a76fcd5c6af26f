"""The nodes of a cluster as `snapshot` reads them: objects of the API server come in as pieces, a page at a time.

What counts is what counts for nfd-master (pkg/nfd-master/nfd-master.go: getAndMergeNodeFeatures, nfdAPIUpdateOneNode): nodes
that the API server has as Node objects, and of the NodeFeatures those whose label names such a node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from compatlang.errors import LoadError
from compatlang.integrations.kubernetes.connection import Connection
from compatlang.integrations.kubernetes.errors import ClusterError, NotFoundError, NotServedError
from compatlang.integrations.kubernetes.listing import PAGE_OBJECTS, Item, Page, Restarted, items, pages, read_object
from compatlang.integrations.kubernetes.resources import NODE_FEATURES, NODES, Resource
from compatlang.snapshot.objects import NODE_NAME_LABEL
from compatlang.snapshot.pieces import Origin, Piece
from compatlang.snapshot.readable import Reached

Told = Callable[[str], None]
"""Takes a line about what a cluster does not have."""

_LABEL_CHARACTERS = 63
"""The longest text that a label, and so a selector, can have. The name of a node may be longer."""


class ClusterNodes:
    """The Nodes of a cluster that a label selector selects, or one by its name, and the NodeFeatures that speak of them."""

    def __init__(
        self, connection: Connection, selector: str, tell: Told, node: str = "", size: int = PAGE_OBJECTS
    ) -> None:
        self._connection = connection
        self._size = size
        self._selector = selector
        self._tell = tell
        self._node = node
        self._reached: Reached | None = None

    def pieces(self) -> Iterator[Piece]:
        """See `Readable.pieces`. Raises `ClusterError`."""
        return (piece(item, resource) for item, resource in self.objects())

    def objects(self) -> Iterator[tuple[Item, Resource]]:
        """The objects, the Nodes first. Raises `ClusterError`."""
        names: set[str] = set()
        for item in self._nodes():
            names.add(item.name)
            yield item, NODES
        if not names:
            return
        of_one = f"={self._node}" if 0 < len(self._node) <= _LABEL_CHARACTERS else ""
        bare = not self._node  # that one node has none says nothing of the others
        try:
            for item in self._items(NODE_FEATURES, NODE_NAME_LABEL + of_one):
                bare = False
                if item.node in names:
                    yield item, NODE_FEATURES
        except NotServedError:
            bare = True
        if bare:
            self._tell(without_features(self._connection.name))

    def read_again(self, origin: Origin) -> bytes:
        """See `Readable.read_again`: the object as it is now, which may have changed in what nobody asked about."""
        for resource in (NODES, NODE_FEATURES):
            plural, *names = origin.file.split("/")
            if plural == resource.plural and len(names) == 1 + resource.namespaced:
                *namespace, name = names
                try:
                    return read_object(self._connection, resource, name, *namespace)
                except ClusterError as error:
                    raise LoadError(str(error)) from error
        raise LoadError("it is no object of the cluster")

    def reached(self) -> Reached | None:
        """See `Readable.reached`."""
        return self._reached

    def _nodes(self) -> Iterator[Item]:
        if not self._node:
            return self._items(NODES, self._selector)
        try:
            data = read_object(self._connection, NODES, self._node)
        except NotFoundError:
            return iter(())
        return iter((Item(self._node, "", self._node, "", data),))

    def _items(self, resource: Resource, selector: str) -> Iterator[Item]:
        done = 0
        for page in pages(self._connection, resource, selector=selector, size=self._size):
            assert not isinstance(page, Restarted), "only a consistent list begins anew"
            total = _total(done, page)
            for item in items(page, resource):
                done += 1
                self._reached = Reached(done, total, resource.plural)
                yield item


def _total(done: int, page: Page) -> int:
    """How many objects there are, or 0: a server does not say how many are to come of those that a selector selects."""
    return 0 if page.following and page.remaining is None else done + len(page.raws) + (page.remaining or 0)


def piece(item: Item, resource: Resource) -> Piece:
    """An object as a piece of its own, under the name by which it is read again."""
    return Piece(resource.shown(item.name, item.namespace), item.data, "item", implied=resource.list_kind)


def without_features(name: str) -> str:
    """The line that says that a cluster of this name has no NodeFeatures."""
    return (
        f"`{name}` has no NodeFeatures, so that only what its Nodes say is known; is Node Feature Discovery installed?"
    )
