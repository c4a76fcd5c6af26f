"""The kinds that NFD adds to a cluster, read from the very version of NFD that the oracle is built from."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from tests.go_programs import GoError
from tests.kubernetes import nodes
from tests.kubernetes.api import Document
from tests.oracle.oracle import MODULE

NFD = "sigs.k8s.io/node-feature-discovery"
NAMESPACE: Document = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": nodes.NAMESPACE}}
"""The namespace that NFD's manifests make."""
FILE = "deployment/base/nfd-crds/nfd-api-crds.yaml"


def documents() -> list[Document]:
    """The custom resource definitions of NodeFeature, NodeFeatureGroup and NodeFeatureRule."""
    return list(yaml.safe_load_all((_folder() / FILE).read_text("utf-8")))


def _folder() -> Path:
    """NFD's source in the cache of Go's modules."""
    found = MODULE.go("mod", "download", "-json", NFD)
    if found.returncode != 0:
        raise GoError(f"go cannot get {NFD}:\n{found.stdout}{found.stderr}")
    return Path(json.loads(found.stdout)["Dir"])
