"""The running kernel. Source: NFD `source/kernel/`."""

from __future__ import annotations

from compatlang.schema.catalog.table import attributes, flags
from compatlang.schema.model import Element

DOMAINS = (
    attributes(
        "kernel.version",
        "v0.10",
        "release of the running kernel, from /proc/sys/kernel/osrelease",
        Element("full", "version", "the whole release, as in `5.15.0-91-generic`; other characters became `_`"),
        Element("major", "int", "first number of the release, as in `5`"),
        Element("minor", "int", "second number of the release, as in `15`"),
        Element("revision", "int", "third number of the release, as in `0`; empty where the release has only two"),
        default="full",
    ),
    attributes(
        "kernel.config",
        "v0.10",
        "kernel build options without `CONFIG_`: `y`, `m` or a value; one that is not set is absent",
        others="string",
    ),
    flags(
        "kernel.loadedmodule",
        "v0.10",
        "kernel modules that are loaded, from /proc/modules; names have `_`, never `-`",
    ),
    flags(
        "kernel.enabledmodule",
        "v0.13",
        "kernel modules that are loaded or built in; names of built-in ones may have `-`, from modules.builtin",
    ),
    attributes(
        "kernel.selinux",
        "v0.10",
        "state of SELinux, from /sys/fs/selinux",
        Element("enabled", "bool", "whether SELinux enforces; a permissive one is `false`"),
    ),
    attributes(
        "kernel.kvm",
        "v0.19",
        "state of KVM, from /sys/devices/virtual/misc/kvm",
        Element("enabled", "bool", "whether the node can run virtual machines with KVM"),
    ),
)
