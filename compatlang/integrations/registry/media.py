"""The media types of compatibility artifacts: NFD's, and compatlang's own. docs/registry.md explains them."""

from __future__ import annotations

NFD = "application/vnd.nfd.image-compatibility.v1alpha1"
"""The type of NFD's artifact (enhancements/1845-nfd-image-compatibility, and pkg/client-nfd/compat/artifact-client)."""

NFD_SPEC = "application/vnd.nfd.image-compatibility.spec.v1alpha1+yaml"
"""The type of its only layer. NFD's client does not look at it."""

COMPAT = "application/vnd.compatlang.policy.v1"
"""The type of compatlang's own artifact."""

BUNDLE = "application/vnd.compatlang.bundle.v1+json"
"""A compiled bundle, docs/bundle.md."""

SOURCE = "application/vnd.compatlang.source.v1"
"""A policy file, or a module that one imports, as text."""

TABLE = "application/vnd.compatlang.table.v1+csv"
"""A table that a policy file reads."""

SOURCE_NAME = "vnd.compatlang.source.name"
"""The annotation of a source that has the name which messages and imports call it by."""

TYPES = (COMPAT, NFD)
"""The types of artifacts that say where an image runs."""
