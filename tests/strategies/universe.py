"""The features that random policies and snapshots speak of: few enough that they meet.

Every kind of domain is there: attributes that are closed, open, and with a default element; flags, with attributes beside
them; instances, of the catalog and declared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from compatlang.schema import Kind
from compatlang.values.scalar import ScalarType


class Domain(NamedTuple):
    """A domain: the elements of it that are used, with their types, and its flags."""

    name: str
    kind: Kind
    elements: Mapping[str, ScalarType] = {}
    flags: tuple[str, ...] = ()
    default: str = ""


DECLARED = """domain acme.fpga: attributes { rev: version; slots: int; serial: id; ready: bool; memory: quantity }
domain acme.fuse: flags
domain acme.note: attributes
domain acme.board: instances { rev: version; ready: bool; memory: quantity; maker: string }
"""
"""The declarations of the domains that no catalog has. `acme.note` is open."""

DOMAINS: Mapping[str, Domain] = {
    each.name: each
    for each in (
        Domain(
            "kernel.version",
            "attributes",
            {"full": "version", "major": "int", "minor": "int", "revision": "int"},
            default="full",
        ),
        Domain("cpu.model", "attributes", {"vendor_id": "string", "family": "int", "id": "int"}),
        Domain("kernel.config", "attributes", {"NET_9P": "string", "HZ": "string"}),
        Domain("memory.numa", "attributes", {"is_numa": "bool", "node_count": "int"}),
        Domain("memory.swap", "attributes", {"enabled": "bool"}),
        Domain("kernel.loadedmodule", "flags", flags=("ib_uverbs", "nvidia_fs", "rdma_cm")),
        Domain("cpu.cpuid", "flags", {"AVX10_VERSION": "int"}, ("AVX2", "AVX512F")),
        Domain("pci.device", "instances", {"vendor": "id", "class": "id", "device": "id", "sriov_totalvfs": "int"}),
        Domain("network.device", "instances", {"name": "string", "operstate": "string", "speed": "int"}),
        Domain("node.label", "attributes", {"zone": "string", "nvidia.com/gpu.count": "string", "driver": "string"}),
        Domain("node.capacity", "attributes", {"memory": "quantity", "nvidia.com/gpu": "quantity"}),
        Domain(
            "acme.fpga",
            "attributes",
            {"rev": "version", "slots": "int", "serial": "id", "ready": "bool", "memory": "quantity"},
        ),
        Domain("acme.fuse", "flags", flags=("blown", "x-1")),
        Domain("acme.note", "attributes", {"text": "string"}),
        Domain(
            "acme.board",
            "instances",
            {"rev": "version", "ready": "bool", "memory": "quantity", "maker": "string"},
        ),
    )
}
INSTANCES = tuple(name for name, each in DOMAINS.items() if each.kind == "instances")
FLAGS = tuple(name for name, each in DOMAINS.items() if each.kind == "flags")

_IDENTIFIER = re.compile("[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def path(domain: str, name: str) -> str:
    """An element or flag of a domain as a policy writes it."""
    return domain + (f".{name}" if _IDENTIFIER.fullmatch(name) else f"[{json.dumps(name)}]")


def elements(type_: ScalarType) -> tuple[str, ...]:
    """The paths of all elements of a type, instances apart. A domain's default element is its bare path."""
    return tuple(
        domain.name if name == domain.default else path(domain.name, name)
        for domain in DOMAINS.values()
        if domain.kind != "instances"
        for name, found in domain.elements.items()
        if found == type_
    )
