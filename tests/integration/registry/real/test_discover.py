"""`compatlang discover`: everything that is attached, in text and in JSON."""

from __future__ import annotations

import pytest

from tests.cli.test_schemas import errors
from tests.integration.registry.real.conftest import Push, Run
from tests.integration.registry.real.places import Image

pytestmark = pytest.mark.cell("discover", "compatlang")


def test_the_text_is_a_tree_of_the_image_its_artifacts_and_its_platforms(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "both", "--created", "2026-01-31T12:00:00Z")
    run("attach", *image.argv, "spec.yaml", "--platform", "linux/arm64", "--created", "2026-02-01T12:00:00+01:00")
    ran = run("discover", *image.argv)
    assert (ran.code, ran.err) == (0, "")
    digests = image.digests
    text = ran.out
    for each in run("discover", *image.argv, "--format", "json").json["manifests"]:
        for number, artifact in enumerate(each["artifacts"]):
            text = text.replace(artifact["digest"], f"{each['platform'] or 'index'} {number}")
    assert text.splitlines() == [
        f"{image.reference}  {digests['']}",
        "├─ compat  index 0  2026-01-31T12:00:00Z, used",
        "│    policy train: training image",
        f"│    files: {sizes(run, image, '', 0)}",
        "├─ nfd  index 1  2026-01-31T12:00:00Z",
        "│    set 1, weight 10 (training image, profile fast, tag fast): site.kernel/recent, gpu, fast/gds",
        "│    set 2, weight 1 (training image, profile slow, tag slow): site.kernel/recent, gpu, slow/verbs",
        f"│    files: {sizes(run, image, '', 1)}",
        f"├─ linux/amd64  {digests['linux/amd64']}",
        f"├─ linux/arm64  {digests['linux/arm64']}",
        "│  └─ nfd  linux/arm64 0  2026-02-01T12:00:00+01:00, used",
        "│       set 1, weight 0 (any kernel from 5): kernel",
        f"│       files: {sizes(run, image, 'linux/arm64', 0)}",
        f"└─ linux/arm/v7  {digests['linux/arm/v7']}",
    ]


def sizes(run: Run, image: Image, platform: str, number: int) -> str:
    """The files of an artifact as the text has them."""
    manifests = run("discover", *image.argv, "--format", "json").json["manifests"]
    (found,) = [each for each in manifests if (each["platform"] or "") == platform]
    return ", ".join(f"{each['name']} ({each['size']} bytes)" for each in found["artifacts"][number]["files"])


def test_the_json_is_as_its_schema_says(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--as", "both", "--platform", "linux/amd64")
    run("attach", *image.argv, "counted.compat")
    ran = run("discover", *image.argv, "--format", "json")
    assert ran.code == 0
    assert errors(ran.json) == []
    assert ran.json["digest"] == image.digests[""]
    found = {each["platform"]: each["artifacts"] for each in ran.json["manifests"]}
    assert {name: [each["used"] for each in listed] for name, listed in found.items()} == {
        None: [True],
        "linux/amd64": [True, False],
        "linux/arm64": [],
        "linux/arm/v7": [],
    }
    assert found[None][0]["policies"] == ["counted"]


def test_nothing_attached_is_3_and_valid(run: Run, push: Push) -> None:
    image = push("linux/amd64")
    ran = run("discover", *image.argv)
    assert (ran.code, ran.out.splitlines()[1:]) == (3, ["  nothing is attached that says where it runs"])
    document = run("discover", *image.argv, "--format", "json").json
    assert errors(document) == []
    assert [each["artifacts"] for each in document["manifests"]] == [[]]


def test_an_image_is_found_by_its_digest_too(run: Run, image: Image) -> None:
    run("attach", *image.argv, "train.compat", "--platform", "linux/arm64", "--as", "compat")
    pinned = f"{image.repository}@{image.digests['linux/arm64']}"
    (only,) = run("discover", pinned, *image.place.flags, "--format", "json").json["manifests"]
    assert (only["digest"], len(only["artifacts"])) == (image.digests["linux/arm64"], 1)


def test_an_image_that_is_not_there_is_an_error(run: Run, image: Image) -> None:
    ran = run("discover", f"{image.repository}:v2", *image.place.flags)
    assert (ran.code, ran.err) == (2, f"error: {image.repository}:v2 is not there\n")
