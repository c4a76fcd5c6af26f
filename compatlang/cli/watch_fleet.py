"""A fleet that is watched, in files or in a cluster: what changed is read, and the nodes that it speaks of are judged anew."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, TextIO

from compatlang.cli.fleet import Fleet, counted_decisions
from compatlang.cli.fleet_tally import Tally
from compatlang.cli.inputs import PolicyFile
from compatlang.cli.progress import Progress
from compatlang.cli.watch_changes import VerdictChange, changes
from compatlang.cli.watch_findings import PATHS, WatchedFindings
from compatlang.cli.watch_objects import WatchedObjects
from compatlang.cli.watched import Watched
from compatlang.snapshot.collected import Collected
from compatlang.snapshot.gather import Gatherer
from compatlang.snapshot.pieces import Refused
from compatlang.snapshot.read import NFD_NAMESPACE, natural
from compatlang.snapshot.wanted import Wanted


class WatchedFleet(Fleet):
    """The nodes of something that is watched; its parts are called files here, as they are in findings.

    Where a file has an error, what can be read of it counts, and objects that cannot be found in it any more are taken to be
    as they were until it has none. An object that stands in two files is not reported: it may move from one to the other.
    """

    def __init__(
        self, files: Sequence[PolicyFile], watched: Watched[Any], err: TextIO, nfd_namespace: str = NFD_NAMESPACE
    ) -> None:
        self.findings = WatchedFindings()
        self._watched = watched
        super().__init__(files, watched, err, nfd_namespace)
        self._policies = self.tally().policies

    def look(self) -> Mapping[str, bool]:
        """Read what changed; the nodes of which something else may be known, and whether each was known before.

        They have to be judged, by `judge`.
        """
        return self._read(lambda: None)

    def standing(self) -> Iterator[VerdictChange]:
        """All verdicts as they are now, as changes from nothing."""
        for node in self.nodes:
            yield from changes(node, self._policies, None, self.decisions(node))

    def judge(self, nodes: Mapping[str, bool]) -> Iterator[VerdictChange]:
        """The verdicts on these nodes that are not what they were."""
        for node in sorted(nodes, key=natural):
            before = self.decisions(node) if nodes[node] else None
            there = bool(self._gatherer.objects(node))
            for judge in self._judges:
                if judge.evaluator is not None and there:
                    judge.evaluator.update(self._gatherer.snapshot(node))
                elif judge.evaluator is not None:
                    judge.evaluator.remove(node)
            yield from changes(node, self._policies, before, self.decisions(node) if there else None)

    def counted(self) -> Tally:
        """All verdicts as they are now, counted."""
        self.nodes = self._gatherer.nodes()
        tally = self.tally()
        deque(counted_decisions(self, tally), 0)
        return tally

    def _gathered(self, wants: Wanted, progress: Progress) -> Gatherer:
        gatherer = self._gatherer_of(wants)
        self._objects = WatchedObjects(gatherer, needs_node=self._watched.needs_node)
        pieces = count(1)
        while True:
            self._read(lambda: progress.show("reading", next(pieces), "objects"))
            if self._watched.complete:
                return gatherer

    def _gatherer_of(self, wants: Wanted) -> Gatherer:
        if self._watched.needs_node:
            # The labels of a Node count, not those that a NodeFeature asks for, so none need be looked up elsewhere.
            return Gatherer(wants, nfd_namespace=self._nfd_namespace)
        return super()._gatherer_of(wants)

    def _read(self, tick: Callable[[], None]) -> Mapping[str, bool]:
        looked = self._watched.look()
        for file in looked.gone:
            self._objects.drop(file)
            self.findings.forget(file)
        for file, part in looked.changed.items():
            read = self._watched.read(part, self._objects.gatherer, tick)
            if read is not None:
                self._objects.put(file, read.objects, whole=read.whole)
                self.findings.note(file, read.collected)
        refused = Collected()
        for name, diagnostic in looked.refused.items():
            refused.add_refused(Refused(name, 0, 1, diagnostic))
        self.findings.note(PATHS, refused)
        return self._objects.settle(looked.order)
