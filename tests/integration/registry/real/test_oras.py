"""What compatlang attaches `oras` finds, fetches, copies and deletes, and what oras attaches compatlang reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from compatlang.integrations.registry import media
from tests.integration.registry.real import policies
from tests.integration.registry.real.conftest import Run
from tests.integration.registry.real.places import Image


def attached(run: Run, image: Image) -> dict[str, str]:
    """The artifacts of the image itself: the digest of each type."""
    (top, *_) = run("discover", *image.argv, "--format", "json").json["manifests"]
    return {each["artifactType"]: each["digest"] for each in top["artifacts"]}


def at(image: Image, digest: str) -> tuple[str, ...]:
    """How oras is told of an artifact in the repository of an image."""
    return (*image.place.oras_flags(), f"{image.repository.removeprefix('oci:')}@{digest}")


@pytest.mark.cell("attach", "oras")
def test_a_specification_that_oras_attached_is_found_and_decides(run: Run, image: Image, tmp_path: Path) -> None:
    image.place.oras.run(
        *("attach", "--artifact-type", media.NFD, *image.oras_argv()), f"spec.yaml:{media.NFD_SPEC}", folder=tmp_path
    )
    assert list(attached(run, image)) == [media.NFD]
    assert run("check", "--image", *image.argv, "--snapshot", "yes.json").code == 0
    assert run("pull", *image.argv, "--output", "pulled").out == "pulled/spec.yaml\n"
    assert Path("pulled/spec.yaml").read_text("utf-8") == policies.SPEC
    assert run("remove", *image.argv).code == 0
    assert attached(run, image) == {}


@pytest.mark.cell("attach", "oras")
def test_what_both_attach_is_found_by_both(run: Run, image: Image, tmp_path: Path) -> None:
    run("attach", *image.argv, "train.compat", "--as", "compat")
    image.place.oras.run(
        *("attach", "--artifact-type", media.NFD, *image.oras_argv()), f"spec.yaml:{media.NFD_SPEC}", folder=tmp_path
    )
    listed = image.place.oras.json("discover", "--format", "json", *image.oras_argv())["referrers"]
    assert {each["artifactType"]: each["digest"] for each in listed} == attached(run, image)
    assert len(listed) == 2


@pytest.mark.cell("discover", "oras")
def test_oras_finds_artifacts_by_their_type(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "both", "--created", "2026-01-31T12:00:00Z")
    for kind, digest in attached(run, image).items():
        asked = ("discover", "--format", "json", "--artifact-type", kind, *image.oras_argv())
        (found,) = image.place.oras.json(*asked)["referrers"]
        assert (found["digest"], found["artifactType"]) == (digest, kind)
        assert found["annotations"]["org.opencontainers.image.created"] == "2026-01-31T12:00:00Z"


@pytest.mark.cell("pull", "oras")
@pytest.mark.parametrize("kind", [media.COMPAT, media.NFD])
def test_oras_fetches_the_same_files(run: Run, image: Image, tmp_path: Path, kind: str) -> None:
    run("attach", *image.argv, "train.compat", "--as", "both")
    digest = attached(run, image)[kind]
    image.place.oras.run("pull", "--output", str(tmp_path / "theirs"), *at(image, digest))
    run("pull", *image.argv, "--artifact", digest, "--output", "ours")
    assert files(Path("theirs")) == files(Path("ours")) != {}


def files(folder: Path) -> dict[str, bytes]:
    """The files below a folder."""
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@pytest.mark.cell("copy", "oras")
def test_artifacts_go_along_when_oras_copies_the_image_to_a_layout_and_back(
    run: Run, image: Image, tmp_path: Path
) -> None:
    run("attach", *image.argv, "train.compat", "--as", "both")
    run("attach", *image.argv, "spec.yaml", "--platform", "linux/arm64")
    place, back = image.place, image.place.reference()
    source = (*place.oras_flags("from-"), image.reference.removeprefix("oci:"))
    target = (*place.oras_flags("to-"), back.removeprefix("oci:"))
    copy = ("cp", "--recursive", "--concurrency", "1")  # olareg may lose one of two artifacts that come at once
    place.oras.run(*copy, *source, "--to-oci-layout", "copy:v1", folder=tmp_path)
    place.oras.run(*copy, "--from-oci-layout", "copy:v1", *target, folder=tmp_path)
    expected = listed(run, *image.argv)
    assert [len(artifacts) for artifacts in expected.values()] == [2, 0, 1, 0]
    for argv in (("oci:copy:v1",), ("oci:copy",), (back, *place.flags)):
        assert listed(run, *argv) == expected
    codes = [run("check", "--image", "oci:copy:v1", "--snapshot", f"{node}.json").code for node in ("yes", "no")]
    assert codes == [0, 1]


def listed(run: Run, *argv: str) -> dict[str, list[str]]:
    """Of each manifest of an image the digests of its artifacts."""
    manifests = run("discover", *argv, "--format", "json").json["manifests"]
    return {each["digest"]: [artifact["digest"] for artifact in each["artifacts"]] for each in manifests}


@pytest.mark.cell("remove", "oras")
def test_what_oras_deletes_is_gone(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "both")
    image.place.oras.run("manifest", "delete", "--force", *at(image, attached(run, image)[media.COMPAT]))
    ran = run("discover", *image.argv)
    assert (ran.code, ran.err) == (0, "")
    assert list(attached(run, image)) == [media.NFD]
