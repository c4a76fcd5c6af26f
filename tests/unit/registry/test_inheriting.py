from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from compatlang import limits
from compatlang.integrations.registry import artifacts, inheriting, media
from compatlang.integrations.registry.artifacts import File
from compatlang.integrations.registry.errors import RegistryError
from compatlang.integrations.registry.image import Image, opened
from compatlang.integrations.registry.inheriting import BASE_DIGEST, BASE_NAME, Base
from compatlang.integrations.registry.model import OCI_INDEX, OCI_MANIFEST, Descriptor
from compatlang.integrations.registry.transport import Options
from tests.integration.registry.images import CONFIG, described, index, manifest
from tests.unit.registry.layouts import Folder

NAME = "registry.example/base:v1"
DIGEST = "sha256:" + "0" * 64


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "layout")


@contextmanager
def image(folder: Folder, wanted: str = ":v1") -> Iterator[Image]:
    with opened(f"oci:{folder.path}{wanted}", Options()) as found:
        yield found


def said(folder: Folder, platform: str = "") -> Base | None:
    with image(folder) as found:
        return inheriting.base_of(found, found.target(platform))


def put(folder: Folder, labels: Mapping[str, Any] | None = None, tag: str = "v1", **more: Any) -> dict[str, Any]:
    """An image with labels in its configuration, perhaps listed under a tag."""
    config = json.dumps({"config": {"Labels": labels}}).encode()
    folder.blob(config)
    descriptor = folder.put(manifest(described(CONFIG, config), [], **more))
    return folder.list(descriptor, tag) if tag else descriptor


def test_an_image_may_say_nothing_of_its_base(folder: Folder) -> None:
    put(folder)
    assert said(folder) is None


def test_annotations_count_before_labels(folder: Folder) -> None:
    put(folder, {BASE_NAME: "registry.example/other"}, annotations={BASE_NAME: NAME, BASE_DIGEST: DIGEST})
    assert said(folder) == Base(NAME, DIGEST)


def test_labels_count_where_there_are_no_annotations(folder: Folder) -> None:
    put(folder, {BASE_NAME: NAME, BASE_DIGEST: 7}, annotations={"a": "b", BASE_NAME: ""})
    assert said(folder) == Base(NAME, "")


@pytest.mark.parametrize("config", [b"", b"[]", b"{}", b'{"config":[]}', b'{"config":{"Labels":[]}}', b"[" * 100_000])
def test_a_configuration_that_says_nothing(config: bytes, folder: Folder) -> None:
    folder.blob(config)
    folder.list(folder.put(manifest(described(CONFIG, config), [])), "v1")
    assert said(folder) is None


def test_a_manifest_for_a_platform_counts_before_its_index(folder: Folder) -> None:
    amd, arm = (
        put(folder, tag="", annotations=annotations) | {"platform": {"os": "linux", "architecture": name}}
        for name, annotations in (("amd64", {BASE_NAME: NAME}), ("arm64", {}))
    )
    data = index([amd, arm], annotations={BASE_NAME: "registry.example/index"})
    folder.list(folder.put(data, OCI_INDEX), "v1")
    assert said(folder, "linux/amd64") == Base(NAME, "")
    assert said(folder, "linux/arm64") == Base("registry.example/index", "")
    assert said(folder) == Base("registry.example/index", "")


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        (Base(NAME, ""), NAME),
        (Base(NAME, DIGEST), f"registry.example/base@{DIGEST}"),
        (Base(f"{NAME}@sha256:{'1' * 64}", DIGEST), f"registry.example/base@{DIGEST}"),
    ],
)
def test_a_base_is_taken_at_its_digest(base: Base, expected: str) -> None:
    assert base.text == expected


def chain(folder: Folder, length: int) -> list[dict[str, Any]]:
    """Images in one layout, each the base of the one before."""
    images: list[dict[str, Any]] = []
    for number in range(length, -1, -1):
        above = {BASE_DIGEST: images[-1]["digest"]} if images else {}
        tag = "v1" if number == 0 else f"base-{number}"
        images.append(put(folder, tag=tag, annotations=above | {"number": str(number)}))
    return images[::-1]


