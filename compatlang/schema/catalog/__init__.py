"""The built-in catalog: every feature that NFD, the Kubernetes API and the host scan report.

One module a group, each a table of its domains. Types, kinds and `since` were read from the sources of
kubernetes-sigs/node-feature-discovery, in the file that each module names. `since` is the NFD release whose snapshots
first carry a fact; v0.10 is the oldest given, since raw features did not exist before it.

Policies add to the catalog with `domain` and `feature`, see `Catalog.extended`.
"""

from __future__ import annotations

from compatlang.schema.catalog import cpu, host, kernel, local, memory, network, node, pci, storage, system, usb
from compatlang.schema.model import Catalog

_GROUPS = (cpu, kernel, memory, network, pci, usb, storage, system, local, node, host)
"""In the order in which the catalog is listed."""

BASE = Catalog({domain.name: domain for group in _GROUPS for domain in group.DOMAINS})
"""What a policy may read without declaring anything."""

__all__ = ["BASE"]
