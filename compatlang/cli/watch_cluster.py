"""The nodes of a cluster, watched: its objects are what files are elsewhere, and their changes come by themselves."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TextIO

from compatlang.cli.watched import Looked, Read
from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import snapshot as codes
from compatlang.diagnostics.render.plain import plain
from compatlang.integrations.kubernetes.connection import Connection
from compatlang.integrations.kubernetes.errors import ClusterError, NotServedError
from compatlang.integrations.kubernetes.reading import ClusterNodes, Told, without_features
from compatlang.integrations.kubernetes.resources import NODE_FEATURES, NODES
from compatlang.integrations.kubernetes.watch_inbox import Inbox, Taken
from compatlang.integrations.kubernetes.watch_threads import followed
from compatlang.snapshot.collected import Collected
from compatlang.snapshot.gather import Gatherer
from compatlang.snapshot.pieces import Piece
from compatlang.source import Span

_MOMENT = 0.1
"""Seconds that one look waits for something to come, until all that there is has come."""


class WatchedCluster(ClusterNodes):
    """The objects of a cluster, and what becomes of them.

    What cannot be had at first is raised. Later, while the cluster is lost, that stands as an error, and its nodes stay what
    they were.
    """

    needs_node = True

    def __init__(self, connection: Connection, selector: str, inbox: Inbox, tell: Told) -> None:
        super().__init__(connection, selector, tell)
        self.complete = False
        self._name = connection.name
        self._inbox = inbox
        self._say = tell
        self._bare = False
        """Whether it has no NodeFeatures yet, which is no error."""
        self._lost: Diagnostic | None = None

    def look(self) -> Looked[Piece]:
        """See `Watched.look`: what has come since. Raises `ClusterError` where at first something cannot be had."""
        taken = self._inbox.take(0 if self.complete else _MOMENT)
        lost = dict(taken.lost)
        if self._note_bare(taken):
            del lost[NODE_FEATURES.plural]
        if lost and not self.complete:
            raise next(iter(lost.values()))
        self._note_lost(lost)
        there = {*taken.complete, *((NODE_FEATURES.plural,) if self._bare else ())}
        self.complete = self.complete or {NODES.plural, NODE_FEATURES.plural} == there
        changed = {name: each.piece for name, each in taken.changes.items() if each.piece is not None}
        gone = [name for name in taken.changes if name not in changed]
        return Looked({}, changed, gone, {} if self._lost is None else {self._name: self._lost})

    def read(self, part: Piece, gatherer: Gatherer, tick: Callable[[], None]) -> Read:
        """See `Watched.read`."""
        tick()
        collected = Collected()
        return Read(gatherer.apart([part], collected), collected, whole=True)

    def _note_bare(self, taken: Taken) -> bool:
        """Whether the cluster has no NodeFeatures yet; that is said once, and they are waited for."""
        missing = isinstance(taken.lost.get(NODE_FEATURES.plural), NotServedError)
        # It goes on until they are watched, which comes after they were listed.
        bare = missing and (self._bare or NODE_FEATURES.plural not in taken.complete)
        if bare and not self._bare:
            self._say(f"warning: {without_features(self._name)}")
        self._bare = bare
        return bare

    def _note_lost(self, lost: Mapping[str, ClusterError]) -> None:
        if lost and self._lost is None:
            since = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())
            error = next(iter(lost.values()))
            self._lost = codes.CANNOT_READ.at(
                Span(self._name, 0, 0),
                f"lost since {since}: {error}",
                help="the verdicts are those of before; it is tried again and again",
            )
        elif self._lost is not None and not lost:
            self._lost = None
            self._say(f"`{self._name}` is back")


@contextmanager
def watched_cluster(connection: Connection, selector: str, err: TextIO) -> Iterator[WatchedCluster]:
    """A cluster that is watched as long as this lasts; what happens to the connection is said on `err`."""

    def say(line: str) -> None:
        err.write(f"{plain(line)}\n")
        err.flush()

    with followed(connection, selector) as inbox:
        yield WatchedCluster(connection, selector, inbox, say)
