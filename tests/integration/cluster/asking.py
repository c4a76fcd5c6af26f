"""Asking a cluster in tests: without waits, and as the users that a test makes."""

from __future__ import annotations

from pathlib import Path

from compatlang.integrations.kubernetes.access import Access
from compatlang.integrations.kubernetes.connection import Clock, Connection
from compatlang.integrations.kubernetes.listing import Item, Page, Restarted, items, pages
from compatlang.integrations.kubernetes.resources import NODES, Resource


class Waits(list[float]):
    """The waits of a connection, which take no time but move its clock on."""

    @property
    def clock(self) -> Clock:
        return Clock(lambda: sum(self), self.append)


def asking(config: Path, context: str = "", *, waits: Waits | None = None, timeout: float = 25.0) -> Connection:
    """A connection as a kubeconfig says it; who opens it closes it."""
    return Connection(Access(str(config), context, timeout), (Waits() if waits is None else waits).clock)


def listed(connection: Connection, resource: Resource = NODES, **how: object) -> list[Item]:
    """All objects of a list that does not begin anew."""
    found: list[Item] = []
    for page in pages(connection, resource, **how):  # type: ignore[arg-type]
        assert isinstance(page, Page), Restarted
        found += items(page, resource)
    return found


def names(connection: Connection, resource: Resource = NODES, **how: object) -> list[str]:
    return [each.name for each in listed(connection, resource, **how)]
