"""Lists of a cluster, a page at a time, and the objects of a page as the bytes that were sent.

A list is the state of one moment. A server keeps that for some minutes; when it has forgotten it, it answers 410 and gives a
token for the rest as it is by then. That will do for a list that is only read. Where changes are to be followed from the
list on, it begins anew.

Pages are asked for without `resourceVersion`: what an API server has in its cache it would send (for `resourceVersion=0`) as
one answer, however long.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec
from msgspec import Raw

from compatlang import limits
from compatlang.integrations.kubernetes.connection import Connection
from compatlang.integrations.kubernetes.errors import ClusterError, GoneError
from compatlang.integrations.kubernetes.resources import Resource, is_name
from compatlang.snapshot.objects import NODE_NAME_LABEL

PAGE_OBJECTS = 500

RESTARTS = 5
"""How often the state that a list is of may be forgotten before it is given up."""


class Page(NamedTuple):
    """A part of a list: its bytes, the version of the whole, and how many objects are still to come, if that is said."""

    data: bytes
    version: str
    remaining: int | None
    raws: tuple[Raw, ...]
    """The objects within those bytes."""
    following: str
    """The token that asks for the next part; empty where there is none."""


class Restarted(NamedTuple):
    """The list begins anew, and what was read of it is to be forgotten."""


class Item(NamedTuple):
    """An object of a page. `node` is the node that it speaks of, as NFD finds it."""

    name: str
    namespace: str
    node: str
    version: str
    data: bytes


def pages(
    connection: Connection,
    resource: Resource,
    *,
    namespace: str = "",
    selector: str = "",
    consistent: bool = False,
    size: int = PAGE_OBJECTS,
) -> Iterator[Page | Restarted]:
    """All objects of a kind, in a namespace or in all. Raises `ClusterError`.

    With `consistent` all of them are of one moment, and the list may begin anew; without, it never does.
    """
    query = {"limit": str(size)} | ({"labelSelector": selector} if selector else {})
    token, gone = "", 0
    while True:
        try:
            for page in _pages(connection, resource, resource.path(namespace), query, token):
                token = page.following
                yield page
            return
        except GoneError as error:
            gone += 1
            if not token or gone > RESTARTS or not (consistent or error.continuation):
                raise
            token = "" if consistent else error.continuation
        if not token:
            yield Restarted()


def items(page: Page, resource: Resource) -> Iterator[Item]:
    """The objects of a page. Raises `ClusterError` where one has no name, or one that no object can have."""
    for each in page.raws:
        found = item(each)
        for name in (found.name, found.namespace) if resource.namespaced else (found.name,):
            if not is_name(name):
                raise ClusterError(f"the cluster gives a {resource.kind} that is called `{name}`, which is no name")
        yield found


def item(raw: Raw) -> Item:
    """One object as it was sent. What it does not say of itself is empty."""
    data = bytes(raw)
    try:
        metadata = _object.decode(data).metadata
    except (msgspec.DecodeError, RecursionError):
        metadata = _Metadata()
    node = (metadata.labels or {}).get(NODE_NAME_LABEL, "") or metadata.name
    return Item(metadata.name, metadata.namespace, node, metadata.version, data)


def read_object(connection: Connection, resource: Resource, name: str, namespace: str = "") -> bytes:
    """One object as it is now. Raises `ClusterError`."""
    return connection.get(resource.object_path(name, namespace))


class _ListMetadata(msgspec.Struct):
    version: str = msgspec.field(name="resourceVersion")
    continuation: str = msgspec.field(default="", name="continue")
    remaining: int | None = msgspec.field(default=None, name="remainingItemCount")


class _List(msgspec.Struct):
    """Go writes a list without items as null."""

    kind: str
    metadata: _ListMetadata
    items: list[Raw] | None


class _Metadata(msgspec.Struct):
    name: str = ""
    namespace: str = ""
    version: str = msgspec.field(default="", name="resourceVersion")
    labels: dict[str, str] | None = None


class _Object(msgspec.Struct):
    metadata: _Metadata


_list = msgspec.json.Decoder(_List)
_object = msgspec.json.Decoder(_Object)


def _pages(
    connection: Connection, resource: Resource, path: str, query: Mapping[str, str], token: str
) -> Iterator[Page]:
    """The pages from a token on. Raises `GoneError` where the server has forgotten what it is of."""
    seen: set[str] = set()
    for _ in range(limits.CLUSTER_PAGES):
        page = _page(connection, resource, path, {**query, "continue": token} if token else query)
        yield page
        token = page.following
        if not token:
            return
        if token in seen:
            raise ClusterError(f"`{connection.name}` lists {resource.plural} in a circle")
        seen.add(token)
    raise ClusterError(f"`{connection.name}` lists {resource.plural} on more than {limits.CLUSTER_PAGES} pages")


def _page(connection: Connection, resource: Resource, path: str, query: Mapping[str, str]) -> Page:
    data = connection.get(path, query)
    try:
        found = _list.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ClusterError(
            f"`{connection.name}` gives a list of {resource.plural} that cannot be read: {error}"
        ) from error
    if found.kind != resource.list_kind:
        raise ClusterError(f"`{connection.name}` gives a `{found.kind}` where a `{resource.list_kind}` was asked for")
    metadata = found.metadata
    return Page(data, metadata.version, metadata.remaining, tuple(found.items or ()), metadata.continuation)
