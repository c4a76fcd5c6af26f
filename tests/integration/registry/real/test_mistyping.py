"""A registry whose API lists artifacts as of the type of their configuration, and does not say that it lists them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from compatlang.integrations.registry import media
from tests.integration.registry.real.conftest import Run
from tests.integration.registry.real.places import Image, Place
from tests.integration.registry.real.registries import mistyping


@pytest.fixture(scope="module")
def place(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with mistyping("mistyping", programs, tmp_path_factory.mktemp("mistyping")) as started:
        yield started


@pytest.mark.parametrize("referrers", ["auto", "api", "tag"])
def test_artifacts_are_found_by_what_they_say_themselves(run: Run, image: Image, referrers: str) -> None:
    assert run("attach", *image.argv, "train.compat", "--as", "both", "--referrers", referrers).code == 0
    listed = image.place.oras.json("discover", "--format", "json", *image.oras_argv())["referrers"]
    assert {each["artifactType"] for each in listed} == {"application/vnd.oci.empty.v1+json"}
    (top, *_) = run("discover", *image.argv, "--format", "json").json["manifests"]
    assert [each["artifactType"] for each in top["artifacts"]] == [media.COMPAT, media.NFD]
    assert run("remove", *image.argv, "--all").code == 0
    assert run("discover", *image.argv).code == 3
