"""Trusted execution: `cpu.security`. After NFD `source/cpu/security_amd64.go` and `security_s390x.go`."""

from __future__ import annotations

from collections.abc import Collection

from compatlang.integrations.host.cpuid import Processor
from compatlang.integrations.host.found import Found
from compatlang.integrations.host.hardware import MissingWord
from compatlang.integrations.host.proc_cpuinfo import Shown
from compatlang.integrations.host.root import Root, is_missing
from compatlang.integrations.host.text import integer, lines, trimmed

_DOMAIN = "cpu.security"
_NODES = "sys/devices/system/node"
_CAPACITIES = ("sys/fs/cgroup/misc.capacity", "sys/fs/cgroup/misc/misc.capacity")


def discover(root: Root, found: Found, processor: Processor | None, shown: Shown | None) -> None:
    """SGX and TDX of Intel, SEV of AMD."""
    values: dict[str, str] = {}
    found.attributes[_DOMAIN] = values
    enclave = _enclave_bytes(root, found, processor)
    if enclave > 0:
        values |= {"sgx.enabled": "true", "sgx.epc": str(enclave)}
    if _parameter(root, found, "kvm_intel", "tdx") == "Y\n":
        values["tdx.enabled"] = "true"
        values |= _capacity(root, found, "tdx", "tdx.total_keys")
    if "TDX_GUEST" in _flags(processor, shown):
        values["tdx.protected"] = "true"
    if _is_on(_parameter(root, found, "kvm_amd", "sev")):
        values["sev.enabled"] = "true"
        values |= _capacity(root, found, "sev", "sev.asids")
    if _is_on(_parameter(root, found, "kvm_amd", "sev_es")):
        values["sev.es.enabled"] = "true"
        values |= _capacity(root, found, "sev_es", "sev.encrypted_state_ids")
    if _is_on(_parameter(root, found, "kvm_amd", "sev_snp")):
        values["sev.snp.enabled"] = "true"


def _flags(processor: Processor | None, shown: Shown | None) -> Collection[str]:
    if processor is not None:
        return processor.flags
    return shown.flags(threaded=False) if shown is not None else ()


def discover_s390x(root: Root, found: Found) -> None:
    """Secure Execution of IBM."""
    found.attributes[_DOMAIN] = values = {}
    if _attribute(root, found, "sys/firmware/uv/prot_virt_host") == "1\n":
        values["se.enabled"] = "true"


def _enclave_bytes(root: Root, found: Found, processor: Processor | None) -> int:
    try:
        if processor is None:
            raise MissingWord("CPUID could not be asked")
        return processor.enclave_bytes()
    except MissingWord as error:
        found.incomplete(_DOMAIN, str(error))
    try:
        sizes = [_node_enclave_bytes(root, name) for name in root.names(_NODES) if name.startswith("node")]
    except OSError:
        return 0
    return sum(sizes)


def _node_enclave_bytes(root: Root, node: str) -> int:
    """What the kernel says of one NUMA node, since Linux 5.17."""
    path = f"{_NODES}/{node}/x86/sgx_total_bytes"
    return integer(trimmed(root.attribute(path))) or 0 if root.exists(path) else 0


def _parameter(root: Root, found: Found, module: str, name: str) -> str:
    return _attribute(root, found, f"sys/module/{module}/parameters/{name}")


def _attribute(root: Root, found: Found, path: str) -> str:
    """The text of a file, empty without one: a module that is not loaded has no parameters."""
    try:
        return root.attribute(path)
    except OSError as error:
        if not is_missing(error) or not root.has("sys/module"):
            found.incomplete(_DOMAIN, error)
        return ""


def _is_on(parameter: str) -> bool:
    return parameter.startswith(("1", "Y"))


def _capacity(root: Root, found: Found, resource: str, element: str) -> dict[str, str]:
    """What the misc controller says of a resource. NFD takes the first line that *begins* with its name."""
    for path in _CAPACITIES:
        try:
            text = root.text(path)
        except OSError as error:
            if is_missing(error):
                continue
            found.incomplete(_DOMAIN, error)
            return {}
        line = next((line for line in lines(text) if line.startswith(resource)), "")
        number = integer(line.split(" ")[1].removesuffix("\r")) if " " in line else None
        return {} if number is None or number < 0 else {element: str(number)}
    return {}
