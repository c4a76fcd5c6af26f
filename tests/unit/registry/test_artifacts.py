from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang import limits
from compatlang.integrations.registry import artifacts, media
from compatlang.integrations.registry.artifacts import Attached, File, Found
from compatlang.integrations.registry.content import digest_of
from compatlang.integrations.registry.errors import NoArtifactError, UnsoundError
from compatlang.integrations.registry.model import CREATED, EMPTY, OCI_INDEX, OCI_MANIFEST, TITLE, Descriptor, Manifest
from tests.integration.registry.images import described, index, manifest
from tests.unit.registry.memory import Memory

IMAGE = Descriptor(mediaType=OCI_MANIFEST, digest=digest_of(b"the image"), size=9)
OLD, NEW = "2026-01-31T12:00:00Z", "2026-01-31T13:00:01+01:00"
FILES = [
    File(media.BUNDLE, "train.compatc", b"bundle"),
    File(media.SOURCE, "train.compat", b"edition 1\n", {media.SOURCE_NAME: "train.compat"}),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T12:00:00Z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31t12:00:00z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31T12:00:00.123456789Z", datetime(2026, 1, 31, 12, 0, 0, 123456, tzinfo=UTC)),
        ("2026-01-31T12:00:00+05:30", datetime(2026, 1, 31, 6, 30, tzinfo=UTC)),
    ],
)
def test_moments(text: str, expected: datetime) -> None:
    assert artifacts.moment(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "now", "2026-01-31", "2026-01-31T12:00:00", "2026-01-31 12:00:00Z", "20260131T120000Z"),
        *("2026-02-30T12:00:00Z", "2026-01-31T12:00Z", "2026-W05-6T12:00:00Z", "2026-01-31T12:00:00+0100"),
        *(
            "0001-01-01T00:00:00+23:59",
            "9999-12-31T23:59:59-23:59",
            "\uff12026-01-31T12:00:00Z",
            "2026-01-31T12:00:00Z\n",
        ),
    ],
)
def test_texts_that_are_no_moment(text: str) -> None:
    assert artifacts.moment(text) is None


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_a_moment_is_read_as_it_is_written(naive: datetime, minutes: int) -> None:
    there = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert artifacts.moment(there.isoformat()) == there


