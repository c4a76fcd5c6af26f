"""Manifests and indexes that are none, or say two things at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.integration.registry import images
from tests.integration.registry.fault import IMAGE, READING, Fault, Place
from tests.integration.registry.faulty import INDEX, MANIFEST, Answer, digest_of

DOCKER_1 = "application/vnd.docker.distribution.manifest.v1+prettyjws"


def _sent(make: bytes | Callable[[Place], bytes], media_type: str | None = MANIFEST) -> Callable[[Place], None]:
    """The tag is resolved to these bytes, which the registry itself is content with."""

    def arrange(there: Place) -> None:
        data = make(there) if callable(make) else make
        headers = {"Docker-Content-Digest": digest_of(data)} | ({"Content-Type": media_type} if media_type else {})
        there.registry.replace(IMAGE, Answer(200, headers, data))

    return arrange


def _with(**changed: Any) -> Callable[[Place], None]:
    """The image's manifest with other fields; None takes a field away."""

    def make(there: Place) -> bytes:
        value = {**json.loads(there.registry.manifests[there.image].data), **changed}
        return json.dumps({key: each for key, each in value.items() if each is not None}).encode()

    return _sent(make)


def _manifest(there: Place) -> bytes:
    return there.registry.manifests[there.image].data


def _announced(digest: str) -> Callable[[Place], None]:
    def arrange(there: Place) -> None:
        headers = {"Content-Type": MANIFEST, "Docker-Content-Digest": digest}
        there.registry.replace(IMAGE, Answer(200, headers, _manifest(there)))

    return arrange


def _descriptor(**changed: Any) -> dict[str, Any]:
    return images.described(images.CONFIG, b"{}") | changed


_NUMBER = b'{"schemaVersion":2,"layers":[],"config":{"mediaType":"x","digest":"sha256:%s","size":%s}}'
_ZEROS = b"0" * 64

FAULTS = [
    Fault("wrong digest", READING, _announced("sha256:" + "0" * 64), "is not what was asked for"),
    Fault("digest that is none", ("check",), _announced("sha256:../../etc"), "which is no digest"),
    Fault("digest of an unknown kind", ("check",), _announced("md5:" + "0" * 32), "which is no digest"),
    Fault("no Content-Type", ("check",), _sent(_manifest, None), "neither a manifest nor an index"),
    Fault("lying Content-Type: a page", READING, _sent(_manifest, "text/html"), "neither a manifest nor an index"),
    Fault(
        "lying Content-Type: the first version of Docker's",
        ("check",),
        _sent(_manifest, DOCKER_1),
        "neither a manifest nor an index",
    ),
    Fault("lying Content-Type: an index", ("check",), _sent(_manifest, INDEX), "says of itself that it is"),
    Fault("index for a manifest", READING, _sent(lambda there: images.index([])), "says of itself that it is"),
    Fault(
        "index for a manifest, which does not say what it is",
        ("check",),
        _sent(b'{"schemaVersion":2,"manifests":[]}'),
        "is an index, where",
    ),
    Fault(
        "manifest for an index, which does not say what it is",
        ("check",),
        _sent(b'{"schemaVersion":2,"layers":[],"config":{}}', INDEX),
        "is no index, where",
    ),
    Fault("manifest and index at once", READING, _with(manifests=[]), "a manifest and an index at once"),
    Fault("another media type inside", ("check",), _with(mediaType="application/json"), "says of itself that it is"),
    Fault(
        "another media type inside, of 3 MB", ("check",), _with(mediaType="m" * 3_000_000), "says of itself that it is"
    ),
    Fault("malformed JSON", READING, _sent(b'{"schemaVersion":2,'), "cannot be read"),
    Fault("empty body", ("check",), _sent(b""), "cannot be read"),
    Fault("list for a manifest", ("check",), _sent(b"[]"), "cannot be read"),
    Fault("JSON nested 100,000 deep", READING, _sent(b'{"layers":' + b"[" * 100_000), "cannot be read"),
    Fault(
        "JSON nested 100,000 deep, and sound",
        ("check",),
        _sent(b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        "cannot be read",
    ),
    Fault("size of 5,000 digits", ("check",), _sent(_NUMBER % (_ZEROS, b"9" * 5000)), "cannot be read"),
    Fault("size of a million digits", ("check",), _sent(_NUMBER % (_ZEROS, b"9" * 1_000_000)), "cannot be read"),
    Fault("size that is no number", ("check",), _sent(_NUMBER % (_ZEROS, b"NaN")), "cannot be read"),
    Fault(
        "NaN in a field that nobody reads",
        ("check",),
        _sent(b'{"schemaVersion":2,"x":NaN,"layers":[]}'),
        "cannot be read",
    ),
    Fault("size that is negative", ("check",), _sent(_NUMBER % (_ZEROS, b"-1")), "cannot be read at `config.size`"),
    Fault("size that is a text", ("check",), _sent(_NUMBER % (_ZEROS, b'"2"')), "cannot be read at `config.size`"),
    Fault("size that is a fraction", ("check",), _sent(_NUMBER % (_ZEROS, b"2.5")), "cannot be read at `config.size`"),
    Fault(
        "key that stands twice", READING, _sent(b'{"schemaVersion":2,"layers":[],"layers":[]}'), "`layers` stands twice"
    ),
    Fault("invalid UTF-8", ("check",), _sent(b'{"schemaVersion":2,"x":"\xff"}'), "cannot be read"),
    Fault("UTF-16", ("check",), _sent(lambda there: _manifest(there).decode().encode("utf-16")), "cannot be read"),
    Fault("half a character", ("check",), _sent(b'{"schemaVersion":2,"mediaType":"\\ud800"}'), "cannot be read"),
    Fault("version 1", ("check",), _with(schemaVersion=1), "cannot be read at `schemaVersion`"),
    Fault("no version", ("check",), _with(schemaVersion=None), "cannot be read at `schemaVersion`"),
    Fault("no configuration", ("check",), _with(config=None), "cannot be read at `config`"),
    Fault("layers that are null", ("check",), _with(layers=[None]), "cannot be read at `layers.0`"),
    Fault("annotation that is a number", ("check",), _with(annotations={"a": 1}), "cannot be read at `annotations.a`"),
    Fault(
        "descriptor without a digest",
        ("check",),
        _with(config={"mediaType": "x", "size": 2}),
        "cannot be read at `config.digest`",
    ),
    Fault(
        "descriptor whose digest leads elsewhere",
        READING,
        _with(config=_descriptor(digest="sha256:../../../etc")),
        "which is none of SHA-256 or SHA-512",
    ),
    Fault(
        "layer whose digest leads elsewhere",
        ("check",),
        _with(layers=[_descriptor(digest="sha256:..")]),
        "which is none of SHA-256 or SHA-512",
    ),
    Fault(
        "subject whose digest leads elsewhere",
        ("check",),
        _with(subject=_descriptor(digest="/etc")),
        "which is none of SHA-256 or SHA-512",
    ),
    Fault(
        "digest in capitals",
        ("check",),
        _with(config=_descriptor(digest="sha256:" + "A" * 64)),
        "which is none of SHA-256 or SHA-512",
    ),
]
