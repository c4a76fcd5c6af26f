from __future__ import annotations

import json
from typing import Any

import pytest

from compatlang import limits
from compatlang.integrations.registry import fallback
from compatlang.integrations.registry.content import digest_of
from compatlang.integrations.registry.errors import RegistryError, UnsoundError
from compatlang.integrations.registry.model import OCI_INDEX, OCI_MANIFEST, Descriptor, Index, read_document
from tests.integration.registry.images import CONFIG, described, index, manifest
from tests.unit.registry.memory import Memory

SUBJECT = digest_of(b"the image")
TAG = fallback.tag(SUBJECT)
ENTRY = Descriptor(mediaType=OCI_MANIFEST, digest=digest_of(b"one"), size=3, artifactType="application/x")
OTHER = Descriptor(mediaType=OCI_MANIFEST, digest=digest_of(b"two"), size=3, annotations={"a": "b"})


def stored(data: bytes, media_type: str = OCI_INDEX) -> Memory:
    memory = Memory()
    memory.put(data, media_type, TAG)
    return memory


def read(data: bytes) -> Index:
    found = read_document(data, OCI_INDEX, "it")
    assert isinstance(found, Index)
    return found


@pytest.mark.parametrize(
    ("digest", "expected"),
    [("sha256:" + "a" * 64, "sha256-" + "a" * 64), ("sha512:" + "b" * 128, "sha512-" + "b" * 64)],
)
def test_the_tag_of_a_digest(digest: str, expected: str) -> None:
    assert fallback.tag(digest) == expected


def test_without_the_tag_nothing_is_listed() -> None:
    assert fallback.read(Memory().fetch, SUBJECT) is None
    assert fallback.entries(Memory().fetch, SUBJECT) == []


def test_what_the_index_lists() -> None:
    memory = stored(index([ENTRY.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)]))
    assert fallback.entries(memory.fetch, SUBJECT) == [ENTRY]


def test_an_image_under_the_tag_is_no_list() -> None:
    memory = stored(manifest(described(CONFIG, b"{}"), []), OCI_MANIFEST)
    assert fallback.entries(memory.fetch, SUBJECT) == []
    with pytest.raises(fallback.NoListError, match=f"the tag {TAG} is no list of referrers"):
        fallback.read(memory.fetch, SUBJECT)


def test_the_index_of_the_image_itself_is_no_list() -> None:
    image = index([described(OCI_MANIFEST, b"a platform")])
    memory, subject = Memory(), digest_of(image)
    memory.put(image, OCI_INDEX, fallback.tag(subject))
    assert fallback.entries(memory.fetch, subject) == []
    with pytest.raises(fallback.NoListError):
        fallback.read(memory.fetch, subject)


def test_a_list_that_is_not_sound_is_an_error_and_not_an_empty_one() -> None:
    with pytest.raises(UnsoundError):
        fallback.entries(stored(b"{").fetch, SUBJECT)


def entries(number: int) -> list[dict[str, Any]]:
    return [described(OCI_MANIFEST, str(each).encode()) for each in range(number)]


def test_how_many_are_read_and_added_to() -> None:
    full = index(entries(limits.REFERRERS))
    assert len(fallback.entries(stored(full).fetch, SUBJECT)) == limits.REFERRERS
    fallback.check_room(None, SUBJECT)
    fallback.check_room(read(index(entries(limits.REFERRERS - 1))), SUBJECT)
    with pytest.raises(RegistryError, match="lists 1000 referrers, and at most 1000 are read"):
        fallback.check_room(read(full), SUBJECT)
    with pytest.raises(RegistryError, match="lists more than 1000 referrers"):
        fallback.entries(stored(index(entries(limits.REFERRERS + 1))).fetch, SUBJECT)


def test_entries_are_added_once_and_taken_away() -> None:
    one = fallback.changed(None, ENTRY, "")
    assert one is not None
    assert one.manifests == [ENTRY]
    assert fallback.changed(one, ENTRY, "") is None
    two = fallback.changed(one, OTHER, "")
    assert two is not None
    assert two.manifests == [ENTRY, OTHER]
    left = fallback.changed(two, None, ENTRY.digest)
    assert left is not None
    assert left.manifests == [OTHER]
    assert fallback.changed(left, None, ENTRY.digest) is None


def test_an_index_is_written_with_all_that_others_said_in_it() -> None:
    value = {
        "schemaVersion": 2,
        "mediaType": OCI_INDEX,
        "manifests": [described(OCI_MANIFEST, b"x", annotations={"a": "b"}, extension=[{"deep": 1}])],
        "annotations": {"c": "d"},
        "extension": {"e": None, "f": "é"},
    }
    before = read(json.dumps(value).encode())
    assert json.loads(fallback.written(before)) == value
    after = fallback.changed(before, OTHER, "")
    assert after is not None
    assert json.loads(fallback.written(after))["manifests"][1] == {
        "mediaType": OCI_MANIFEST,
        "digest": OTHER.digest,
        "size": 3,
        "annotations": {"a": "b"},
    }
    assert read(fallback.written(after)) == after


@pytest.mark.parametrize("depth", [10, 100, 190, 250, 900])
def test_what_is_nested_deeply_is_refused_or_written(depth: int) -> None:
    data = b'{"schemaVersion":2,"manifests":[],"x":' + b"[" * depth + b"]" * depth + b"}"
    try:
        found = read(data)
    except UnsoundError:
        return
    assert json.loads(fallback.written(found))["schemaVersion"] == 2


def test_an_empty_index_is_an_index() -> None:
    empty = fallback.changed(fallback.changed(None, ENTRY, ""), None, ENTRY.digest)
    assert empty is not None
    assert read(fallback.written(empty)).manifests == []
