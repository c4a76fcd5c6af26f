"""Where a policy reads what requirements compare: the labels of NVIDIA's GPU Feature Discovery, and a host scan."""

from __future__ import annotations

from collections.abc import Mapping

from compatlang.nvidia.tree import Key

BRAND_LABEL = "compatlang/nvidia.brand"
"""A label that nothing publishes by itself: NVIDIA's own labels do not tell the brand."""


def path(key: Key) -> str:
    """The declared feature that has what a key compares."""
    return f"nvidia.{key}"


DECLARATIONS: Mapping[Key, str] = {
    "cuda": """\
## CUDA version that the node's driver supports, as NVIDIA's GPU Feature Discovery labels it.
feature nvidia.cuda: version =
  node.label["nvidia.com/cuda.runtime-version.full"]
  ?? version(node.label["nvidia.com/cuda.runtime.major"],
             node.label["nvidia.com/cuda.runtime.minor"])""",
    "driver": """\
## Version of the node's NVIDIA kernel driver, as GPU Feature Discovery labels it, otherwise as a host scan finds it.
feature nvidia.driver: version =
  node.label["nvidia.com/cuda.driver-version.full"]
  ?? version(node.label["nvidia.com/cuda.driver.major"],
             node.label["nvidia.com/cuda.driver.minor"],
             node.label["nvidia.com/cuda.driver.rev"])
  ?? host.driver.nvidia""",
    "arch": """\
## Compute capability of the node's GPUs, as NVIDIA's GPU Feature Discovery labels it.
feature nvidia.arch: version =
  version(node.label["nvidia.com/gpu.compute.major"],
          node.label["nvidia.com/gpu.compute.minor"])""",
    "brand": f"""\
## Brand of the node's GPUs, in lower case, such as "tesla". No agent publishes it: it is unknown until you label the node.
feature nvidia.brand: string = node.label["{BRAND_LABEL}"]""",
}

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
