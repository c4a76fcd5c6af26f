from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compatlang import limits
from compatlang.integrations.registry import artifacts, media
from compatlang.integrations.registry.artifacts import File
from compatlang.integrations.registry.content import digest_of
from compatlang.integrations.registry.errors import NotFoundError, RegistryError, UnsoundError
from compatlang.integrations.registry.layout import Layout
from compatlang.integrations.registry.model import OCI_INDEX, Descriptor
from compatlang.integrations.registry.reference import Reference
from tests.integration.registry.images import described, index
from tests.unit.registry.layouts import Folder

FILES = [File(media.NFD_SPEC, "spec.yaml", b"version: v1alpha1\n")]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "layout")


def attach(folder: Folder, image: dict[str, object]) -> Descriptor:
    subject = Descriptor.model_validate(image)
    built = artifacts.build(media.NFD, FILES, subject, "2026-01-31T12:00:00Z", {})
    store = folder.open()
    for each in built.blobs:
        store.push_blob(each)
    store.push_referrer(built.descriptor, built.manifest, subject.digest, "auto")
    return built.descriptor


def referrers(folder: Folder, image: dict[str, object]) -> list[str]:
    return [each.digest for each in folder.open().referrers(str(image["digest"]), media.TYPES)]


def test_an_image_is_found_by_tag_by_digest_and_as_the_only_one(folder: Folder) -> None:
    digest = folder.image("v1")["digest"]
    for wanted in ("v1", digest, ""):
        assert folder.open().fetch(wanted).descriptor.digest == digest


def test_of_several_images_one_has_to_be_named(folder: Folder) -> None:
    for tag in ("v2", "v1"):
        folder.image(tag, comment=tag)
    with pytest.raises(RegistryError, match="holds 2 images: name one, of v1, v2"):
        folder.open().fetch("")


def test_a_layout_without_an_image(folder: Folder) -> None:
    folder.image()
    folder.listed.clear()
    folder.list(described("application/octet-stream", b"x"))
    with pytest.raises(RegistryError, match="holds no images"):
        folder.open().fetch("")


def test_artifacts_are_found_and_are_no_images(folder: Folder) -> None:
    image = folder.image("v1")
    artifact = attach(folder, image)
    assert referrers(folder, image) == [artifact.digest]
    assert folder.open().fetch("").descriptor.digest == image["digest"]
    assert json.loads((folder.path / "index.json").read_bytes())["manifests"][0]["digest"] == image["digest"]


def test_an_artifact_that_is_attached_twice_is_listed_once(folder: Folder) -> None:
    image = folder.image("v1")
    assert attach(folder, image) == attach(folder, image)
    assert len(referrers(folder, image)) == 1


def test_an_artifact_is_removed_and_the_rest_stays(folder: Folder) -> None:
    image = folder.image("v1")
    before = (folder.path / "index.json").read_bytes()
    artifact = attach(folder, image)
    folder.open().remove_referrer(artifact, str(image["digest"]))
    assert json.loads((folder.path / "index.json").read_bytes()) == json.loads(before)
    with pytest.raises(RegistryError, match=r"does not stand in the `index\.json`"):
        folder.open().remove_referrer(artifact, str(image["digest"]))


def test_artifacts_of_indexes_within_are_found(folder: Folder) -> None:
    image = folder.image()
    artifact = attach(folder, image)
    listed = json.loads((folder.path / "index.json").read_bytes())["manifests"]
    folder.listed.clear()
    folder.list(folder.put(index([folder.put(index(listed), OCI_INDEX)]), OCI_INDEX), "v1")
    assert referrers(folder, image) == [artifact.digest]
    assert folder.open().fetch(artifact.digest).descriptor.digest == artifact.digest


def test_platforms_that_are_not_there_do_not_matter_to_others(folder: Folder) -> None:
    image = folder.image("v1")
    folder.list(described(OCI_INDEX, b"an index that is not there"))
    folder.list(described("application/vnd.oci.image.manifest.v1+json", b"an image that is not there"))
    artifact = attach(folder, image)
    assert referrers(folder, image) == [artifact.digest]


