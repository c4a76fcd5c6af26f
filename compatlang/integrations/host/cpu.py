"""The processor: every `cpu` feature, in files of their own. After NFD `source/cpu/cpu.go`."""

from __future__ import annotations

from compatlang.integrations.host import cpu_other, cpu_topology, cpu_x86
from compatlang.integrations.host.found import Found
from compatlang.integrations.host.hardware import Hardware
from compatlang.integrations.host.root import Root

_NX_GZIP = "sys/devices/vio/ibm,compression-v1/nx_gzip_caps"


def discover(root: Root, found: Found, architecture: str, hardware: Hardware) -> None:
    """Every `cpu` feature; elsewhere than on x86-64 NFD leaves most of them empty."""
    if architecture == "amd64":
        cpu_x86.discover(root, found, hardware)
    else:
        cpu_other.discover(root, found, architecture, hardware)
    cpu_topology.discover(root, found)
    with found.trying("cpu.coprocessor"):
        has_gzip = architecture == "ppc64le" and root.exists(_NX_GZIP)
        found.attributes["cpu.coprocessor"] = {"nx_gzip": "true"} if has_gzip else {}
