"""A newer artifact supersedes an older one, which stays and can be asked for."""

from __future__ import annotations

import pytest

from tests.integration.registry.real.conftest import Run
from tests.integration.registry.real.places import Image

pytestmark = pytest.mark.cell("supersede", "compatlang")


def digests(run: Run, image: Image) -> list[str]:
    """The artifacts of an image, the one that counts first."""
    (top, *_) = run("discover", *image.argv, "--format", "json").json["manifests"]
    return [each["digest"] for each in top["artifacts"]]


@pytest.mark.parametrize("form", ["compat", "nfd"])
def test_the_newest_counts_and_that_is_told(run: Run, image: Image, form: str) -> None:
    for policy, made in (("strict.compat", "2026-03-01T00:00:00Z"), ("train.compat", "2026-02-01T00:00:00Z")):
        run("attach", *image.argv, policy, "--as", form, "--created", made)
    newest, oldest = digests(run, image)
    ran = run("check", "--image", *image.argv, "--snapshot", "yes.json")
    assert ran.code == 1
    assert ran.err == f"{image.reference}: {form} artifact {newest}, made 2026-03-01T00:00:00Z; it has 1 more\n"
    ran = run("check", "--image", *image.argv, "--artifact", oldest, "--snapshot", "yes.json")
    assert ran.code == 0
    assert ran.err == f"{image.reference}: {form} artifact {oldest}, made 2026-02-01T00:00:00Z; it has 1 more\n"


def test_moments_are_compared_whatever_the_zone_they_are_written_in(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "compat", "--created", "2026-02-01T01:30:00+02:00")
    run("attach", *image.argv, "strict.compat", "--as", "compat", "--created", "2026-01-31T23:31:00Z")
    assert run("check", "--image", *image.argv, "--snapshot", "yes.json").code == 1


def test_of_two_of_one_moment_the_one_of_compatlang_counts(run: Run, image: Image) -> None:
    made = ("--created", "2026-01-31T12:00:00Z")
    run("attach", *image.argv, "strict.compat", "--as", "nfd", *made)
    run("attach", *image.argv, "train.compat", "--as", "compat", *made)
    ran = run("check", "--image", *image.argv, "--snapshot", "yes.json")
    assert (ran.code, ran.err.split()[1]) == (0, "compat")


def test_when_the_newest_is_removed_the_one_before_counts_again(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "compat", "--created", "2026-01-01T00:00:00Z")
    run("attach", *image.argv, "strict.compat", "--as", "compat", "--created", "2026-02-01T00:00:00Z")
    assert run("remove", *image.argv, "--artifact", digests(run, image)[0]).code == 0
    assert run("check", "--image", *image.argv, "--snapshot", "yes.json").code == 0


def test_an_artifact_that_is_not_there_cannot_be_asked_for(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "compat")
    there = digests(run, image)[0]
    wanted = f"sha256:{'0' * 64}"
    ran = run("check", "--image", *image.argv, "--artifact", wanted, "--snapshot", "yes.json")
    assert ran.code == 2
    assert ran.err == f"error: {image.reference} has no compatibility artifact {wanted}: it has {there}\n"