@given(st.text() | st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", fullmatch=True))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    assert artifacts.moment(text) is None or "T" in text.upper()


def test_the_same_artifact_has_the_same_bytes() -> None:
    first = artifacts.build(media.COMPAT, FILES, IMAGE, OLD, {"b": "2", "a": "1"})
    second = artifacts.build(media.COMPAT, list(FILES), IMAGE, OLD, {"a": "1", "b": "2"})
    assert first == second
    assert first.descriptor.digest == "sha256:ff60bd76d1b02294c560ddc53c736f794eee78f24805ecc5064ecd177f711d00"


def test_an_artifact_says_what_it_is_and_refers_to_the_image() -> None:
    built = artifacts.build(media.COMPAT, FILES, IMAGE, OLD, {})
    value = json.loads(built.manifest)
    assert built.descriptor.digest == digest_of(built.manifest)
    assert built.descriptor.size == len(built.manifest)
    assert value["artifactType"] == media.COMPAT
    assert value["config"] == described(EMPTY, b"{}")
    assert value["subject"] == {"mediaType": IMAGE.mediaType, "digest": IMAGE.digest, "size": IMAGE.size}
    assert value["annotations"] == {CREATED: OLD}
    assert [each["digest"] for each in value["layers"]] == [digest_of(each.data) for each in FILES]
    assert value["layers"][1]["annotations"] == {TITLE: "train.compat", media.SOURCE_NAME: "train.compat"}
    assert set(built.blobs) == {b"{}", b"bundle", b"edition 1\n"}


def attach(memory: Memory, type_: str = media.NFD, created: str = OLD, **claimed: Any) -> str:
    """Attach an artifact in memory; what is claimed of it may be wrong."""
    built = artifacts.build(type_, FILES, IMAGE, created, {})
    for each in built.blobs:
        memory.push_blob(each)
    memory.put(built.manifest)
    memory.listed.append(built.descriptor.model_copy(update=claimed))
    return built.descriptor.digest


def test_the_newest_counts() -> None:
    memory = Memory()
    old, new = attach(memory), attach(memory, created=NEW)
    found = artifacts.find(memory, IMAGE.digest)
    assert [each.descriptor.digest for each in found.attached] == [new, old]
    assert artifacts.choose(found, "it").descriptor.digest == new
    assert artifacts.choose(found, "it", old).descriptor.digest == old


@pytest.mark.parametrize("created", ["", "yesterday"])
def test_one_that_says_no_time_is_older_than_all(created: str) -> None:
    memory = Memory()
    attach(memory, media.COMPAT, created)
    dated = attach(memory, created="0001-01-02T00:00:00Z")
    assert artifacts.choose(artifacts.find(memory, IMAGE.digest), "it").descriptor.digest == dated


def test_of_two_that_were_made_at_once_compatlangs_own_counts() -> None:
    memory = Memory()
    own, other = attach(memory, media.COMPAT), attach(memory, media.NFD)
    found = artifacts.find(memory, IMAGE.digest).attached
    assert [(each.descriptor.digest, each.kind) for each in found] == [(own, "compat"), (other, "nfd")]


@pytest.mark.parametrize(
    ("claimed", "says"),
    [
        ({"size": 7}, "and 7 were announced"),
        ({"mediaType": OCI_INDEX}, "was announced as"),
        ({"digest": digest_of(b"nothing")}, "is not there"),
    ],
)
def test_what_is_claimed_of_an_artifact_has_to_be_so(claimed: dict[str, Any], says: str) -> None:
    memory = Memory()
    attach(memory, **claimed)
    found = artifacts.find(memory, IMAGE.digest)
    assert found.attached == ()
    assert says in found.refused[0]
    with pytest.raises(UnsoundError, match="it has no compatibility artifact that can be used: "):
        artifacts.choose(found, "it")


def test_an_artifact_of_another_image_is_refused() -> None:
    memory = Memory()
    digest = attach(memory)
    (refused,) = artifacts.find(memory, digest_of(b"another")).refused
    assert refused.endswith(f"@{digest} is listed for {digest_of(b'another')}, and refers to {IMAGE.digest}")


def test_an_artifact_of_another_type_is_left_alone() -> None:
    memory = Memory()
    attach(memory, "application/vnd.example.signature", artifactType="")
    assert artifacts.find(memory, IMAGE.digest) == Found(())


def test_an_index_is_no_artifact() -> None:
    memory = Memory()
    memory.listed = [memory.put(index([]), OCI_INDEX)]
    assert "and is an index" in artifacts.find(memory, IMAGE.digest).refused[0]


def test_there_may_be_none() -> None:
    with pytest.raises(NoArtifactError, match=r"^it has no compatibility artifact$"):
        artifacts.choose(Found(()), "it")


def test_one_that_is_asked_for_has_to_be_there() -> None:
    memory = Memory()
    digest, wanted = attach(memory), digest_of(b"wanted")
    found = artifacts.find(memory, IMAGE.digest)
    with pytest.raises(NoArtifactError, match=f"it has no compatibility artifact {wanted}: it has {digest}"):
        artifacts.choose(found, "it", wanted)
    with pytest.raises(UnsoundError, match=f"that can be used: {wanted} is broken"):
        artifacts.choose(found._replace(refused=(f"{wanted} is broken",)), "it", wanted)


def with_layers(memory: Memory, layers: list[dict[str, Any]], type_: str = media.NFD) -> Attached:
    data = manifest(described(EMPTY, b"{}"), layers, artifactType=type_)
    descriptor = memory.put(data)
    return Attached(descriptor, Manifest.model_validate_json(data))


def test_files_without_a_name_are_called_after_their_kind() -> None:
    memory = Memory()
    for each in (b"1", b"2"):
        memory.push_blob(each)
    one, two = described("x", b"1"), described("x", b"2")
    named = two | {"annotations": {TITLE: "b"}}
    names = [
        [each.name for each in artifacts.named_files(memory, with_layers(memory, layers, type_))]
        for layers, type_ in (([one], media.NFD), ([one], media.COMPAT), ([one, named, two], media.NFD))
    ]
    assert names == [["compatibility.yaml"], ["policy"], ["1-compatibility.yaml", "b", "3-compatibility.yaml"]]


def test_files_are_counted_before_one_is_fetched() -> None:
    large = described("x", b"1") | {"size": limits.ARTIFACT_BYTES}
    with pytest.raises(UnsoundError, match="at most 67108864 are taken"):
        artifacts.files(Memory(), with_layers(Memory(), [large, described("x", b"2")]))
