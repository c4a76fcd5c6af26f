from __future__ import annotations

from typing import Any

import pytest

from compatlang.integrations.registry.errors import RegistryError
from compatlang.integrations.registry.model import OCI_MANIFEST, Index
from compatlang.integrations.registry.platforms import choose, images


def entry(number: int, **platform: str) -> dict[str, Any]:
    said = {"platform": platform} if platform else {}
    return {"mediaType": OCI_MANIFEST, "digest": f"sha256:{number:064}", "size": 1, **said}


def index(*entries: dict[str, Any]) -> Index:
    return Index.model_validate({"schemaVersion": 2, "manifests": list(entries)})


MANY = index(
    entry(1, os="linux", architecture="amd64"),
    entry(2, os="linux", architecture="arm", variant="v6"),
    entry(3, os="linux", architecture="arm", variant="v7"),
    entry(4, os="windows", architecture="amd64", **{"os.version": "10.0.1"}),
    entry(5, os="windows", architecture="amd64", **{"os.version": "10.0.2"}),
    entry(6, os="unknown", architecture="unknown"),
)


def chosen(text: str, of: Index = MANY) -> list[int]:
    return [int(each.digest.removeprefix("sha256:")) for each in choose(of, text, "it")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("linux/amd64", [1]),
        ("linux/arm/v7", [3]),
        ("windows/amd64:10.0.2", [5]),
        ("windows:10.0.1", [4]),
        ("all", [1, 2, 3, 4, 5]),
    ],
)
def test_what_a_platform_means(text: str, expected: list[int]) -> None:
    assert chosen(text) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("linux/s390x", "it has no manifest for linux/s390x; it has linux/amd64, linux/arm/v6, linux/arm/v7, windows"),
        ("linux/arm", "it has 2 manifests for linux/arm, "),
        ("unknown/unknown", "it has no manifest for unknown/unknown"),
        ("", "`` is no platform"),
        ("linux/", "`linux/` is no platform"),
        ("linux/arm/v7/x", "is no platform"),
        ("linux/arm:", "is no platform"),
    ],
)
def test_what_is_refused(text: str, says: str) -> None:
    with pytest.raises(RegistryError, match=says):
        chosen(text)


def test_the_same_manifest_twice_is_one() -> None:
    twice = index(entry(1, os="linux", architecture="amd64"), entry(1, os="linux", architecture="amd64"))
    assert chosen("linux/amd64", twice) == [1]


@pytest.mark.parametrize("text", ["all", "linux/amd64"])
def test_an_index_without_an_image(text: str) -> None:
    with pytest.raises(RegistryError, match="it is an index without any image"):
        chosen(text, index(entry(6, os="unknown", architecture="unknown")))


def test_a_manifest_that_does_not_say_its_platform_is_an_image_for_none() -> None:
    silent = index(entry(1))
    assert len(images(silent)) == 1
    with pytest.raises(RegistryError, match="it has none that says its platform"):
        chosen("linux", silent)
