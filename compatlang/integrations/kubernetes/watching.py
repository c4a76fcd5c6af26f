"""What becomes of the objects of one kind: a list, and then a watch from where it ends, for as long as somebody asks.

    list -> (watch -> changes and bookmarks)* -> 410 Gone -> list, of which only the difference is told -> watch -> …

No change is lost: a watch goes on from the last revision that was told, whatever ended the one before. None is told twice:
what is no newer than that revision is known. A list that is made again tells only the objects that are not as they were, and
those that are gone. States in between may be missed then, but never the last one.

Nothing here waits and nothing runs beside anything else: who drives it waits where it says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from typing import NamedTuple, TypeAlias

from compatlang.integrations.kubernetes.connection import Connection
from compatlang.integrations.kubernetes.errors import ClusterError, GoneError, LostError
from compatlang.integrations.kubernetes.listing import Item, Restarted, items, pages
from compatlang.integrations.kubernetes.reading import piece
from compatlang.integrations.kubernetes.resources import Resource
from compatlang.integrations.kubernetes.watch_event import Event, read_event
from compatlang.snapshot.pieces import Piece

SECONDS = 60
"""How long the API server is asked to keep one watch open. A connection that died unnoticed is noticed soon after."""

LONGEST_PAUSE = 60.0
"""Seconds between two attempts, whatever a server asks for."""

_PAUSE = 0.25
_DOUBLINGS = 5
"""A pause is twice as long after each failure in a row, so often: 8 s in the end."""

_FLEETING = 1.0
"""Seconds. A watch that ends sooner, though nobody cut it, was none."""

_PATIENCE = 2
"""So many attempts in a row fail before it is said: that a connection is cut now and then is how clusters are."""


class Change(NamedTuple):
    """An object, by its name, is another now; one without a piece is gone."""

    name: str
    piece: Piece | None


class Complete(NamedTuple):
    """All that there was when a list began has been told."""


class Lost(NamedTuple):
    """What becomes of the objects is not known for the time being."""

    error: ClusterError


class Back(NamedTuple):
    """It is known again: a watch goes on."""


class Pause(NamedTuple):
    """Nothing should be asked for so long."""

    seconds: float


Told: TypeAlias = Change | Complete | Lost | Back | Pause


class Reflector:
    """Follows the objects of one kind. Of each is kept the resource version that was told last."""

    def __init__(
        self,
        connection: Connection,
        resource: Resource,
        *,
        selector: str = "",
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._resource = resource
        self._selector = selector
        self._now = now
        self._versions: dict[str, str] = {}
        self._at = ""
        """The revision up to which everything was told; empty where a list has to be made."""
        self._complete = False
        self._just_listed = False
        """Whether nothing has come of the last list yet, not even a failure."""
        self._failures = 0
        self._lost = False

    def run(self) -> Generator[Told, None, None]:
        """What becomes of the objects, without an end."""
        while True:
            try:
                if not self._at:
                    yield from self._list()
                yield from self._watch()
            except GoneError as error:
                # An API server that was restarted answers so, and is there. Where lists are always too old, it goes on and on.
                self._failures = self._failures if self._just_listed else 0
                self._at = ""
                yield from self._failed(error)
            except LostError as error:
                self._just_listed = False
                yield from self._failed(error)
            except ClusterError as error:
                self._at = ""
                yield from self._failed(error)

    def _list(self) -> Iterator[Told]:
        """All objects that are not as they were, and those that are gone."""
        self._just_listed = True
        seen: set[str] = set()
        at = ""
        for page in pages(self._connection, self._resource, selector=self._selector, consistent=True):
            if isinstance(page, Restarted):
                seen.clear()
                continue
            at = page.version
            for item in items(page, self._resource):
                seen.add(self._name(item))
                yield from self._found(item)
        if not at:
            raise LostError(f"`{self._connection.name}` gives a list of {self._resource.plural} without a version")
        for name in [each for each in self._versions if each not in seen]:
            yield from self._gone(name)
        self._at = at
        if not self._complete:
            self._complete = True
            yield Complete()

    def _watch(self) -> Iterator[Told]:
        """What happens from then on, until the watch ends."""
        begun = self._now()
        with self._connection.follow(self._resource.path(), self._query()) as lines:
            if self._lost:
                self._lost = False
                yield Back()
            for line in lines:
                event = read_event(line, self._connection.name)
                self._just_listed, self._failures = False, 0
                yield from self._happened(event)
        if self._now() - begun < _FLEETING:
            raise LostError(f"`{self._connection.name}` ends each watch of {self._resource.plural} at once")
        self._just_listed, self._failures = False, 0

    def _query(self) -> dict[str, str]:
        query = {
            "watch": "true",
            "allowWatchBookmarks": "true",
            "resourceVersion": self._at,
            "timeoutSeconds": str(SECONDS),
        }
        return query | ({"labelSelector": self._selector} if self._selector else {})

    def _happened(self, event: Event) -> Iterator[Told]:
        item = event.item
        if is_newer(item.version, self._at):
            if event.what == "DELETED":
                yield from self._gone(self._name(item))
            elif event.what != "BOOKMARK":
                yield from self._found(item)
            self._at = item.version

    def _found(self, item: Item) -> Iterator[Change]:
        name = self._name(item)
        if self._versions.get(name) != item.version:
            yield Change(name, piece(item, self._resource))
            self._versions[name] = item.version

    def _gone(self, name: str) -> Iterator[Change]:
        if name in self._versions:
            yield Change(name, None)
            del self._versions[name]

    def _name(self, item: Item) -> str:
        return self._resource.shown(item.name, item.namespace)

    def _failed(self, error: ClusterError) -> Iterator[Told]:
        self._failures += 1
        if not self._lost and (self._failures >= _PATIENCE or not self._complete):
            self._lost = True
            yield Lost(error)
        asked = error.retry_after if isinstance(error, LostError) else 0.0
        yield Pause(min(max(asked, _PAUSE * 2 ** min(self._failures - 1, _DOUBLINGS)), LONGEST_PAUSE))


def is_newer(version: str, than: str) -> bool:
    """Whether one resource version comes after another.

    Of what the API server keeps itself they are numbers without leading zeros (KEP-5504). Others can only be told apart.
    """
    if version.isdecimal() and than.isdecimal():
        return (len(version), version) > (len(than), than)
    return version != than
