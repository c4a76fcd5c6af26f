"""The bundles of bundles.json: how they are compiled, and how those that must be refused are made from one of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from tests.conformance.vectors import FOLDER, Bundles, BundleVector, Topic
from tests.conformance.ways import COMPILER, whole

SPOILT = "scalars"
"""The bundle that those are made from which must be refused."""


def as_topic(vector: BundleVector) -> Topic:
    """The same vectors for those who compile the source."""
    return Topic("", f"bundle-{vector.name}", vector.about, vector.file, {vector.file: vector.source}, vector.cases)


def made(vectors: Bundles) -> dict[str, bytes]:
    """What must stand in each file, by its name."""
    whole_ones = {each.bundle: whole(as_topic(each)).bundle(COMPILER) for each in vectors.bundles}
    sound = next(whole_ones[each.bundle] for each in vectors.bundles if each.name == SPOILT)
    return whole_ones | {each.bundle: SPOIL[each.name](sound) for each in vectors.refused}


def write(vectors: Bundles) -> None:
    """Write every file anew."""
    for name, data in made(vectors).items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_bytes(data)


# What spoils a bundle


def _sealed(envelope: dict[str, Any]) -> bytes:
    """An envelope around a changed payload, with the digest of that."""
    payload = json.dumps(envelope["payload"], separators=(",", ":"))
    digest = "sha256:" + hashlib.sha256(payload.encode()).hexdigest()
    head = {"format": envelope["format"], "version": envelope["version"], "digest": digest}
    return (json.dumps(head, separators=(",", ":"))[:-1] + f',"payload":{payload}}}\n').encode()


def _changed(change: Callable[[dict[str, Any]], None]) -> Callable[[bytes], bytes]:
    """Spoils the payload, and seals it again."""

    def spoil(data: bytes) -> bytes:
        envelope = json.loads(data)
        change(envelope["payload"])
        return _sealed(envelope)

    return spoil


def _next_version(data: bytes) -> bytes:
    return data.replace(b'"version":1', b'"version":2', 1)


def _without_digest(data: bytes) -> bytes:
    envelope = json.loads(data)
    del envelope["digest"]
    return json.dumps(envelope, separators=(",", ":")).encode() + b"\n"


def _child_that_is_not_there(payload: dict[str, Any]) -> None:
    node = next(each for each in payload["graph"]["nodes"] if each["is"] == "test")
    node["runs"][0][1] = len(payload["graph"]["nodes"]) + 3


def _node_below_itself(payload: dict[str, Any]) -> None:
    payload["graph"]["nodes"][0]["runs"][0][1] = 3


def _class_that_is_not_known(payload: dict[str, Any]) -> None:
    payload["graph"]["conditions"][0]["is"] = "perhaps"


def _no_graph(payload: dict[str, Any]) -> None:
    del payload["graph"]


def _too_few_children(payload: dict[str, Any]) -> None:
    node = next(each for each in payload["graph"]["nodes"] if each["is"] == "test")
    node["runs"].pop()


def _other_policies(payload: dict[str, Any]) -> None:
    payload["policies"] = ["another"]


SPOIL: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "policy-text": lambda _: b"edition 1\npolicy p { require yes: true }\n",
    "another-document": lambda _: b'{"format":"another","version":1}\n',
    "cut-off-in-the-envelope": lambda data: data[:40],
    "cut-off-in-the-payload": lambda data: data[: len(data) // 2],
    "no-utf-8": lambda data: data.replace(b'"compiler":"c', b'"compiler":"\xff', 1),
    "changed-without-the-digest": lambda data: data.replace(b'"cuts":[', b'"cuts": [', 1),
    "no-digest": _without_digest,
    "next-version": _next_version,
    "no-graph": _changed(_no_graph),
    "child-that-is-not-there": _changed(_child_that_is_not_there),
    "node-below-itself": _changed(_node_below_itself),
    "too-few-children": _changed(_too_few_children),
    "class-that-is-not-known": _changed(_class_that_is_not_known),
    "other-policies": _changed(_other_policies),
}
"""How each is made from a bundle that is sound."""
