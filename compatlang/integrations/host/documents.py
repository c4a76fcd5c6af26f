"""A host as documents: a NodeFeature of NFD, and what `nfd export features` prints."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from compatlang.integrations.host.model import Host
from compatlang.schema.catalog import BASE

PARTIAL_ANNOTATION = "compatlang/partial"
"""Names, with blanks between, the domains of a NodeFeature of which what is not there is unknown."""

NODE_NAME_LABEL = "nfd.node.kubernetes.io/node-name"

_ESCAPED = "<>&\u2028\u2029\ufffd"
"""What Go's encoder escapes, so that JSON can stand in HTML, and for what was not UTF-8."""

Document = dict[str, Any]


def node_feature(host: Host, namespace: str = "") -> Document:
    """A NodeFeature with all that was found, whose annotation says of which domains that is not all."""
    metadata: Document = {"name": host.node, "labels": {NODE_NAME_LABEL: host.node}}
    if namespace:
        metadata["namespace"] = namespace
    if host.partial:
        metadata["annotations"] = {PARTIAL_ANNOTATION: " ".join(sorted(host.partial))}
    return {
        "apiVersion": "nfd.k8s-sigs.io/v1alpha1",
        "kind": "NodeFeature",
        "metadata": metadata,
        "spec": {"features": features(host)},
    }


def features(host: Host, without: Collection[str] = ()) -> Document:
    """The three kinds as NFD's API has them."""
    return {
        "flags": {
            name: {"elements": {flag: {} for flag in flags}}
            for name, flags in host.flags.items()
            if name not in without
        },
        "attributes": {
            name: {"elements": dict(values)} for name, values in host.attributes.items() if name not in without
        },
        "instances": {
            name: {"elements": [{"attributes": dict(each)} for each in instances]}
            for name, instances in host.instances.items()
            if name not in without
        },
    }


def exported(host: Host) -> str:
    """What `nfd export features` prints, byte for byte; it has no place for what NFD does not know."""
    beyond = [name for name, domain in BASE.domains.items() if domain.origin == "host"]
    text = json.dumps(features(host, beyond), ensure_ascii=False, indent=4)
    for character in _ESCAPED:
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text + "\n"
