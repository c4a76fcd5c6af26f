"""The watches of a cluster's nodes, each driven by a thread of its own until nobody wants to know any more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

from compatlang.integrations.kubernetes.connection import Connection
from compatlang.integrations.kubernetes.resources import NODE_FEATURES, NODES
from compatlang.integrations.kubernetes.watch_inbox import Inbox
from compatlang.integrations.kubernetes.watching import Pause, Reflector
from compatlang.snapshot.objects import NODE_NAME_LABEL


@contextmanager
def followed(connection: Connection, selector: str) -> Iterator[Inbox]:
    """Where it arrives what becomes of the Nodes that a label selector selects, and of the NodeFeatures that name a node."""
    inbox = Inbox()
    reflectors = {
        NODES.plural: Reflector(connection, NODES, selector=selector),
        NODE_FEATURES.plural: Reflector(connection, NODE_FEATURES, selector=NODE_NAME_LABEL),
    }
    try:
        for kind, reflector in reflectors.items():
            # A daemon, since it may hang in a read when the process is to end.
            threading.Thread(target=_drive, args=(kind, reflector, inbox), name=f"watch {kind}", daemon=True).start()
        yield inbox
    finally:
        inbox.close()


def _drive(kind: str, reflector: Reflector, inbox: Inbox) -> None:
    try:
        with closing(reflector.run()) as told:
            for each in told:
                if not (inbox.pause(each.seconds) if isinstance(each, Pause) else inbox.put(kind, each)):
                    return
    except BaseException as error:  # noqa: BLE001 - whatever it is, it must not end here unseen
        inbox.fail(error)
