"""Discovery: every source in turn, one line each."""

from __future__ import annotations

import datetime
import platform
from pathlib import Path

from compatlang.integrations.host import cpu, driver, kernel, library, local, memory, network, pci, storage, system, usb
from compatlang.integrations.host.architecture import architecture_of
from compatlang.integrations.host.cpuid_exec import this_machine
from compatlang.integrations.host.found import Found
from compatlang.integrations.host.hardware import Hardware
from compatlang.integrations.host.model import Host
from compatlang.integrations.host.recorded import hardware_of
from compatlang.integrations.host.root import Root

SYSTEM = Path("/")


def discover(
    root: Path = SYSTEM,
    *,
    machine: str | None = None,
    node_name: str = "",
    hardware: Hardware | None = None,
    now: datetime.datetime | None = None,
) -> Host:
    """The features of the machine whose file system `root` is.

    `machine` is what `uname -m` says, by default of this machine or, below another root, what the tree shows.
    `hardware` answers for the processor, by default this one, or below another root what the tree has recorded. `now` decides
    which features of administrators have expired. Raises nothing: what cannot be read is unreported, and noted.
    """
    files = Root(root)
    architecture = architecture_of(files, machine or (platform.machine() if files.is_system else ""))
    if hardware is None:
        hardware = this_machine() if files.is_system else hardware_of(files, big_endian=architecture == "s390x")
    found = Found()
    cpu.discover(files, found, architecture, hardware)
    kernel.discover(files, found)
    local.discover(files, found, now or datetime.datetime.now(datetime.UTC))
    memory.discover(files, found)
    network.discover(files, found)
    pci.discover(files, found)
    storage.discover(files, found)
    system.discover(files, found, node_name)
    usb.discover(files, found)
    driver.discover(files, found)
    library.discover(files, found, architecture)
    return found.host(node_name)
