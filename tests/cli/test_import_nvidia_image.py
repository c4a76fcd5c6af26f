"""`compatlang import nvidia-require IMAGE`: requirements from the configuration of an image, here of a layout on disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.integration.registry.images import CONFIG, described, index, manifest
from tests.unit.registry.layouts import Folder

INDEX = "application/vnd.oci.image.index.v1+json"
ASKS = "NVIDIA_REQUIRE_CUDA=cuda>=12.4 brand=tesla,driver>=470,driver<471"


def layout(path: Path, environments: dict[str, Sequence[str]]) -> Folder:
    """An image that has a manifest for each architecture, each with its environment."""
    folder = Folder(path)
    listed = []
    for architecture, environment in environments.items():
        config = json.dumps({"architecture": architecture, "os": "linux", "config": {"Env": environment}}).encode()
        folder.blob(config)
        platform = {"architecture": architecture, "os": "linux"}
        listed.append(folder.put(manifest(described(CONFIG, config), []), platform=platform))
    folder.list(folder.put(index(listed), INDEX), "v1")
    return folder


def test_an_image_is_read_by_its_configuration(run: Run) -> None:
    image = layout(Path("image"), {"amd64": ["PATH=/bin", ASKS], "arm64": ["PATH=/bin", ASKS]})
    ran = run("import", "nvidia-require", "oci:image:v1", "-o", "image.compat")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "note: `compatlang attach oci:image:v1 image.compat` attaches it to the image\n"
    text = Path("image.compat").read_text(encoding="utf-8")
    assert f"Imported from NVIDIA_REQUIRE_CUDA of\n# oci:image@{image.listed[0]['digest']}.\n" in text
    assert "nvidia.cuda >= 12.4" in text
    attached = run("attach", "oci:image:v1", "image.compat", "--created", "2026-01-31T12:00:00Z")
    assert attached.code == 0
    assert run("check", "--image", "oci:image:v1", "--snapshot", "three.json").code == 3


def test_manifests_that_ask_for_different_things_are_told_apart(run: Run) -> None:
    layout(Path("image"), {"amd64": [ASKS], "arm64": ["NVIDIA_REQUIRE_CUDA=cuda>=12.8"]})
    ran = run("import", "nvidia-require", "oci:image:v1")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "error: the manifests of oci:image:v1 have different environments: choose one with --platform\n"
    ran = run("import", "nvidia-require", "oci:image:v1", "--platform", "linux/arm64")
    assert ran.code == 0
    assert "nvidia.cuda >= 12.8" in ran.out


@pytest.mark.parametrize("environment", [["PATH=/bin"], []])
def test_an_image_that_asks_for_nothing_has_nothing_to_import(run: Run, environment: list[str]) -> None:
    layout(Path("image"), {"amd64": environment})
    ran = run("import", "nvidia-require", "oci:image:v1")
    assert (ran.code, ran.out) == (2, "")
    assert "so there is nothing to import" in ran.err


@pytest.mark.parametrize("config", [b"no JSON", b"[]", b'{"config": 1}', b'{"config": {"Env": [1, "A"]}}'])
def test_an_odd_configuration_asks_for_nothing(run: Run, config: bytes) -> None:
    folder = Folder(Path("image"))
    folder.blob(config)
    folder.list(folder.put(manifest(described(CONFIG, config), [])), "v1")
    ran = run("import", "nvidia-require", "oci:image:v1")
    assert (ran.code, ran.out) == (2, "")
    assert "so there is nothing to import" in ran.err
