"""What only a scan of the host itself sees: versions of drivers and libraries. NFD reports neither."""

from __future__ import annotations

from compatlang.schema.catalog.table import attributes
from compatlang.schema.model import Element

DOMAINS = (
    attributes(
        "host.driver",
        "",
        "version of a loaded kernel module, by module name; most modules of the kernel's own tree have none",
        Element("nvidia", "version", "NVIDIA driver, as in `550.54.14`"),
        Element("amdgpu", "version", "AMD GPU driver, where it comes from ROCm and not from the kernel"),
        Element("mlx5_core", "version", "NVIDIA (Mellanox) network driver, where it comes from DOCA or MLNX_OFED"),
        Element("efa", "version", "Elastic Fabric Adapter driver of AWS"),
        others="version",
        origin="host",
    ),
    attributes(
        "host.library",
        "",
        "version of a shared library of the host, by soname",
        Element("libcuda.so.1", "version", "CUDA driver library, as in `550.54.14`"),
        Element("libnvidia-ml.so.1", "version", "NVIDIA management library, as in `550.54.14`"),
        others="version",
        origin="host",
    ),
)
