"""The configuration of an image: its environment and its labels, as the OCI image specification 1.1 has them ("config")."""

from __future__ import annotations

import json
from collections.abc import Mapping

from compatlang import limits
from compatlang.integrations.registry.errors import RegistryError
from compatlang.integrations.registry.image import Image
from compatlang.integrations.registry.model import Descriptor, Manifest


def labels(image: Image, manifest: Manifest) -> Mapping[str, str]:
    """The labels of an image. Raises `RegistryError` where its configuration cannot be had."""
    found = _config(image, manifest).get("Labels")
    return {key: each for key, each in found.items() if isinstance(each, str)} if isinstance(found, dict) else {}


def environment(image: Image, platform: str = "") -> Mapping[str, str]:
    """The variables of an image; without a platform those of all its manifests, which have to agree. Raises `RegistryError`."""
    found = [_variables(image, each) for each in image.targets(platform or "all")]
    if any(each != found[0] for each in found):
        raise RegistryError(f"the manifests of {image} have different environments: choose one with --platform")
    return found[0]


def _variables(image: Image, target: Descriptor) -> Mapping[str, str]:
    document = image.fetched(target).document
    if not isinstance(document, Manifest):
        raise RegistryError(f"{image.called(target)} is an index of an index, which is not gone through")
    listed = _config(image, document).get("Env")
    texts = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    return dict(each.split("=", 1) for each in texts if "=" in each)


def _config(image: Image, manifest: Manifest) -> Mapping[str, object]:
    """The `config` object, which has what containers are run with; empty where there is none."""
    data = image.store.blob(manifest.config, limits.BLOB_BYTES)
    try:
        found = json.loads(data).get("config")
    except (ValueError, AttributeError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {}
