"""The labels that a node has without anybody's configuring them, for exactly what a policy may ask.

Sources: `GetLabels` and the default configuration in `source/*/` of kubernetes-sigs/node-feature-discovery v0.19, and the
well-known labels of Kubernetes, which the kubelet sets. A label that says less or more than the feature is not in these tables:
`kernel-config.PREEMPT` is `true` of `y` and of `m`, and the flags of `NOT_PUBLISHED` have none.

NFD publishes no label where a feature is absent, and none where nobody has looked, so no label says that something is missing.
"""

from __future__ import annotations

from collections.abc import Mapping

PREFIX = "feature.node.kubernetes.io/"

COPIED: Mapping[str, str] = {
    "cpu.cpuid": f"{PREFIX}cpu-cpuid.",
    "cpu.model": f"{PREFIX}cpu-model.",
    "cpu.cstate": f"{PREFIX}cpu-cstate.",
    "cpu.pstate": f"{PREFIX}cpu-pstate.",
    "cpu.security": f"{PREFIX}cpu-security.",
    "cpu.sst": f"{PREFIX}cpu-power.sst_",
    "kernel.version": f"{PREFIX}kernel-version.",
}
"""Domains each of whose attributes is a label of the same text, and how its name begins."""

NOT_COPIED = frozenset(
    ("cpu.security", name) for name in ("tdx.total_keys", "sgx.epc", "sev.encrypted_state_ids", "sev.asids")
)
"""What NFD keeps from labels although it is an attribute of such a domain."""

SINGLE: Mapping[tuple[str, str], str] = {
    ("cpu.topology", "hardware_multithreading"): f"{PREFIX}cpu-hardware_multithreading",
    ("cpu.coprocessor", "nx_gzip"): f"{PREFIX}cpu-coprocessor.nx_gzip",
    ("system.osrelease", "ID"): f"{PREFIX}system-os_release.ID",
    ("system.osrelease", "VERSION_ID"): f"{PREFIX}system-os_release.VERSION_ID",
    ("system.osrelease", "VERSION_ID.major"): f"{PREFIX}system-os_release.VERSION_ID.major",
    ("system.osrelease", "VERSION_ID.minor"): f"{PREFIX}system-os_release.VERSION_ID.minor",
    ("node.info", "architecture"): "kubernetes.io/arch",
    ("node.info", "operatingSystem"): "kubernetes.io/os",
}
"""Single attributes that are labels of the same text."""

WHERE_TRUE: Mapping[tuple[str, str], str] = {
    ("kernel.selinux", "enabled"): f"{PREFIX}kernel-selinux.enabled",
    ("memory.numa", "is_numa"): f"{PREFIX}memory-numa",
    ("memory.swap", "enabled"): f"{PREFIX}memory-swap",
}
"""Attributes that have a label, `true`, only where they are true."""

ALWAYS_THERE = frozenset(
    {
        *(("kernel.version", name) for name in ("major", "minor")),
        *(("cpu.model", name) for name in ("vendor_id", "family", "id")),
        *(("node.info", name) for name in ("architecture", "operatingSystem")),
    }
)
"""Attributes that every node has whose domain is reported: that one is absent need not be asked for beside another value."""

NOT_PUBLISHED = frozenset(
    [
        *("AVX10", "BMI1", "BMI2", "CLMUL", "CMOV", "CX16", "ERMS", "F16C", "HTT", "LZCNT", "MMX", "MMXEXT", "NX"),
        *("POPCNT", "RDRAND", "RDSEED", "RDTSCP", "SGX", "SGXLC", "SSE", "SSE2", "SSE3", "SSE4", "SSE42", "SSSE3"),
        "TDX_GUEST",
    ]
)
"""Flags of `cpu.cpuid` that NFD leaves out, since nearly every processor has them."""

DEVICES: Mapping[str, tuple[str, tuple[tuple[str, int], ...], tuple[str, ...]]] = {
    "pci.device": (f"{PREFIX}pci-", (("class", 4), ("vendor", 4)), ("03", "0b40", "12")),
    "usb.device": (f"{PREFIX}usb-", (("class", 2), ("vendor", 4), ("device", 4)), ("0e", "ef", "fe", "ff")),
}
"""Devices: how their labels begin, the attributes in the name with their hexadecimal digits, and how the classes of devices
that have a label begin."""
