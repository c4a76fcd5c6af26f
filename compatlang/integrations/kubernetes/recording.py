"""Objects of a cluster as lines of a fleet file: what policies may read of them, and nothing else.

The API server's notes on who set which field are as long as a NodeFeature itself; a Node lists its images, and says every few
minutes that it still lives.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw

from compatlang.integrations.kubernetes.listing import Item
from compatlang.integrations.kubernetes.resources import NODES, Resource
from compatlang.snapshot.objects import NODE_SECTIONS

_METADATA = ("name", "namespace", "labels", "annotations")
_STATUS = tuple(key for part, key in NODE_SECTIONS.values() if part == "status")
_members = msgspec.json.Decoder(dict[str, Raw])


def line(item: Item, resource: Resource) -> bytes:
    """An object as a line of JSON that `check` reads. What is not of its usual shape stays as it is, to be reported then."""
    try:
        data = msgspec.json.encode(_object(_members.decode(item.data), resource))
    except (msgspec.DecodeError, KeyError):
        data = item.data
    # Within a text of JSON a line cannot end.
    return data.translate(None, b"\r\n") + b"\n"


def _object(found: dict[str, Raw], resource: Resource) -> dict[str, Any]:
    head: dict[str, Any] = {
        "apiVersion": resource.base.removeprefix("/apis/").removeprefix("/api/"),
        "kind": resource.kind,
    }
    head["metadata"] = _kept(found["metadata"], _METADATA)
    if resource == NODES and "status" in found:
        head["status"] = _kept(found["status"], _STATUS)
    elif resource != NODES and "spec" in found:
        head["spec"] = found["spec"]
    return head


def _kept(raw: Raw, names: tuple[str, ...]) -> dict[str, Raw]:
    members = _members.decode(raw)
    return {each: members[each] for each in names if each in members}
