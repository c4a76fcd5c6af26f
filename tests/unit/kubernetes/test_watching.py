"""A reflector, step by step: what it asks, how long it waits, what it says of a connection, what it makes of odd answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any, cast

import pytest

from compatlang.integrations.kubernetes.connection import Connection
from compatlang.integrations.kubernetes.errors import (
    ClusterError,
    ForbiddenError,
    GoneError,
    LostError,
    NotServedError,
)
from compatlang.integrations.kubernetes.resources import NODE_FEATURES, NODES, Resource
from compatlang.integrations.kubernetes.watching import (
    LONGEST_PAUSE,
    Back,
    Change,
    Complete,
    Lost,
    Pause,
    Reflector,
    Told,
    is_newer,
)

GONE = {"type": "ERROR", "object": {"kind": "Status", "code": 410, "message": "too old resource version: 1 (5)"}}


class NothingLeftError(Exception):
    """All answers have been given."""


class Answers:
    """Answers in their order: the objects of a list, the events of a watch, or an error; and what was asked."""

    name = "cluster.example"

    def __init__(self, *answers: Any, clock: Sequence[float] = (), resource: Resource = NODES) -> None:
        self._resource = resource
        self._answers = iter(answers)
        self._times = iter(clock)
        self.asked: list[dict[str, str]] = []

    def get(self, path: str, query: Mapping[str, str] = {}) -> bytes:
        return json.dumps(self._next(path, query)).encode()

    @contextmanager
    def follow(self, path: str, query: Mapping[str, str]) -> Iterator[Iterator[bytes]]:
        yield self._lines(self._next(path, query))

    def now(self) -> float:
        """Times as they were given, and then every watch lasts a minute."""
        return next(self._times, 60.0 * len(self.asked))

    def told(self, most: int = 100) -> list[Told]:
        """What a reflector makes of it."""
        told: list[Told] = []
        with suppress(NothingLeftError):
            told.extend(
                islice(Reflector(cast("Connection", self), self._resource, selector="gpu", now=self.now).run(), most)
            )
        return told

    def _next(self, path: str, query: Mapping[str, str]) -> Any:
        assert path == self._resource.path()
        self.asked.append(dict(query))
        answer = next(self._answers, NothingLeftError())
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _lines(self, lines: Iterable[Any]) -> Iterator[bytes]:
        for each in lines:
            if isinstance(each, Exception):
                raise each
            yield each if isinstance(each, bytes) else json.dumps(each).encode()


def node(name: str, version: str) -> dict[str, Any]:
    return {"kind": "Node", "apiVersion": "v1", "metadata": {"name": name, "resourceVersion": version}}


def listed(version: str, *nodes: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "NodeList", "metadata": {"resourceVersion": version}, "items": list(nodes)}


def event(what: str, name: str, version: str) -> dict[str, Any]:
    return {"type": what, "object": node(name, version)}


def bookmark(version: str) -> dict[str, Any]:
    return {"type": "BOOKMARK", "object": {"kind": "Node", "metadata": {"resourceVersion": version}}}


def short(told: Iterable[Told]) -> list[object]:
    """Changes by name and version, pauses by their length, all else by its type."""
    return [_short(each) for each in told]


def _short(told: Told) -> object:
    match told:
        case Change(name, None):
            return f"{name} gone"
        case Change(name, piece) if piece is not None:
            return f"{name} {json.loads(piece.data)['metadata']['resourceVersion']}"
        case Pause(seconds):
            return seconds
    return type(told)


def test_a_list_and_then_a_watch_from_where_it_ends() -> None:
    answers = Answers(listed("7", node("a", "3"), node("b", "5")), [event("ADDED", "c", "8"), bookmark("19")], [])
    assert short(answers.told()) == ["nodes/a 3", "nodes/b 5", Complete, "nodes/c 8"]
    first, *watches = answers.asked
    assert (first["labelSelector"], "watch" in first) == ("gpu", False)
    assert [(each["resourceVersion"], each["allowWatchBookmarks"], each["labelSelector"]) for each in watches] == [
        ("7", "true", "gpu"),
        ("19", "true", "gpu"),
        ("19", "true", "gpu"),
    ]


def test_objects_are_pieces_that_say_their_kind() -> None:
    told = Answers(listed("7", node("a", "3"))).told()
    assert isinstance(told[0], Change)
    assert told[0].piece is not None
    assert (told[0].piece.name, told[0].piece.form, told[0].piece.implied) == ("nodes/a", "item", "NodeList")


def test_what_is_known_already_is_not_told_again() -> None:
    events = [event("MODIFIED", "a", "9"), event("MODIFIED", "a", "9"), event("MODIFIED", "a", "3")]
    answers = Answers(listed("7", node("a", "3")), [*events, event("DELETED", "a", "10"), event("DELETED", "a", "10")])
    assert short(answers.told()) == ["nodes/a 3", Complete, "nodes/a 9", "nodes/a gone"]


def test_a_watch_that_is_too_old_is_replaced_by_a_list_of_which_the_difference_is_told() -> None:
    answers = Answers(
        listed("7", node("a", "3"), node("b", "5"), node("c", "6")),
        [bookmark("8"), GONE],
        listed("30", node("a", "3"), node("b", "20"), node("d", "21")),
        [event("MODIFIED", "b", "31")],
    )
    first = ["nodes/a 3", "nodes/b 5", "nodes/c 6", Complete]
    assert short(answers.told()) == [*first, 0.25, "nodes/b 20", "nodes/d 21", "nodes/c gone", "nodes/b 31"]
    assert answers.asked[3]["resourceVersion"] == "30"


def test_a_list_that_begins_anew_forgets_nothing_that_is_there() -> None:
    half = listed("7", node("a", "3"), node("b", "5"))
    half["metadata"]["continue"] = "more"
    answers = Answers(half, GoneError("too old", "token"), listed("12", node("b", "5"), node("c", "11")))
    assert short(answers.told()) == ["nodes/a 3", "nodes/b 5", "nodes/c 11", "nodes/a gone", Complete]


def test_a_list_that_breaks_off_deletes_nothing() -> None:
    half = listed("30")
    half["metadata"]["continue"] = "more"
    answers = Answers(
        listed("7", node("a", "3")), [bookmark("8"), GONE], half, LostError("cut"), listed("31", node("a", "3")), []
    )
    assert short(answers.told()) == ["nodes/a 3", Complete, 0.25, Lost, 0.5, Back]


def test_a_single_cut_is_no_news_and_the_watch_goes_on_from_where_it_was() -> None:
    answers = Answers(listed("7"), [event("ADDED", "a", "9"), LostError("cut")], [event("MODIFIED", "a", "10")])
    assert short(answers.told()) == [Complete, "nodes/a 9", 0.25, "nodes/a 10"]
    assert [each.get("resourceVersion") for each in answers.asked] == [None, "7", "9", "10"]


def test_a_lost_cluster_is_told_once_with_growing_pauses_and_once_that_it_is_back() -> None:
    refused = [LostError("refused") for _ in range(10)]
    told = short(Answers(listed("7"), *refused, [event("ADDED", "a", "8")], [LostError("cut")], []).told())
    pauses = [each for each in told if isinstance(each, float)]
    assert [each for each in told if not isinstance(each, float)] == [Complete, Lost, Back, "nodes/a 8"]
    assert pauses == [0.25, 0.5, 1.0, 2.0, 4.0, *[8.0] * 5, 0.25]


@pytest.mark.parametrize(("asked", "pause"), [(3.0, 3.0), (0.1, 0.25), (3600.0, LONGEST_PAUSE)])
def test_a_server_that_asks_to_wait_is_waited_for_within_limits(asked: float, pause: float) -> None:
    assert short(Answers(listed("7"), LostError("429", retry_after=asked), []).told()) == [Complete, pause]


def test_versions_that_are_always_too_old_are_not_asked_for_at_full_speed() -> None:
    told = short(Answers(*[listed("7"), GoneError("too old")] * 6).told())
    assert [each for each in told if isinstance(each, float)] == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0]


def test_an_api_server_that_comes_back_without_its_past_is_listed_at_once() -> None:
    """A restarted one knows no changes from before, and answers that they are too old."""
    answers = Answers(listed("7"), *[LostError("refused")] * 5, [GONE], listed("9", node("a", "8")), [])
    told = short(answers.told())
    assert told == [Complete, 0.25, Lost, 0.5, 1.0, 2.0, 4.0, Back, 0.25, "nodes/a 8"]


def test_watches_that_end_at_once_are_not_asked_for_at_full_speed() -> None:
    told = short(Answers(listed("7"), *[[]] * 5, clock=[1.0] * 10).told())
    assert [each for each in told if isinstance(each, float)] == [0.25, 0.5, 1.0, 2.0, 4.0]
    assert [each for each in told if not isinstance(each, float)][:2] == [Complete, Lost]


def test_a_watch_that_ends_in_good_order_is_followed_by_the_next_at_once() -> None:
    assert short(Answers(listed("7"), *[[]] * 5).told()) == [Complete]


@pytest.mark.parametrize("error", [ForbiddenError("no"), NotServedError("no"), LostError("no"), ClusterError("no")])
def test_a_first_list_that_fails_is_told_at_once(error: ClusterError) -> None:
    told = Answers(error, listed("7", node("a", "3")), []).told()
    assert told[0] == Lost(error)
    assert short(told[1:]) == [0.25, "nodes/a 3", Complete, Back]


def test_who_may_list_and_not_watch_is_told_once_and_sees_what_lists_say() -> None:
    refused = ForbiddenError("no")
    answers = [listed("7"), refused, listed("8"), refused, listed("9"), refused, listed("11", node("a", "10")), refused]
    assert short(Answers(*answers).told()) == [Complete, 0.25, Lost, 0.5, 1.0, "nodes/a 10", 2.0]


def test_what_is_refused_later_is_listed_again_as_rights_may_come_back() -> None:
    refused = ForbiddenError("no")
    answers = Answers(listed("7", node("a", "3")), refused, refused, listed("9", node("a", "3")), [])
    assert short(answers.told()) == ["nodes/a 3", Complete, 0.25, Lost, 0.5, Back]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"<html>",
        b'{"type": "MODIFIED", "object": {"metadata": {"name": "a", "resourceVers',
        b'{"type": "RENAMED", "object": {"metadata": {"name": "a", "resourceVersion": "8"}}}',
        b'{"type": "MODIFIED", "object": {"metadata": {"name": "a"}}}',
        b'{"type": "MODIFIED", "object": []}',
        b'{"type": "BOOKMARK", "object": {}}',
        b'{"type": "ERROR", "object": {"code": 500, "message": "etcdserver: no leader"}}',
        b'{"type": "ERROR", "object": 3}',
        b'{"type": "MODIFIED", "object": ' + b"[" * 100_000,
        b'{"type": "MODIFIED", "object": {"metadata": {"name": "\xff", "resourceVersion": "8"}}}',
    ],
)
def test_a_line_that_is_no_event_changes_nothing_and_is_asked_for_again(line: bytes) -> None:
    answers = Answers(listed("7", node("a", "3")), [line], [event("MODIFIED", "a", "8")])
    assert short(answers.told()) == ["nodes/a 3", Complete, 0.25, "nodes/a 8"]
    assert [each.get("resourceVersion") for each in answers.asked] == [None, "7", "7", "8"]


def test_a_list_without_a_version_is_none() -> None:
    told = Answers(listed("", node("a", "3"))).told()
    assert short(told) == ["nodes/a 3", Lost, 0.25]


@pytest.mark.parametrize(
    ("version", "than", "newer"),
    [
        ("10", "9", True),
        ("9", "10", False),
        ("9", "9", False),
        ("18446744073709551616", "18446744073709551615", True),
        ("a", "b", True),
        ("a", "a", False),
        ("a", "9", True),
    ],
)
def test_versions_are_numbers_where_they_look_like_numbers(version: str, than: str, newer: bool) -> None:
    assert is_newer(version, than) is newer


def test_objects_with_a_namespace_are_named_with_it() -> None:
    feature = {"metadata": {"name": "a", "namespace": "nfd", "resourceVersion": "3"}}
    answers = Answers({**listed("7", feature), "kind": "NodeFeatureList"}, resource=NODE_FEATURES)
    assert short(answers.told()) == ["nodefeatures/nfd/a 3", Complete]
