"""What has to be done to change a fact of a node.

One change of a graver kind costs more than any number of lighter ones. Which kind a fact is of goes by its domain, of some
by its name as well; the first line of the table that fits decides.
"""

from __future__ import annotations

from enum import IntEnum

from compatlang.schema import Domain
from compatlang.values.text import glob_matches


class Kind(IntEnum):
    """What is done, the lightest first."""

    SETTING = 0
    """Load a module, set a label, a sysctl or a boot option."""
    REPORT = 1
    """Nothing is changed: a fact is not known, and has to be reported first. What would decide may be there already."""
    SOFTWARE = 2
    """Install or upgrade a driver, a library or an agent."""
    SYSTEM = 3
    """Boot another kernel, or install another operating system."""
    FIRMWARE = 4
    """Change a setting of the firmware."""
    HARDWARE = 5
    """Use another machine, or build something into this one. Never called a fix."""


_KINDS: tuple[tuple[str, str, Kind], ...] = (
    ("cpu.security", "*", Kind.FIRMWARE),
    ("cpu.topology", "hardware_multithreading", Kind.FIRMWARE),
    ("cpu.cstate", "*", Kind.SETTING),
    ("cpu.pstate", "*", Kind.SETTING),
    ("cpu.sst", "*", Kind.FIRMWARE),
    ("cpu.*", "*", Kind.HARDWARE),
    ("kernel.version", "*", Kind.SYSTEM),
    ("kernel.config", "*", Kind.SYSTEM),
    ("kernel.kvm", "*", Kind.FIRMWARE),
    ("kernel.*", "*", Kind.SETTING),
    ("memory.swap", "*", Kind.SETTING),
    ("memory.hugepages", "*", Kind.SETTING),
    ("memory.*", "*", Kind.HARDWARE),
    ("network.device", "operstate", Kind.SETTING),
    ("network.device", "sriov_numvfs", Kind.SETTING),
    ("network.virtual", "*", Kind.SETTING),
    ("pci.device", "iommu_group/type", Kind.FIRMWARE),
    ("storage.block", "scheduler", Kind.SETTING),
    ("system.osrelease", "*", Kind.SYSTEM),
    ("system.dmiid", "bios_*", Kind.FIRMWARE),
    ("system.name", "*", Kind.SYSTEM),
    ("node.label", "*driver*", Kind.SOFTWARE),
    ("node.label", "nvidia.com/cuda.*", Kind.SOFTWARE),
    ("node.label", "nvidia.com/gpu.replicas", Kind.SETTING),
    ("node.label", "nvidia.com/gpu.sharing-strategy", Kind.SETTING),
    ("node.label", "nvidia.com/gpu.*", Kind.HARDWARE),
    ("node.label", "nvidia.com/mig.capable", Kind.HARDWARE),
    ("node.label", "*amd.com/gpu.*", Kind.HARDWARE),
    ("node.label", "feature.node.kubernetes.io/kernel-*", Kind.SYSTEM),
    ("node.label", "feature.node.kubernetes.io/system-os_release*", Kind.SYSTEM),
    ("node.label", "feature.node.kubernetes.io/*", Kind.HARDWARE),
    ("node.label", "node.kubernetes.io/instance-type", Kind.HARDWARE),
    ("node.label", "topology.kubernetes.io/*", Kind.HARDWARE),
    ("node.label", "kubernetes.io/arch", Kind.HARDWARE),
    ("node.label", "*", Kind.SETTING),
    ("node.annotation", "*", Kind.SETTING),
    ("node.info", "architecture", Kind.HARDWARE),
    ("node.info", "kernelVersion", Kind.SYSTEM),
    ("node.info", "o*", Kind.SYSTEM),
    ("node.info", "containerRuntimeVersion", Kind.SOFTWARE),
    ("node.info", "kube*", Kind.SOFTWARE),
    ("node.capacity", "hugepages-*", Kind.SETTING),
    ("node.allocatable", "hugepages-*", Kind.SETTING),
    ("node.capacity", "*/*", Kind.SOFTWARE),
    ("node.allocatable", "*/*", Kind.SOFTWARE),
    ("host.*", "*", Kind.SOFTWARE),
    ("local.*", "*driver*", Kind.SOFTWARE),
    ("local.*", "*", Kind.SETTING),
    ("rule.*", "*", Kind.SETTING),
    ("fake.*", "*", Kind.SETTING),
)
"""Domain, name and kind. What stands nowhere is of the hardware, unless a policy declared its domain."""


def kind_of(domain: Domain, name: str) -> Kind:
    """What it takes to change an element, a flag, or an attribute of an instance."""
    for of_domain, of_name, kind in _KINDS:
        if glob_matches(of_domain, domain.name) and glob_matches(of_name, name):
            return kind
    return Kind.SETTING if domain.origin == "policy" and domain.kind != "instances" else Kind.HARDWARE


def kind_of_instances(domain: Domain) -> Kind:
    """What it takes to add an instance, or to take one away."""
    return Kind.SETTING if domain.name == "network.virtual" or domain.name.startswith("fake.") else Kind.HARDWARE
