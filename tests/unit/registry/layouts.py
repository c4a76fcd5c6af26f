"""Image layouts in a folder, and what is wrong with some."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from compatlang.integrations.registry.content import digest_of
from compatlang.integrations.registry.layout import REF_NAME, Layout
from compatlang.integrations.registry.model import OCI_MANIFEST
from compatlang.integrations.registry.reference import Reference
from tests.integration.registry.images import CONFIG, described, index, manifest


class Folder:
    """A layout that is written piece by piece."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.listed: list[dict[str, Any]] = []
        (path / "blobs" / "sha256").mkdir(parents=True)
        (path / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')

    def blob(self, data: bytes) -> Path:
        path = self.blob_path(digest_of(data))
        path.write_bytes(data)
        return path

    def blob_path(self, digest: str) -> Path:
        return self.path / "blobs" / "sha256" / digest.removeprefix("sha256:")

    def put(self, data: bytes, media_type: str = OCI_MANIFEST, **more: Any) -> dict[str, Any]:
        """Store a manifest, and return its descriptor."""
        self.blob(data)
        return described(media_type, data, **more)

    def image(self, tag: str = "", comment: str = "", **more: Any) -> dict[str, Any]:
        """An image that `index.json` lists."""
        config = json.dumps({"comment": comment, "config": {}}).encode()
        self.blob(config)
        return self.list(self.put(manifest(described(CONFIG, config), [], **more)), tag)

    def list(self, descriptor: dict[str, Any], tag: str = "") -> dict[str, Any]:
        """Let `index.json` list something."""
        self.listed.append(descriptor | ({"annotations": {REF_NAME: tag}} if tag else {}))
        (self.path / "index.json").write_bytes(index(self.listed))
        return descriptor

    def open(self) -> Layout:
        return Layout(Reference("", str(self.path)))
