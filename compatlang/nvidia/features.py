"""Where a policy reads what requirements compare: features of the library's module `nvidia`."""

from __future__ import annotations

from collections.abc import Mapping

from compatlang.nvidia.tree import Key

MODULE = "nvidia"
"""It declares a feature for each key."""

BRAND_LABEL = "compatlang/nvidia.brand"
"""A label that nothing publishes by itself: NVIDIA's own labels do not tell the brand."""


def path(key: Key) -> str:
    """The feature that has what a key compares."""
    return f"{MODULE}.{key}"


DIFFERENCES = (
    "No GPU: where there is none, or nothing tells its driver or its brand, NVIDIA's runtime takes a comparison for met; here "
    "it is unknown.",
    "Several GPUs: NVIDIA's runtime asks each GPU that a container gets; here the labels of the node speak for all of them.",
)
"""In what every policy differs from the runtime, by design."""

DIFFERENCES_OF: Mapping[Key, str] = {
    "brand": f"Brands: NVIDIA's runtime asks the driver; here the brand is the label {BRAND_LABEL}, and unknown without it. "
    "Case does not count in a requirement, but in the label it does: it is written in lower case.",
}
"""In what a policy differs that compares a key."""
