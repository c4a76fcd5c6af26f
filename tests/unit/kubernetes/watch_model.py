"""A small model of an API server: a history of the objects of one kind, lists and watches of it, and all that can go wrong.

What happens is a script. One thing of it happens each time something is asked of the server or read of a watch, so that a
script puts each change and each fault wherever it likes. Once it is over the server gives what it still has, and then
`OverError` ends the run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from compatlang.integrations.kubernetes.errors import GoneError, LostError
from compatlang.integrations.kubernetes.resources import NODE_FEATURES

PAGE = 2
"""Objects of a page, whatever limit is asked for, so that lists have several."""


class OverError(Exception):
    """The script is over, and all that happened has been given."""


class Write(NamedTuple):
    """An object gets a new state, or is deleted."""

    name: str
    deleted: bool = False


Fault = Literal["cut", "cut within a line", "end", "again", "bookmark", "compacted", "error", "unavailable"]
Happening = Write | Fault | Literal["deliver"]


class State(NamedTuple):
    """What an object was from a revision on."""

    revision: int
    name: str
    deleted: bool


@dataclass
class Server:
    """The server, as far as a `Connection` asks it."""

    script: list[Happening]
    name: str = "model.example"
    history: list[State] = field(default_factory=list)
    compacted: int = 0
    revision: int = 10

    def truth(self, name: str) -> list[State]:
        """All states that an object has had."""
        return [each for each in self.history if each.name == name]

    def get(self, path: str, query: Mapping[str, str] = {}) -> bytes:
        """A page of a list."""
        assert path == NODE_FEATURES.path()
        fault = self._happen()
        if fault in ("cut", "cut within a line", "error", "unavailable"):
            raise LostError("the list is cut off")
        revision, begin = map(int, query.get("continue", f"{self.revision}/0").split("/"))
        if revision < self.compacted:
            raise GoneError("the token is too old", f"{self.revision}/{begin}")
        there = self._objects(revision)
        page = there[begin : begin + PAGE]
        metadata: dict[str, Any] = {"resourceVersion": str(revision)}
        if begin + PAGE < len(there):
            metadata["continue"] = f"{revision}/{begin + PAGE}"
        return json.dumps(
            {"kind": "NodeFeatureList", "metadata": metadata, "items": [_object(each) for each in page]}
        ).encode()

    @contextmanager
    def follow(self, path: str, query: Mapping[str, str]) -> Iterator[Iterator[bytes]]:
        """A watch."""
        assert (path, query["watch"], query["allowWatchBookmarks"]) == (NODE_FEATURES.path(), "true", "true")
        if self._happen() == "unavailable":
            raise LostError("there is no server")
        yield self._lines(int(query["resourceVersion"]))

    def _lines(self, at: int) -> Iterator[bytes]:
        sent: list[bytes] = []
        while True:
            if at < self.compacted:
                yield _line("ERROR", {"kind": "Status", "code": 410, "message": "too old resource version"})
                return
            waiting = [each for each in self.history if each.revision > at]
            over = not self.script
            match self._happen():
                case "deliver" if waiting:
                    at = waiting[0].revision
                    sent.append(self._event(waiting[0]))
                    yield sent[-1]
                case "again" if sent:
                    yield sent[self.revision % len(sent)]
                case "bookmark":
                    if not waiting:
                        at = self.revision
                    sent.append(_line("BOOKMARK", {"metadata": {"resourceVersion": str(at)}}))
                    yield sent[-1]
                case "cut":
                    raise LostError("the connection broke")
                case "cut within a line":
                    yield self._event(waiting[0])[:-9] if waiting else b"{"
                    raise LostError("the connection broke")
                case "error":
                    yield _line("ERROR", {"kind": "Status", "code": 500, "message": "etcdserver: no leader"})
                    return
                case "end" | "unavailable":
                    return
            if over and not waiting:
                raise OverError

    def _happen(self) -> Happening:
        """The next thing of the script; what it does to the server is done."""
        happening: Happening = self.script.pop(0) if self.script else "deliver"
        match happening:
            case Write(name, deleted):
                self._write(name, deleted)
            case "compacted":
                self.compacted = self.revision
        return happening

    def _write(self, name: str, deleted: bool) -> None:
        if not deleted or any(each.name == name for each in self._objects(self.revision)):
            # Other kinds of objects have revisions in between.
            self.revision += 1 + len(name) % 2
            self.history.append(State(self.revision, name, deleted))

    def _objects(self, revision: int) -> Sequence[State]:
        """What is there at a revision, sorted by name."""
        last = {each.name: each for each in self.history if each.revision <= revision}
        return sorted((each for each in last.values() if not each.deleted), key=lambda each: each.name)

    def _event(self, state: State) -> bytes:
        first = self.truth(state.name).index(state) == 0
        return _line("DELETED" if state.deleted else "ADDED" if first else "MODIFIED", _object(state))


def _line(what: str, about: object) -> bytes:
    return json.dumps({"type": what, "object": about}).encode()


def _object(state: State) -> dict[str, Any]:
    return {
        "apiVersion": "nfd.k8s-sigs.io/v1alpha1",
        "kind": "NodeFeature",
        "metadata": {"name": state.name, "namespace": "nfd", "resourceVersion": str(state.revision)},
    }
