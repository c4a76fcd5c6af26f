"""What the exported objects and labels are called."""

from __future__ import annotations

from compatlang.nfd.go.names import dns1123_subdomain, qualified_name

_LABEL = "feature.node.kubernetes.io/compatible-"


def object_name(policy: str) -> str:
    """The name of an object: that of the policy, with what Kubernetes does not admit replaced.

    >>> object_name("eight_gpus")
    'eight-gpus'
    """
    return policy.lower().replace("_", "-").strip("-") or "policy"


def label(name: str) -> str:
    """The label that a NodeFeatureRule sets on nodes that are compatible.

    >>> label("eight-gpus")
    'feature.node.kubernetes.io/compatible-eight-gpus'
    """
    return f"{_LABEL}{name}"


def name_complaint(name: str) -> str:
    """Why Kubernetes admits no object of that name; empty where it does."""
    return "; ".join(dns1123_subdomain(name))


def label_complaint(key: str) -> str:
    """Why Kubernetes admits no such label; empty where it does."""
    return "; ".join(qualified_name(key))
