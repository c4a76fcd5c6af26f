"""`compatlang attach`: what is found afterwards is what was made, and the image is as it was."""

from __future__ import annotations

from typing import Any

import pytest

from compatlang.integrations.registry import media
from tests.integration.registry.images import fallback_tag
from tests.integration.registry.real.conftest import Push, Run
from tests.integration.registry.real.places import Image
from tests.integration.registry.real.registries import at_registries

pytestmark = pytest.mark.cell("attach", "compatlang")

MADE = ("--created", "2026-01-31T12:00:00Z")


def attached(out: str) -> list[list[str]]:
    """Of each line of what `attach` printed about an artifact its kind, its digest and its policies."""
    lines = [line.split(maxsplit=3) for line in out.splitlines() if line.startswith("  attached")]
    return [words[1:] for words in lines]


def manifest(image: Image, digest: str) -> dict[str, Any]:
    """The manifest of an artifact, as somebody else finds it."""
    at = (*image.place.oras_flags(), f"{image.repository.removeprefix('oci:')}@{digest}")
    found: dict[str, Any] = image.place.oras.json("manifest", "fetch", *at)
    return found


@pytest.mark.parametrize(
    ("form", "types"),
    [
        ("nfd", [media.NFD]),
        ("compat", [media.COMPAT]),
        ("both", [media.COMPAT, media.NFD]),
        ("auto", [media.COMPAT, media.NFD]),
    ],
)
def test_an_artifact_refers_to_the_image_and_has_the_time_that_was_given(
    run: Run, image: Image, form: str, types: list[str]
) -> None:
    ran = run("attach", *image.argv, "train.compat", "--as", form, *MADE)
    assert ran.code == 0, ran.err
    found = [manifest(image, digest) for _, digest, _ in attached(ran.out)]
    assert [each["artifactType"] for each in found] == types
    for each in found:
        assert each["subject"]["digest"] == image.digests[""]
        assert each["annotations"]["org.opencontainers.image.created"] == "2026-01-31T12:00:00Z"


def test_the_image_is_as_it_was(run: Run, image: Image) -> None:
    before = image.stored()
    for platform in ("", "linux/arm64", "all"):
        assert run("attach", *image.argv, "train.compat", "--as", "both", "--platform", platform).code == 0
    assert image.stored() == before


@pytest.mark.parametrize("referrers", ["auto", "api", "tag"])
def test_every_way_of_listing_leads_to_it_where_the_registry_has_that_way(
    run: Run, image: Image, referrers: str
) -> None:
    ran = run("attach", *image.argv, "train.compat", "--as", "nfd", "--referrers", referrers)
    discovered = run("discover", *image.argv, "--format", "json")
    if referrers == "api" and not (image.place.has_api or image.place.is_layout):
        assert ran.code == 2
        assert "has no API of referrers; --referrers tag writes the fallback tag instead" in ran.err
        assert discovered.code == 3
    else:
        assert (ran.code, discovered.code) == (0, 0), ran.err


@at_registries
@pytest.mark.parametrize("referrers", ["auto", "tag"])
def test_the_fallback_tag_is_written_where_it_is_needed_or_asked_for(run: Run, image: Image, referrers: str) -> None:
    run("attach", *image.argv, "train.compat", "--as", "nfd", "--referrers", referrers)
    tags = image.place.oras.json("repo", "tags", *image.place.oras_flags(), image.repository, "--format", "json")[
        "tags"
    ]
    expected = referrers == "tag" or not image.place.has_api
    assert (fallback_tag(image.digests[""]) in tags) is expected


def test_the_same_is_attached_once_however_often_it_is_said(run: Run, image: Image) -> None:
    first, second = (run("attach", *image.argv, "train.compat", "--as", "both", *MADE) for _ in range(2))
    assert first.out == second.out
    (top, *_) = run("discover", *image.argv, "--format", "json").json["manifests"]
    assert len(top["artifacts"]) == 2


def test_the_digest_is_the_same_wherever_it_is_attached(run: Run, push: Push) -> None:
    digests = {
        digest
        for image in (push(), push())
        for _, digest, _ in attached(run("attach", *image.argv, "train.compat", "--as", "nfd", *MADE).out)
    }
    assert len(digests) == 1


def test_one_platform_and_every_platform(run: Run, image: Image) -> None:
    one = run("attach", *image.argv, "train.compat", "--as", "nfd", "--platform", "linux/arm64")
    every = run("attach", *image.argv, "strict.compat", "--as", "nfd", "--platform", "all")
    assert (len(attached(one.out)), len(attached(every.out))) == (1, 3)
    manifests = run("discover", *image.argv, "--format", "json").json["manifests"]
    assert {each["platform"]: len(each["artifacts"]) for each in manifests} == {
        None: 0,
        "linux/amd64": 1,
        "linux/arm64": 2,
        "linux/arm/v7": 1,
    }


def test_an_image_for_one_platform_has_no_platforms_to_choose_from(run: Run, push: Push) -> None:
    image = push("linux/amd64")
    assert run("attach", *image.argv, "train.compat").code == 0
    ran = run("attach", *image.argv, "train.compat", "--platform", "linux/amd64")
    assert ran.code == 2
    assert "is one image, not an index" in ran.err


def test_a_specification_of_nfd_is_attached_as_it_stands(run: Run, image: Image) -> None:
    ran = run("attach", *image.argv, "spec.yaml", *MADE)
    assert ran.code == 0, ran.err
    ((kind, digest, _),) = attached(ran.out)
    (layer,) = manifest(image, digest)["layers"]
    assert (kind, layer["mediaType"]) == ("nfd", media.NFD_SPEC)


def test_what_nfd_cannot_say_is_left_out_and_that_is_told(run: Run, image: Image) -> None:
    ran = run("attach", *image.argv, "counted.compat")
    assert [kind for kind, _, _ in attached(ran.out)] == ["compat"]
    assert "note: NFD's artifact is left out: " in ran.err


def test_a_dry_run_makes_the_same_and_pushes_nothing(run: Run, image: Image) -> None:
    dry = run("attach", *image.argv, "train.compat", "--as", "both", *MADE, "--dry-run")
    assert run("discover", *image.argv).code == 3
    assert (
        dry.out.replace("would be attached", "attached")
        == run("attach", *image.argv, "train.compat", "--as", "both", *MADE).out
    )


def test_the_artifact_of_compatlang_carries_all_that_the_policy_imports(run: Run, image: Image) -> None:
    ran = run("attach", *image.argv, "train.compat", "--as", "compat")
    ((_, digest, _),) = attached(ran.out)
    titles = [each["annotations"]["org.opencontainers.image.title"] for each in manifest(image, digest)["layers"]]
    assert titles[0] == "train.compatc"
    assert sorted(titles[1:]) == ["site.compat", "std/pci.compat", "train.compat"]
