"""Images for several platforms as OCI image layouts, made without any tool."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.integration.registry import images
from tests.integration.registry.faulty import INDEX, MANIFEST, digest_of

PLATFORMS = ("linux/amd64", "linux/arm64", "linux/arm/v7")
TAG = "v1"


def write(
    folder: Path,
    platforms: Sequence[str] = PLATFORMS,
    *,
    tag: str = TAG,
    annotations: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Write an image, and return the digest of each platform's manifest and, under "", that of its index.

    The annotations are those of each manifest, the labels those of each configuration. Of a single platform there is no
    index: its manifest is the image. A layout that is there gets one more image.
    """
    (folder / "blobs" / "sha256").mkdir(parents=True, exist_ok=True)
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}', encoding="utf-8")
    listed = [
        _store(folder, MANIFEST, _manifest(folder, each, annotations, labels), platform=_platform(each))
        for each in platforms
    ]
    top = listed[0] if len(listed) == 1 else _store(folder, INDEX, images.index(listed))
    _name(folder, top, tag)
    return {"": top["digest"], **{name: each["digest"] for name, each in zip(platforms, listed, strict=True)}}


def _manifest(
    folder: Path, platform: str, annotations: Mapping[str, str] | None, labels: Mapping[str, str] | None
) -> bytes:
    container = {"Env": ["PATH=/bin"], **({"Labels": labels} if labels else {})}
    value = {**_platform(platform), "rootfs": {"type": "layers", "diff_ids": []}, "config": container}
    config = _store(folder, images.CONFIG, json.dumps(value).encode())
    layer = _store(folder, images.LAYER, f"no layer that anybody has to read, for {platform}".encode())
    return images.manifest(config, [layer], **({"annotations": annotations} if annotations else {}))


def _platform(text: str) -> dict[str, str]:
    return dict(zip(("os", "architecture", "variant"), text.split("/"), strict=False))


def _store(folder: Path, media_type: str, data: bytes, **more: Any) -> dict[str, Any]:
    """Write a blob, and return its descriptor."""
    digest = digest_of(data)
    (folder / "blobs" / digest.replace(":", "/")).write_bytes(data)
    return images.described(media_type, data, **more)


def _name(folder: Path, descriptor: Mapping[str, Any], tag: str) -> None:
    """List an image under its tag."""
    path = folder / "index.json"
    listed = json.loads(path.read_bytes())["manifests"] if path.exists() else []
    named = {**descriptor, "annotations": {"org.opencontainers.image.ref.name": tag}}
    path.write_text(json.dumps({"schemaVersion": 2, "manifests": [*listed, named]}), encoding="utf-8")
