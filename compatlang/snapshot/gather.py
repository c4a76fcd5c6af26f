"""Gathering a fleet: pieces of files in, in any order; the snapshot of any node out, at any time.

    pieces (stream) -> objects (quick, else slow) -> Gathered, by node -> snapshots

What is kept of an object are the sections that somebody wants and the place where it can be read again. Nothing here opens
a file. Where nothing is said of what is wanted everything is read, by the full reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from compatlang.diagnostics import Diagnostic
from compatlang.errors import LoadError
from compatlang.snapshot.again import snapshot_again
from compatlang.snapshot.collected import Collected
from compatlang.snapshot.gathered import Gathered, Identity
from compatlang.snapshot.labels import granted
from compatlang.snapshot.merge import Facts, left_open, merge_key
from compatlang.snapshot.model import Section, Snapshot
from compatlang.snapshot.pieces import Origin, Piece, Refused
from compatlang.snapshot.quick import QuickReader
from compatlang.snapshot.quick_sections import UnsureError
from compatlang.snapshot.read import NFD_NAMESPACE, duplicate, natural
from compatlang.snapshot.remembered import Labels, Sections
from compatlang.snapshot.slow import Origins, gathered, read_piece, source_of
from compatlang.snapshot.wanted import Wanted
from compatlang.source import SourceFile

ReadAgain: TypeAlias = Callable[[Origin], bytes]
"""The bytes that an origin names. Raises `LoadError` where they cannot be had."""


class Gatherer:
    """The nodes that some pieces speak of.

    `read_again` is needed only for nodes whose NodeFeature asks for dynamic labels (`@domain.feature.element`): they may
    name any section, so such a node is read again, whole. Without it those labels stay unknown.
    """

    def __init__(
        self,
        wanted: Wanted | None = None,
        *,
        nfd_namespace: str = NFD_NAMESPACE,
        read_again: ReadAgain | None = None,
    ) -> None:
        self.wanted = wanted
        self.nfd_namespace = nfd_namespace
        self._read_again = read_again
        self._sections = Sections(wanted)
        self._quick = None if wanted is None else QuickReader(wanted, self._sections)
        self._nodes: dict[str, tuple[Gathered, ...]] = {}

    def nodes(self) -> tuple[str, ...]:
        """The names of the nodes, `node-2` before `node-10`."""
        return tuple(sorted(self._nodes, key=natural))

    def objects(self, node: str) -> tuple[Gathered, ...]:
        """The objects that speak of a node, in the order of merging; none where it is not known."""
        return tuple(sorted(self._nodes.get(node, ()), key=lambda each: merge_key(each, self.nfd_namespace)))

    def feed(self, piece: Piece, collected: Collected, *, again: bool = False) -> list[str]:
        """Read a piece, and return the nodes of which something else is known now.

        An object that was fed before is replaced. That is reported unless `again` says that it is expected, as where a
        cluster or a folder is watched.
        """
        changed: dict[str, None] = {}
        self._feed(piece, collected, again, changed)
        return list(changed)

    def forget(self, identity: Identity) -> bool:
        """Remove an object that is there no longer. Whether it was known, so that its node is another now."""
        node = identity[0]
        return self._keep(node, [each for each in self._nodes.get(node, ()) if each.identity != identity])

    def forget_file(self, name: str) -> list[str]:
        """Remove all objects of a file, and return the nodes that they spoke of."""
        return [
            node
            for node, objects in list(self._nodes.items())
            if self._keep(node, [each for each in objects if each.origin.file != name])
        ]

    def apart(self, pieces: Iterable[Piece], collected: Collected) -> dict[str, tuple[Gathered, ...]]:
        """What some pieces say by themselves, by node; nothing of it is kept. For files that change while they are watched."""
        kept, self._nodes = self._nodes, {}
        try:
            for piece in pieces:
                self.feed(piece, collected, again=True)
            return self._nodes
        finally:
            self._nodes = kept

    def replace(self, node: str, objects: tuple[Gathered, ...]) -> bool:
        """Make these objects all that speak of a node. Whether something else may be known of it now.

        Dynamic labels may name a section that is not kept, so what they say may be another whenever their files are.
        """
        before = {each.identity: each for each in self._nodes.pop(node, ())}
        if objects:
            self._nodes[node] = objects
        return len(objects) != len(before) or any(
            each.identity not in before
            or not each.says_the_same(before[each.identity])
            or (each.labels is not None and each.labels.dynamic)
            for each in objects
        )

    def snapshot(self, node: str) -> Snapshot:
        """What is known of a node, without documents; nothing where the node is not known."""
        objects = self.objects(node)
        features = [each for each in objects if each.kind != "Node"]
        sections = self._merged(features)
        asked = [each.labels for each in features if each.labels is not None]
        if asked:
            if any(each.dynamic for each in asked) and self.wanted is not None:
                whole = self._whole(objects)
                if whole is not None:
                    return whole
            sections["node.label"] = self._granted(asked, sections)
        for name in left_open(features, sections):
            sections[name] = self._sections.partial(name, sections[name])
        for each in objects:
            if each.kind == "Node":
                sections.update(zip(each.domains, each.sections, strict=True))
        return Snapshot(node, dict(sorted(sections.items())))

    def snapshots(self) -> Iterator[Snapshot]:
        """The snapshots of all nodes, in their order, made one at a time."""
        return map(self.snapshot, self.nodes())

    def _feed(self, piece: Piece, collected: Collected, again: bool, changed: dict[str, None]) -> None:
        if self._quick is not None:
            try:
                found = self._quick.read(piece)
            except UnsureError:
                pass
            else:
                if isinstance(found, Gathered):
                    earlier = self._put(found, changed)
                    if earlier is not None and not again:
                        self._report_duplicate(found, earlier, piece, collected)
                else:
                    for item in found:
                        self._feed(item, collected, again, changed)
                return
        self._feed_slowly(piece, collected, again, changed)

    def _feed_slowly(self, piece: Piece, collected: Collected, again: bool, changed: dict[str, None]) -> None:
        source = source_of(piece)
        if isinstance(source, Diagnostic):
            collected.add_refused(Refused(piece.name, piece.start, piece.line, source))
            return
        origins = Origins(piece, source)
        for found in read_piece(piece, source, self.wanted):
            if isinstance(found, Diagnostic):
                collected.add(piece, source, found)
                continue
            earlier = self._put(gathered(found, origins.of(found.document), self._sections), changed)
            if earlier is not None and not again:
                collected.add(piece, source, duplicate(found), earlier.origin)

    def _put(self, made: Gathered, changed: dict[str, None]) -> Gathered | None:
        """Keep an object, and return the earlier state that it replaces."""
        objects = self._nodes.get(made.node, ())
        earlier = next((each for each in objects if each.identity == made.identity), None)
        if earlier is None:
            self._nodes[made.node] = (*objects, made)
        else:
            self._nodes[made.node] = (*(each for each in objects if each is not earlier), made)
        if earlier is None or not made.says_the_same(earlier):
            changed[made.node] = None
        return earlier

    def _report_duplicate(self, made: Gathered, earlier: Gathered, piece: Piece, collected: Collected) -> None:
        """Say that an object of the usual shape was read before; its name must be found first."""
        source = source_of(piece)
        if isinstance(source, SourceFile):
            for facts in read_piece(piece, source, Wanted()):
                if isinstance(facts, Facts) and facts.identity == made.identity:
                    collected.add(piece, source, duplicate(facts), earlier.origin)

    def _keep(self, node: str, objects: list[Gathered]) -> bool:
        if len(objects) == len(self._nodes.get(node, ())):
            return False
        if objects:
            self._nodes[node] = tuple(objects)
        else:
            del self._nodes[node]
        return True

    def _merged(self, objects: Iterable[Gathered]) -> dict[str, Section]:
        merged: dict[str, Section] = {}
        for each in objects:
            for domain, section in zip(each.domains, each.sections, strict=True):
                earlier = merged.get(domain)
                merged[domain] = section if earlier is None else self._sections.combined(domain, earlier, section)
        return merged

    def _granted(self, asked: list[Labels], sections: dict[str, Section]) -> Section:
        if len(asked) == 1 and not asked[0].dynamic:
            return asked[0].section
        if not any(each.dynamic for each in asked):
            return self._sections.granted(asked)
        merged: dict[str, str] = {}
        for each in asked:
            merged |= each.asked
        # Where sections are pruned, a look-up that could not be made leaves the label unknown: labels are partial.
        known = sections if self.wanted is None else {}
        return self._sections.one("node.label", Section(attributes=granted(merged, known), partial=True))

    def _whole(self, objects: tuple[Gathered, ...]) -> Snapshot | None:
        """The snapshot from all that the objects say, pruned, or None where they cannot be read again."""
        if self._read_again is None or self.wanted is None:
            return None
        try:
            parts = [(each, self._read_again(each.origin)) for each in objects]
            snapshot = snapshot_again(parts, self.wanted, self.nfd_namespace).snapshots[0]
        except LoadError:
            return None
        sections = {
            domain: self._sections.pruned(domain, each)
            for domain, each in snapshot.sections.items()
            if self.wanted.has(domain)
        }
        return Snapshot(snapshot.node, sections)
