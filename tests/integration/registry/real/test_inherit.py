"""`compatlang check --inherit`: what the base image of an image needs counts as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.registry.real import layouts
from tests.integration.registry.real.conftest import Push, Run
from tests.integration.registry.real.places import Image, Place
from tests.integration.registry.real.registries import at_registries

pytestmark = pytest.mark.cell("inherit", "compatlang")

NAME, DIGEST = "org.opencontainers.image.base.name", "org.opencontainers.image.base.digest"


def check(run: Run, image: Image, node: str, *flags: str) -> tuple[int, str]:
    ran = run("check", "--image", *image.argv, "--snapshot", f"{node}.json", *flags)
    return ran.code, ran.err


@at_registries
@pytest.mark.parametrize("kind", ["annotations", "labels"])
def test_a_base_image_in_another_repository_counts_where_that_is_asked_for(run: Run, push: Push, kind: str) -> None:
    base = push("linux/amd64")
    run("attach", *base.argv, "strict.compat", "--as", "compat")
    said = {NAME: base.reference, DIGEST: base.digests[""]}
    image = push("linux/amd64", annotations=said) if kind == "annotations" else push("linux/amd64", labels=said)
    assert base.repository != image.repository
    run("attach", *image.argv, "train.compat", "--as", "compat")
    assert check(run, image, "yes")[0] == 0
    code, told = check(run, image, "yes", "--inherit")
    assert code == 1
    assert [line.split(": ")[0] for line in told.splitlines()] == [image.reference, base.reference]


@at_registries
def test_the_report_says_which_image_needs_what(run: Run, push: Push) -> None:
    base = push("linux/amd64")
    run("attach", *base.argv, "strict.compat", "--as", "compat")
    image = push("linux/amd64", annotations={NAME: base.reference, DIGEST: base.digests[""]})
    run("attach", *image.argv, "train.compat", "--as", "compat")
    ran = run("check", "--image", *image.argv, "--inherit", "--snapshot", "yes.json")
    assert f"incompatible with {base.reference}/strict\n" in ran.out


@at_registries
def test_a_base_for_one_platform_has_what_is_attached_to_its_index(run: Run, push: Push) -> None:
    base = push()
    run("attach", *base.argv, "strict.compat", "--as", "compat")
    image = push("linux/arm64", annotations={NAME: base.reference, DIGEST: base.digests["linux/arm64"]})
    assert check(run, image, "yes", "--inherit")[0] == 1


@at_registries
def test_the_chain_goes_on_over_a_base_without_an_artifact(run: Run, push: Push) -> None:
    oldest = push("linux/amd64")
    run("attach", *oldest.argv, "strict.compat", "--as", "compat")
    middle = push("linux/amd64", annotations={NAME: oldest.reference, DIGEST: oldest.digests[""]})
    image = push("linux/amd64", annotations={NAME: middle.reference, DIGEST: middle.digests[""]})
    run("attach", *image.argv, "train.compat", "--as", "compat")
    code, said = check(run, image, "yes", "--inherit")
    assert code == 1
    assert f"{middle.reference}, a base image, has no compatibility artifact\n" in said
    assert f"{oldest.reference}: compat artifact " in said


@at_registries
def test_an_image_on_disk_may_have_its_base_in_a_registry(run: Run, push: Push, tmp_path: Path) -> None:
    base = push("linux/amd64")
    run("attach", *base.argv, "strict.compat", "--as", "compat")
    layouts.write(tmp_path / "disk", ("linux/amd64",), annotations={NAME: base.reference, DIGEST: base.digests[""]})
    ran = run("check", "--image", "oci:disk", *base.place.flags, "--inherit", "--snapshot", "yes.json")
    assert (ran.code, "incompatible with" in ran.out) == (1, True)


def test_no_image_makes_anybody_read_a_folder_of_this_machine(run: Run, push: Push, tmp_path: Path) -> None:
    layouts.write(tmp_path / "secret", ("linux/amd64",))
    image = push("linux/amd64", annotations={NAME: f"oci:{tmp_path}/secret"})
    code, said = check(run, image, "yes", "--inherit")
    assert code == 2
    assert "which is in no registry" in said


def test_a_base_without_a_name_lies_where_the_image_does(run: Run, place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "layout"
    base = layouts.write(folder, ("linux/amd64",), tag="base")
    digests = layouts.write(folder, ("linux/amd64",), annotations={DIGEST: base[""]})
    beside = Image(place, place.reference("acme/beside", "base"), base)
    image = Image(place, place.reference("acme/beside"), digests)
    for each in (beside, image):
        place.push(folder, each.reference)
    run("attach", *beside.argv, "strict.compat", "--as", "compat")
    assert check(run, image, "yes", "--inherit")[0] == 1


def test_an_image_that_names_no_base_is_checked_alone(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "compat")
    assert check(run, image, "yes", "--inherit")[0] == 0