def test_indexes_that_list_each_other_often_are_read_once(folder: Folder) -> None:
    inner = folder.put(index([described(OCI_INDEX, b"x")] * 20_000), OCI_INDEX)
    middle = folder.put(index([inner] * 20_000), OCI_INDEX)
    image = folder.image("v1")
    folder.listed += [middle] * 20_000
    folder.list(middle)
    assert referrers(folder, image) == []


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.unlink(), "is not there"),
        (lambda path: path.write_bytes(b"{}"), "has 2 bytes, and "),
        (lambda path: path.write_bytes(path.read_bytes().replace(b"2", b"3", 1)), "is not what was asked for"),
        (lambda path: path.write_bytes(b" " * (limits.MANIFEST_BYTES + 1)), "has more than the 4194304 bytes"),
    ],
    ids=["missing", "short", "changed", "large"],
)
def test_a_manifest_that_is_not_what_it_has_to_be(spoil: Callable[[Path], object], says: str, folder: Folder) -> None:
    digest = folder.image("v1")["digest"]
    spoil(folder.blob_path(digest))
    with pytest.raises(RegistryError, match=says):
        folder.open().fetch("v1")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.unlink(), "is not there"),
        (lambda path: path.write_bytes(b"12345"), "has 5 bytes, and 4 were announced"),
        (lambda path: path.write_bytes(b"ATAD"), "is not what was asked for"),
    ],
    ids=["missing", "long", "changed"],
)
def test_a_blob_that_is_not_what_it_has_to_be(spoil: Callable[[Path], object], says: str, folder: Folder) -> None:
    spoil(folder.blob(b"data"))
    folder.image()
    with pytest.raises(RegistryError, match=says):
        folder.open().blob(Descriptor.model_validate(described("x", b"data")), 100)


def test_a_blob_that_is_announced_as_too_large_is_not_read(folder: Folder) -> None:
    folder.image()
    with pytest.raises(RegistryError, match="has 4 bytes; at most 3 are taken"):
        folder.open().blob(Descriptor.model_validate(described("x", b"data")), 3)


def link(folder: Folder, name: str, outside: Path) -> None:
    """Move a file of the layout out of it, and lay a link in its place."""
    path = folder.path / name
    path.rename(outside / "moved")
    path.symlink_to(outside / "moved")


@pytest.mark.parametrize("name", ["index.json", "blobs", "blobs/sha256"])
def test_links_out_of_the_folder_are_not_followed(name: str, folder: Folder, tmp_path: Path) -> None:
    folder.image("v1")
    link(folder, name, tmp_path)
    with pytest.raises(RegistryError, match="is a link that leads out of the layout"):
        folder.open().fetch("v1")


def test_nothing_is_written_through_a_link_out_of_the_folder(folder: Folder, tmp_path: Path) -> None:
    image = folder.image("v1")
    link(folder, "blobs/sha256", tmp_path)
    before = sorted((tmp_path / "moved").iterdir())
    with pytest.raises(RegistryError, match="a link that leads out of the layout"):
        attach(folder, image)
    assert sorted((tmp_path / "moved").iterdir()) == before


def test_the_folder_itself_may_be_a_link(folder: Folder, tmp_path: Path) -> None:
    digest = folder.image("v1")["digest"]
    (tmp_path / "link").symlink_to(folder.path)
    assert Layout(Reference("", str(tmp_path / "link"))).fetch("v1").descriptor.digest == digest


@pytest.mark.parametrize("name", ["index.json", "blobs"])
def test_links_in_a_circle(name: str, folder: Folder) -> None:
    folder.image("v1")
    path = folder.path / name
    path.rename(folder.path / "moved")
    path.symlink_to(path)
    with pytest.raises(RegistryError):
        folder.open().fetch("v1")


def test_a_folder_where_a_file_has_to_be(folder: Folder) -> None:
    path = folder.blob_path(folder.image("v1")["digest"])
    path.unlink()
    path.mkdir()
    with pytest.raises(RegistryError, match="is no regular file"):
        folder.open().fetch("v1")


def test_a_file_where_a_folder_has_to_be(folder: Folder) -> None:
    image = folder.image("v1")
    for each in (folder.path / "blobs" / "sha256").iterdir():
        each.unlink()
    (folder.path / "blobs" / "sha256").rmdir()
    (folder.path / "blobs" / "sha256").write_text("a file")
    with pytest.raises(RegistryError, match="cannot be read"):
        folder.open().fetch("v1")
    with pytest.raises(RegistryError, match="cannot be written"):
        attach(folder, image)


@pytest.mark.parametrize(
    "content", [None, b"", b"{}", b"[]", b'{"imageLayoutVersion":"2.0.0"}', b"\xff", b"[" * 100_000]
)
def test_a_folder_that_is_no_layout(content: bytes | None, folder: Folder) -> None:
    path = folder.path / "oci-layout"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RegistryError, match=r"is no OCI image layout of version 1\.0\.0"):
        folder.open()


def test_an_index_that_is_not_there(folder: Folder) -> None:
    with pytest.raises(NotFoundError, match=r"index\.json` is not there"):
        folder.open().fetch("")


@given(data=st.binary())
def test_any_index_is_read_or_refused(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = Folder(tmp_path_factory.mktemp("random") / "layout")
    (folder.path / "index.json").write_bytes(data)
    with pytest.raises(UnsoundError):
        folder.open().fetch("v1")


def test_nothing_half_written_stays(folder: Folder) -> None:
    attach(folder, folder.image("v1"))
    names = [each.name for each in folder.path.rglob("*") if each.name.startswith(".")]
    assert names == []
    assert digest_of(b"{}").removeprefix("sha256:") in [each.name for each in folder.path.rglob("*")]