def walked(folder: Folder) -> list[inheriting.Inherited]:
    with image(folder) as found:
        return list(inheriting.bases(found, found.target(""), Options()))


@pytest.mark.parametrize("length", [0, 1, 3, limits.BASE_IMAGES])
def test_a_chain_is_walked_to_its_end(length: int, folder: Folder) -> None:
    expected = [each["digest"] for each in chain(folder, length)[1:]]
    assert [each.image.top.descriptor.digest for each in walked(folder)] == expected


def test_all_bases_have_the_time_of_the_image(folder: Folder) -> None:
    chain(folder, 2)
    with image(folder) as found:
        deadlines = [each.image.deadline for each in inheriting.bases(found, found.target(""), Options())]
        assert deadlines == [found.deadline, found.deadline]


def test_a_chain_that_is_too_long(folder: Folder) -> None:
    chain(folder, limits.BASE_IMAGES + 1)
    with pytest.raises(RegistryError, match="the chain of base images has more than 16"):
        walked(folder)


def test_what_is_attached_to_a_base_is_found(folder: Folder) -> None:
    _, base = chain(folder, 1)
    built = artifacts.build(
        media.NFD, [File(media.NFD_SPEC, "a", b"x")], Descriptor.model_validate(base), "2026-01-31T12:00:00Z", {}
    )
    store = folder.open()
    for each in built.blobs:
        store.push_blob(each)
    store.push_referrer(built.descriptor, built.manifest, base["digest"], "auto")
    (found,) = walked(folder)
    assert found.used is not None
    assert found.used.attached.descriptor.digest == built.descriptor.digest


def test_a_base_without_an_artifact_is_told(folder: Folder) -> None:
    chain(folder, 1)
    (found,) = walked(folder)
    assert found.used is None


def test_a_base_that_is_not_there(folder: Folder) -> None:
    put(folder, annotations={BASE_DIGEST: DIGEST})
    with pytest.raises(RegistryError, match=f"@{DIGEST} is not there"):
        walked(folder)


def test_an_image_that_is_its_own_base(folder: Folder) -> None:
    """By digest that cannot be; by a label of an index it can."""
    inner = put(folder, tag="")
    data = index(
        [inner | {"platform": {"os": "linux", "architecture": "amd64"}}], annotations={BASE_DIGEST: inner["digest"]}
    )
    folder.list(folder.put(data, OCI_INDEX), "v1")
    with image(folder) as found, pytest.raises(RegistryError, match="is a base image of itself"):
        list(inheriting.bases(found, found.target("linux/amd64"), Options()))


@pytest.mark.parametrize("name", ["oci:/etc", "oci:../secrets:v1"])
def test_no_image_names_a_folder_as_its_base(name: str, folder: Folder) -> None:
    put(folder, annotations={BASE_NAME: name, BASE_DIGEST: DIGEST})
    with pytest.raises(RegistryError, match=f"says that its base image is `{name}`, which is in no registry"):
        walked(folder)


@pytest.mark.parametrize(
    ("annotations", "says"),
    [
        ({BASE_NAME: "base"}, "names no registry"),
        ({BASE_NAME: "https://registry.example/base"}, "is no host"),
        ({BASE_NAME: NAME, BASE_DIGEST: "sha256:.."}, "is no digest"),
        ({BASE_DIGEST: "v1"}, "is no digest"),
    ],
)
def test_a_base_that_is_no_image(annotations: dict[str, str], says: str, folder: Folder) -> None:
    put(folder, annotations=annotations)
    with pytest.raises(RegistryError, match=says):
        walked(folder)


def test_the_manifest_of_an_image_has_to_be_what_its_index_says(folder: Folder) -> None:
    inner = put(folder, tag="") | {"platform": {"os": "linux", "architecture": "amd64"}, "size": 7}
    folder.list(folder.put(index([inner]), OCI_INDEX), "v1")
    with image(folder) as found, pytest.raises(RegistryError, match="and 7 were announced"):
        inheriting.base_of(found, found.target("linux/amd64"))
    assert inner["mediaType"] == OCI_MANIFEST
