"""`compatlang check --image`: what is attached to an image decides as it would from files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_schemas import errors
from tests.integration.registry.real.conftest import Push, Run
from tests.integration.registry.real.places import Image

pytestmark = pytest.mark.cell("check", "compatlang")


@pytest.mark.parametrize(("node", "code"), [("yes", 0), ("no", 1), ("unknown", 3)])
def test_three_saved_nodes_have_three_answers(run: Run, image: Image, node: str, code: int) -> None:
    run("attach", *image.argv, "train.compat", "--as", "compat")
    assert run("check", "--image", *image.argv, "--snapshot", f"{node}.json").code == code


def test_to_nfd_what_nobody_reports_is_not_there(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "nfd")
    codes = [run("check", "--image", *image.argv, "--snapshot", f"{node}.json").code for node in ("yes", "unknown")]
    assert codes == [0, 1]


def test_the_verdicts_and_reasons_are_those_of_the_policy_file(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "compat")
    snapshots = ("--snapshot", "yes.json", "no.json", "unknown.json", "--format", "json")
    ours, files = run("check", "--image", *image.argv, *snapshots), run("check", "train.compat", *snapshots)
    assert (ours.code, files.code) == (1, 1)
    assert errors(ours.json) == []
    assert said(ours.json) == said(files.json)


def said(part: Any) -> Any:
    """A report, or a part of one, without the names of files."""
    if isinstance(part, dict):
        return {key: said(value) for key, value in part.items() if key not in ("file", "span")}
    return [said(each) for each in part] if isinstance(part, list) else part


def test_the_specification_of_nfd_decides_as_the_document_does(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "nfd")
    run("pull", *image.argv)
    for node in ("yes", "no", "unknown"):
        asked = ("--snapshot", f"{node}.json", "--format", "nfd")
        ours, document = run("check", "--image", *image.argv, *asked), run("check", "compatibility.yaml", *asked)
        assert (ours.code, ours.out) == (document.code, document.out)


@pytest.mark.parametrize("form", ["compat", "nfd"])
def test_tags_choose_profiles(run: Run, image: Image, form: str) -> None:
    run("attach", *image.argv, "train.compat", "--as", form)
    codes = {
        tags: run("check", "--image", *image.argv, "--snapshot", "slow.json", *tags).code
        for tags in [(), ("--tags", "slow"), ("--tags", "fast")]
    }
    assert codes == {(): 0, ("--tags", "slow"): 0, ("--tags", "fast"): 1}


def test_images_and_files_are_checked_together(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "compat")
    ran = run("check", "strict.compat", "--image", *image.argv, "--snapshot", "yes.json")
    assert ran.code == 1
    assert "incompatible with strict" in ran.out
    assert "compatible with train" in ran.out


def test_what_is_attached_to_a_platform_counts_for_it_before_what_is_attached_to_the_index(
    run: Run, image: Image
) -> None:
    run("attach", *image.argv, "train.compat", "--as", "compat")
    run("attach", *image.argv, "strict.compat", "--as", "compat", "--platform", "linux/arm64")
    codes = {
        platform: run("check", "--image", *image.argv, "--platform", platform, "--snapshot", "yes.json").code
        for platform in ("", "linux/amd64", "linux/arm64")
    }
    assert codes == {"": 0, "linux/amd64": 0, "linux/arm64": 1}


def test_an_image_to_which_nothing_is_attached_is_unknown(run: Run, image: Image) -> None:
    ran = run("check", "--image", *image.argv, "--snapshot", "yes.json")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(f"{image.reference} has no compatibility artifact\n")
    assert run("check", "--image", *image.argv, "--snapshot", "yes.json", "--allow-empty").code == 0


def test_it_is_said_where_else_an_artifact_is(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--platform", "linux/arm64")
    ran = run("check", "--image", *image.argv, "--snapshot", "yes.json")
    assert ran.code == 3
    assert "; its manifests for linux/arm64 have some (--platform)\n" in ran.err


def test_a_policy_for_other_images_is_left_out_and_that_is_told(run: Run, image: Image) -> None:
    other = 'policy other { image "registry.example/acme/other:*"\n require future: kernel.version >= 99 }'
    Path("two.compat").write_text(f"edition 1\n{other}\npolicy mine {{ require k: kernel.version >= 5 }}\n", "utf-8")
    attached = run("attach", *image.argv, "two.compat", "--as", "compat")
    assert "warning: policy other is for `registry.example/acme/other:*`, which" in attached.err
    ran = run("check", "--image", *image.argv, "--snapshot", "yes.json")
    assert ran.code == 0
    assert f"other names other images than {image.reference}, and is left out\n" in ran.err


def test_several_images_are_checked_at_once(run: Run, push: Push) -> None:
    one, two = push("linux/amd64"), push()
    run("attach", *one.argv, "train.compat", "--as", "compat")
    run("attach", *two.argv, "spec.yaml")
    ran = run("check", "--image", one.reference, two.reference, *one.place.flags, "--snapshot", "yes.json")
    assert ran.code == 0
    assert [line.split(": ")[0] for line in ran.err.splitlines()] == [one.reference, two.reference]
