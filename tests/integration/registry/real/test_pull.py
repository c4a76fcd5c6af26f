"""`compatlang pull`: the files of an artifact, as they were attached."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.registry.real import policies
from tests.integration.registry.real.conftest import Run
from tests.integration.registry.real.places import Image

pytestmark = pytest.mark.cell("pull", "compatlang")


def test_the_files_of_a_policy_are_what_was_attached_and_decide_the_same(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "compat")
    ran = run("pull", *image.argv, "--output", "pulled")
    assert ran.code == 0, ran.err
    names = ["train.compatc", "train.compat", "site.compat", "std/pci.compat"]
    assert sorted(ran.out.splitlines()) == sorted(f"pulled/{name}" for name in names)
    assert Path("pulled/train.compat").read_text("utf-8") == policies.TRAIN
    for pulled in ("pulled/train.compat", "pulled/train.compatc"):
        checked = run("check", pulled, "--snapshot", "no.json")
        assert (checked.code, "no  incompatible with train" in checked.out) == (1, True)


def test_the_specification_of_nfd_is_what_was_attached(run: Run, image: Image) -> None:
    run("attach", *image.argv, "spec.yaml")
    ran = run("pull", *image.argv, "--output", "pulled")
    assert (ran.code, ran.out) == (0, "pulled/compatibility.yaml\n")
    assert Path("pulled/compatibility.yaml").read_text("utf-8") == policies.SPEC


def test_one_of_several_is_named_by_its_digest_or_its_platform(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "both")
    run("attach", *image.argv, "strict.compat", "--as", "compat", "--platform", "linux/amd64")
    (top, *_) = run("discover", *image.argv, "--format", "json").json["manifests"]
    nfd = top["artifacts"][1]["digest"]
    by_digest = run("pull", *image.argv, "--artifact", nfd, "-o", "a")
    by_platform = run("pull", *image.argv, "--platform", "linux/amd64", "-o", "b")
    assert by_digest.out == "a/compatibility.yaml\n"
    assert by_platform.out.splitlines() == ["b/strict.compatc", "b/strict.compat"]


def test_files_that_are_there_are_written_over_only_where_that_is_said(run: Run, image: Image) -> None:
    run("attach", *image.argv, "spec.yaml")
    Path("compatibility.yaml").write_text("mine", "utf-8")
    ran = run("pull", *image.argv)
    assert (ran.code, Path("compatibility.yaml").read_text("utf-8")) == (2, "mine")
    assert "is there already; --force writes over files" in ran.err
    assert run("pull", *image.argv, "--force").code == 0
    assert Path("compatibility.yaml").read_text("utf-8") == policies.SPEC


def test_where_nothing_is_attached_nothing_is_pulled(run: Run, image: Image) -> None:
    ran = run("pull", *image.argv, "-o", "pulled")
    assert (ran.code, ran.err) == (2, f"error: {image.reference} has no compatibility artifact\n")
    assert not Path("pulled").exists()
