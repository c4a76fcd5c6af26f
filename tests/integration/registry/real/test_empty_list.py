"""An index that lists nothing may say null, as olareg does of an image without referrers."""

from __future__ import annotations

import json

import pytest

from compatlang.integrations.registry.errors import RegistryError
from compatlang.integrations.registry.model import Index, read_document
from tests.integration.registry.faulty import INDEX, MANIFEST, digest_of
from tests.integration.registry.images import CONFIG, described

EMPTY = {"schemaVersion": 2, "mediaType": INDEX, "manifests": None}


def test_null_is_an_empty_list() -> None:
    document = read_document(json.dumps(EMPTY).encode(), INDEX, "it")
    assert isinstance(document, Index)
    assert document.manifests == []


@pytest.mark.parametrize("media_type", [INDEX, MANIFEST])
def test_what_also_has_layers_is_no_index_and_no_manifest(media_type: str) -> None:
    both = {**EMPTY, "mediaType": media_type, "config": described(CONFIG, b"{}"), "layers": []}
    with pytest.raises(RegistryError, match="is a manifest and an index at once"):
        read_document(json.dumps(both).encode(), media_type, digest_of(b""))
