from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang.integrations.registry.errors import UnsoundError
from compatlang.integrations.registry.model import (
    ACCEPTED,
    DOCKER_INDEX,
    DOCKER_MANIFEST,
    OCI_INDEX,
    OCI_MANIFEST,
    Index,
    Manifest,
    descriptors,
    read_document,
)

DIGEST = "sha256:" + "0" * 64
CONFIG = {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": DIGEST, "size": 2}


def manifest(**more: Any) -> bytes:
    return json.dumps({"schemaVersion": 2, "config": CONFIG, "layers": [], **more}).encode()


def index(**more: Any) -> bytes:
    return json.dumps({"schemaVersion": 2, "manifests": [], **more}).encode()


@pytest.mark.parametrize("media_type", [OCI_MANIFEST, DOCKER_MANIFEST])
def test_a_manifest(media_type: str) -> None:
    found = read_document(manifest(mediaType=media_type, subject=CONFIG), media_type, "it")
    assert isinstance(found, Manifest)
    assert found.type == CONFIG["mediaType"]
    assert found.refers_to(DIGEST)
    assert [each.digest for each in descriptors(found)] == [DIGEST, DIGEST]


@pytest.mark.parametrize("media_type", [OCI_INDEX, DOCKER_INDEX])
def test_an_index(media_type: str) -> None:
    platform = {"os": "windows", "architecture": "amd64", "os.version": "10.0.1"}
    entry = CONFIG | {"mediaType": media_type, "platform": platform}
    found = read_document(index(mediaType=media_type, manifests=[entry]), media_type, "it")
    assert isinstance(found, Index)
    (listed,) = found.manifests
    assert listed.is_index
    assert str(listed.platform) == "windows/amd64:10.0.1"


def test_the_type_of_an_artifact_is_its_own_before_that_of_its_configuration() -> None:
    found = read_document(manifest(artifactType="application/x"), OCI_MANIFEST, "it")
    assert isinstance(found, Manifest)
    assert found.type == "application/x"


@pytest.mark.parametrize(
    ("data", "delivered_as", "says"),
    [
        (manifest(), "application/json", "neither a manifest nor an index"),
        (manifest(), "", "neither a manifest nor an index"),
        (manifest(), OCI_INDEX, "it is no index, where"),
        (index(), OCI_MANIFEST, "it is an index, where"),
        (manifest(mediaType=DOCKER_MANIFEST), OCI_MANIFEST, "says of itself that it is"),
        (manifest(manifests=[]), OCI_MANIFEST, "a manifest and an index at once"),
        (index(layers=[]), OCI_INDEX, "a manifest and an index at once"),
        (index(config={}), OCI_INDEX, "a manifest and an index at once"),
        (b"{}", OCI_MANIFEST, "it cannot be read at `schemaVersion`"),
        (b"{}", OCI_INDEX, "it is no index"),
        (b'{"a":1,"a":1}', OCI_MANIFEST, "`a` stands twice in one object"),
        (b'{"x":{"a":1,"a":1}}', OCI_MANIFEST, "`a` stands twice in one object"),
        (b'{"x":-Infinity}', OCI_MANIFEST, "`-Infinity` is no number"),
        (b"\xef\xbb\xbf{}", OCI_MANIFEST, "no JSON"),
    ],
)
def test_what_is_refused(data: bytes, delivered_as: str, says: str) -> None:
    with pytest.raises(UnsoundError, match=says):
        read_document(data, delivered_as, "it")


@pytest.mark.parametrize("field", ["config", "layers", "subject"])
@pytest.mark.parametrize(
    "digest", ["", "sha256:", "sha256:../../etc", "sha256:" + "A" * 64, "md5:" + "0" * 32, DIGEST + "\n"]
)
def test_every_digest_is_looked_at(field: str, digest: str) -> None:
    bad = CONFIG | {"digest": digest}
    with pytest.raises(UnsoundError, match="which is none of SHA-256 or SHA-512"):
        read_document(manifest(**{field: [bad] if field == "layers" else bad}), OCI_MANIFEST, "it")


def test_fields_that_nobody_reads_are_kept() -> None:
    found = read_document(index(extension={"a": [1]}), OCI_INDEX, "it")
    assert found.model_dump()["extension"] == {"a": [1]}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["schemaVersion", "mediaType", "config", "layers", "manifests", "subject", "annotations", "digest", "size"]
)
LIKELY = st.dictionaries(FIELDS, JSON | st.sampled_from([2, [], CONFIG, [CONFIG], OCI_MANIFEST, OCI_INDEX]))


@given(st.binary() | (JSON | LIKELY).map(lambda value: json.dumps(value).encode()), st.sampled_from(ACCEPTED))
def test_bytes_are_a_document_or_refused(data: bytes, delivered_as: str) -> None:
    try:
        found = read_document(data, delivered_as, "it")
    except UnsoundError:
        return
    assert isinstance(found, Index) == (delivered_as in (OCI_INDEX, DOCKER_INDEX))
