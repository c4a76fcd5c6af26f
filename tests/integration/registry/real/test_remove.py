"""`compatlang remove`: what is removed is gone from every list, and all else stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from compatlang.integrations.registry import media
from tests.integration.registry.images import fallback_tag
from tests.integration.registry.real.conftest import Run
from tests.integration.registry.real.places import Image
from tests.integration.registry.real.registries import at_registries

pytestmark = pytest.mark.cell("remove", "compatlang")

SBOM = "application/vnd.example.sbom"


def attach_sbom(image: Image, folder: Path) -> str:
    """Attach something that is nobody's business here, and return its digest."""
    (folder / "sbom.json").write_text("{}", "utf-8")
    described = image.place.oras.run(
        *("attach", "--artifact-type", SBOM, "--format", "go-template={{.digest}}", *image.oras_argv()),
        "sbom.json:application/json",
        folder=folder,
    )
    return described.decode().strip()


def referrers(image: Image) -> dict[str, str]:
    """What refers to the image, by digest, with its type, as oras finds it."""
    found = image.place.oras.json("discover", "--format", "json", *image.oras_argv())["referrers"]
    return {each["digest"]: each["artifactType"] for each in found or []}


def test_one_artifact_is_removed_and_the_others_stay(run: Run, image: Image, tmp_path: Path) -> None:
    sbom = attach_sbom(image, tmp_path)
    run("attach", *image.argv, "train.compat", "--as", "both")
    before = image.stored()
    listed = referrers(image)
    assert sorted(listed.values()) == sorted([SBOM, media.COMPAT, media.NFD])
    (nfd,) = [digest for digest, kind in listed.items() if kind == media.NFD]
    ran = run("remove", *image.argv, "--artifact", nfd)
    assert (ran.code, ran.out) == (0, f"{image.reference}: removed nfd artifact {nfd}\n")
    assert referrers(image) == {digest: kind for digest, kind in listed.items() if digest != nfd}
    assert sbom in referrers(image)
    assert image.stored() == before


def test_all_are_removed_and_what_others_attached_stays(run: Run, image: Image, tmp_path: Path) -> None:
    sbom = attach_sbom(image, tmp_path)
    for policy in ("train.compat", "strict.compat"):
        run("attach", *image.argv, policy, "--as", "both")
    ran = run("remove", *image.argv, "--all")
    assert (ran.code, len(ran.out.splitlines())) == (0, 4)
    assert referrers(image) == {sbom: SBOM}
    assert run("discover", *image.argv).code == 3


@at_registries
@pytest.mark.parametrize("referrers_by", ["auto", "tag"])
def test_the_fallback_tag_goes_with_the_last_of_its_entries(run: Run, image: Image, referrers_by: str) -> None:
    run("attach", *image.argv, "train.compat", "--as", "both", "--referrers", referrers_by)
    assert run("remove", *image.argv, "--all").code == 0
    listing = ("repo", "tags", *image.place.oras_flags(), image.repository, "--format", "json")
    assert image.place.oras.json(*listing)["tags"] == ["v1"]
    assert fallback_tag(image.digests[""]) not in image.place.oras.json(*listing)["tags"]


def test_what_is_attached_to_other_manifests_stays(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "nfd")
    run("attach", *image.argv, "train.compat", "--as", "nfd", "--platform", "all")
    assert run("remove", *image.argv, "--platform", "linux/arm64").code == 0
    assert counts(run, image) == [1, 1, 0, 1]
    assert run("remove", *image.argv, "--platform", "all", "--all").code == 0
    assert counts(run, image) == [1, 0, 0, 0]


def counts(run: Run, image: Image) -> list[int]:
    """How many artifacts the image and each of its platforms has."""
    manifests = run("discover", *image.argv, "--format", "json").json["manifests"]
    return [len(each["artifacts"]) for each in manifests]


def test_where_there_are_several_it_is_not_guessed_which(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "both")
    ran = run("remove", *image.argv)
    assert (ran.code, ran.out) == (2, "")
    assert "there are 2 artifacts: compat sha256:" in ran.err
    assert len(referrers(image)) == 2


def test_what_is_no_artifact_of_the_image_is_not_removed(run: Run, image: Image, tmp_path: Path) -> None:
    sbom = attach_sbom(image, tmp_path)
    for wanted in (sbom, image.digests["linux/amd64"]):
        ran = run("remove", *image.argv, "--artifact", wanted)
        assert (ran.code, ran.err) == (2, f"error: {image.reference} has no compatibility artifact {wanted}\n")
    assert referrers(image) == {sbom: SBOM}


def test_what_was_removed_can_be_attached_again(run: Run, image: Image) -> None:
    made = ("train.compat", "--as", "nfd", "--created", "2026-01-31T12:00:00Z")
    first = run("attach", *image.argv, *made)
    assert run("remove", *image.argv).code == 0
    assert run("attach", *image.argv, *made).out == first.out
    assert run("discover", *image.argv).code == 0
