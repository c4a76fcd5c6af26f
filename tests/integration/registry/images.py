"""Images and artifacts for the scripted registry, the sound ones and the bytes that unsound ones are made of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from compatlang.integrations.registry import media
from tests.integration.registry.faulty import INDEX, MANIFEST, Registry, digest_of

EMPTY = "application/vnd.oci.empty.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"
TITLE = "org.opencontainers.image.title"
CREATED = "org.opencontainers.image.created"

SPEC = """version: v1alpha1
compatibilities:
- description: any kernel
  rules:
  - name: kernel
    matchFeatures:
    - feature: kernel.version
      matchExpressions:
        major: {op: Exists}
"""
"""What NFD's artifact says: the node's kernel has a version."""


def described(media_type: str, data: bytes, **more: Any) -> dict[str, Any]:
    """A descriptor of some bytes."""
    return {"mediaType": media_type, "digest": digest_of(data), "size": len(data), **more}


def manifest(
    config: Mapping[str, Any],
    layers: Sequence[Mapping[str, Any]],
    subject: Mapping[str, Any] | None = None,
    **more: Any,
) -> bytes:
    """A manifest."""
    value = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers, **more}
    return json.dumps(value | ({"subject": subject} if subject else {})).encode()


def index(manifests: Sequence[Mapping[str, Any]], **more: Any) -> bytes:
    """An index."""
    return json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests, **more}).encode()


def push_image(registry: Registry, tag: str = "v1", config: Mapping[str, Any] | None = None, **more: Any) -> str:
    """Push an image for one platform, and return its digest."""
    data = json.dumps({"architecture": "amd64", "os": "linux", "config": {}, **(config or {})}).encode()
    layer = b"no layer that anybody has to read"
    registry.push_blob(data)
    registry.push_blob(layer)
    return registry.push_manifest(manifest(described(CONFIG, data), [described(LAYER, layer)], **more), tag=tag)


def artifact(
    registry: Registry,
    subject: Mapping[str, Any],
    layers: Sequence[Mapping[str, Any]] | None = None,
    created: str = "2026-01-31T12:00:00Z",
    **more: Any,
) -> bytes:
    """The manifest of an artifact of NFD, whose blobs are pushed and which is not."""
    spec = SPEC.encode()
    registry.push_blob(b"{}")
    registry.push_blob(spec)
    listed = [described(media.NFD_SPEC, spec, annotations={TITLE: "spec.yaml"})] if layers is None else layers
    value = {"artifactType": media.NFD, "annotations": {CREATED: created}, **more}
    return manifest(described(EMPTY, b"{}"), listed, subject, **value)


def push_artifact(registry: Registry, image: str, **more: Any) -> str:
    """Attach an artifact of NFD to an image, and return its digest; without the API an index is pushed beside it."""
    stored = registry.manifests[image]
    digest = registry.push_manifest(artifact(registry, described(stored.media_type, stored.data), **more))
    if not registry.api:
        registry.push_manifest(index([registry.descriptor(digest)]), INDEX, fallback_tag(image))
    return digest


def fallback_tag(image: str) -> str:
    """The tag under which referrers are listed where there is no API."""
    return image.replace(":", "-")
