"""Layouts as other tools write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compatlang.integrations.registry import reference
from compatlang.integrations.registry.errors import RegistryError
from compatlang.integrations.registry.layout import Layout
from tests.integration.registry.real import layouts


def only(folder: Path) -> str:
    """The digest of the only image of a layout."""
    return Layout(reference.parse(f"oci:{folder}")).fetch("").descriptor.digest


def relist(folder: Path, *more: dict[str, object]) -> None:
    """List more in a layout's index.json."""
    path = folder / "index.json"
    index = json.loads(path.read_bytes())
    path.write_text(json.dumps({**index, "manifests": [*index["manifests"], *more]}), "utf-8")


def test_the_manifests_of_an_index_are_no_images_of_their_own_where_they_are_listed_too(tmp_path: Path) -> None:
    digests = layouts.write(tmp_path)
    index = json.loads((tmp_path / "blobs" / digests[""].replace(":", "/")).read_bytes())
    relist(tmp_path, *index["manifests"])
    assert only(tmp_path) == digests[""]


def test_an_image_of_two_names_is_one_image(tmp_path: Path) -> None:
    digests = layouts.write(tmp_path, tag="v1")
    assert layouts.write(tmp_path, tag="latest") == digests
    assert only(tmp_path) == digests[""]


def test_of_two_images_one_has_to_be_named(tmp_path: Path) -> None:
    layouts.write(tmp_path, tag="v1")
    layouts.write(tmp_path, ("linux/amd64", "linux/s390x"), tag="v2")
    with pytest.raises(RegistryError, match="holds 2 images: name one, of v1, v2"):
        only(tmp_path)
