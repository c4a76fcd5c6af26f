"""What watched files say of nodes, file by file, so that any file may change or go without reading the others again."""

from __future__ import annotations

from collections.abc import Mapping

from compatlang.snapshot.gather import Gatherer
from compatlang.snapshot.gathered import Gathered, Identity

Objects = tuple[Gathered, ...]


class WatchedObjects:
    """The objects of all files. Those that count are handed to a gatherer, which makes snapshots of them.

    With `needs_node`, those that speak of a node count only while there is a Node object of it.
    """

    def __init__(self, gatherer: Gatherer, *, needs_node: bool = False) -> None:
        self.gatherer = gatherer
        self._needs_node = needs_node
        self._objects: dict[str, Objects] = {}
        """By node, of all files."""
        self._nodes: dict[str, tuple[str, ...]] = {}
        """The nodes that each file speaks of."""
        self._touched: set[str] = set()

    def put(self, file: str, objects: Mapping[str, Objects], *, whole: bool) -> None:
        """Say what a file says now. Where that is not the whole of it, what it said before stands besides."""
        nodes = dict.fromkeys((*self._nodes.get(file, ()), *objects))
        for node in nodes:
            self._put(file, node, objects.get(node, ()), whole)
        self._touched.update(nodes)
        kept = tuple(nodes) if not whole else tuple(objects)
        if kept:
            self._nodes[file] = kept
        else:
            self._nodes.pop(file, None)

    def drop(self, file: str) -> None:
        """A file is gone."""
        self.put(file, {}, whole=True)

    def settle(self, order: Mapping[str, int]) -> dict[str, bool]:
        """The nodes of which something else may be known after what was put, and whether each was known before.

        `order` are the places of files: of an object that is in two, the state in the later one counts.
        """
        changed: dict[str, bool] = {}
        for node in self._touched:
            known = bool(self.gatherer.objects(node))
            if self.gatherer.replace(node, self._counting(node, order)):
                changed[node] = known
        self._touched.clear()
        return changed

    def _put(self, file: str, node: str, now: Objects, whole: bool) -> None:
        objects = self._objects.pop(node, ())
        others = tuple(each for each in objects if each.origin.file != file)
        if not whole:
            read = {each.identity for each in now}
            now += tuple(each for each in objects if each.origin.file == file and each.identity not in read)
        if others or now:
            self._objects[node] = others + now

    def _counting(self, node: str, order: Mapping[str, int]) -> Objects:
        objects = self._objects.get(node, ())
        if self._needs_node and all(each.kind != "Node" for each in objects):
            return ()
        if len(objects) < 2:
            return objects
        latest: dict[Identity, Gathered] = {}
        for each in sorted(objects, key=lambda each: order.get(each.origin.file, -1)):
            latest[each.identity] = each
        return tuple(latest.values())
