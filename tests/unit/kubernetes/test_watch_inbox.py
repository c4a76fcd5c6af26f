"""What watches tell waits in bounded room, and of each object only its last state."""

from __future__ import annotations

import threading

import pytest

from compatlang.integrations.kubernetes.errors import LostError
from compatlang.integrations.kubernetes.watch_inbox import Inbox
from compatlang.integrations.kubernetes.watching import Back, Change, Complete, Lost
from compatlang.snapshot.pieces import Piece

LONG = 60.0
"""Seconds after which what should come has not come."""


def change(name: str, data: str | None) -> Change:
    return Change(name, None if data is None else Piece(name, data.encode(), "item"))


def test_of_each_object_the_last_state_is_taken_once() -> None:
    inbox = Inbox()
    for each in (change("a", "1"), change("b", "1"), change("a", "2"), change("b", None)):
        assert inbox.put("nodes", each)
    assert list(inbox.take(0).changes.values()) == [change("a", "2"), change("b", None)]
    assert inbox.take(0).changes == {}


def test_whoever_brings_more_than_there_is_room_for_waits() -> None:
    inbox = Inbox(room=100)
    brought = [change(f"object-{number}", "x" * 60) for number in range(20)]
    bringing = threading.Thread(target=lambda: [inbox.put("nodes", each) for each in brought], daemon=True)
    bringing.start()
    taken: list[Change] = []
    while len(taken) < len(brought):
        some = list(inbox.take(LONG).changes.values())
        assert 1 <= len(some) <= 2
        taken += some
    bringing.join(LONG)
    assert taken == brought


def test_whoever_waits_is_told_that_nobody_wants_it_any_more() -> None:
    inbox = Inbox(room=1)
    assert inbox.put("nodes", change("a", "1"))
    answers: list[bool] = []
    waiting = [
        threading.Thread(target=lambda: answers.append(inbox.put("nodes", change("b", "1"))), daemon=True),
        threading.Thread(target=lambda: answers.append(inbox.pause(LONG)), daemon=True),
    ]
    for each in waiting:
        each.start()
    inbox.close()
    for each in waiting:
        each.join(LONG)
    assert answers == [False, False]


def test_a_pause_that_nobody_ends_is_kept() -> None:
    assert Inbox().pause(0)


def test_what_stands_is_said_each_time() -> None:
    inbox = Inbox()
    inbox.put("nodes", Complete())
    error = LostError("the cluster is lost")
    inbox.put("nodes", Lost(error))
    for _ in range(2):
        taken = inbox.take(0)
        assert taken.complete == {"nodes"}
        assert dict(taken.lost) == {"nodes": error}
    inbox.put("nodes", Back())
    assert inbox.take(0).lost == {}


def test_a_watch_that_ends_by_mistake_is_not_overlooked() -> None:
    inbox = Inbox()
    inbox.fail(ZeroDivisionError("a mistake"))
    with pytest.raises(ZeroDivisionError, match="a mistake"):
        inbox.take(LONG)
