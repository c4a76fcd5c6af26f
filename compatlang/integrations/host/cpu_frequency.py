"""Idle states and frequencies of x86-64 processors: `cpu.cstate`, `cpu.pstate` and `cpu.sst`.

After NFD `source/cpu/cstate_amd64.go`, `pstate_amd64.go` and `power_amd64.go`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from compatlang.integrations.host.cpuid import Processor
from compatlang.integrations.host.found import Found
from compatlang.integrations.host.hardware import MissingWord
from compatlang.integrations.host.root import Root, Unreadable, has_no_value, is_missing
from compatlang.integrations.host.text import boolean, integer, trimmed

_CPU = "sys/devices/system/cpu"
_MAX_CSTATE = "sys/module/intel_idle/parameters/max_cstate"
_DEVICES = "sys/bus/cpu/devices"
_BASE_FREQUENCY_LEAF = 0x16


def discover(root: Root, found: Found, processor: Processor | None) -> None:
    """All three; `processor` is None where CPUID could not be asked."""
    with found.trying("cpu.cstate"):
        found.attributes["cpu.cstate"] = _cstate(root)
    found.attributes["cpu.pstate"] = {}
    try:
        found.attributes["cpu.pstate"] = _pstate(root, found)
    except OSError as error:
        found.incomplete("cpu.pstate", error)
    _speed_select(root, found, processor)


def _cstate(root: Root) -> dict[str, str]:
    _require_sysfs(root)
    if not root.exists(f"{_CPU}/cpuidle"):
        return {}
    if trimmed(root.attribute(f"{_CPU}/cpuidle/current_driver")) != "intel_idle":
        return {}
    states = integer(trimmed(root.attribute(_MAX_CSTATE)))
    if states is None:
        raise Unreadable(_MAX_CSTATE, "not a number")
    return {"enabled": boolean(states > 0)}


def _pstate(root: Root, found: Found) -> dict[str, str]:
    _require_sysfs(root)
    if not root.exists(f"{_CPU}/intel_pstate"):
        return {}
    status = trimmed(root.attribute(f"{_CPU}/intel_pstate/status"))
    if status == "off":
        return {}
    values = {"status": status}
    no_turbo = _optional(found, lambda: root.attribute(f"{_CPU}/intel_pstate/no_turbo"))
    if no_turbo:
        values["turbo"] = boolean(no_turbo.startswith("0"))
    governor = _optional(found, lambda: _governor(root, found)) if status == "active" else ""
    if governor:
        values["scaling_governor"] = governor
    return values


def _governor(root: Root, found: Found) -> str:
    """The governor of all policies that some processor follows; empty where they differ."""
    folder = f"{_CPU}/cpufreq"
    governor = ""
    for policy in root.names(folder):
        one = _optional(found, partial(_governor_of, root, f"{folder}/{policy}"))
        if one is None:
            continue
        if governor not in ("", one):
            return ""
        governor = one
    return governor


def _governor_of(root: Root, policy: str) -> str | None:
    """The governor of a policy; None where no processor follows it."""
    if not trimmed(root.attribute(f"{policy}/affected_cpus")):
        return None
    return trimmed(root.attribute(f"{policy}/scaling_governor"))


def _optional(found: Found, read: Callable[[], str | None]) -> str | None:
    """What can be read; None where it cannot, which makes the domain partial unless there is just no such thing."""
    try:
        return read()
    except OSError as error:
        if not has_no_value(error):
            found.incomplete("cpu.pstate", error)
        return None


def _require_sysfs(root: Root) -> None:
    if not root.exists(_CPU):
        raise Unreadable(_CPU, "not there")


def _speed_select(root: Root, found: Found, processor: Processor | None) -> None:
    """Whether some processor has a base frequency above the one that CPUID calls nominal (SST-BF)."""
    found.attributes["cpu.sst"] = {}
    try:
        for name in root.names(_DEVICES):
            if _is_raised(root, f"{_DEVICES}/{name}/cpufreq/base_frequency", processor):
                found.attributes["cpu.sst"] = {"bf.enabled": "true"}
                return
    except OSError as error:
        found.incomplete("cpu.sst", error)


def _is_raised(root: Root, path: str, processor: Processor | None) -> bool:
    try:
        text = root.attribute(path)
    except OSError as error:
        if is_missing(error):
            return False
        raise
    effective = integer(trimmed(text))
    if effective is None:
        raise Unreadable(path, "not a number")
    nominal = _nominal_megahertz(processor)
    if nominal == 0:
        raise Unreadable(path, "CPUID does not say what the nominal base frequency is")
    return effective // 1000 > nominal


def _nominal_megahertz(processor: Processor | None) -> int:
    try:
        return processor.ask(_BASE_FREQUENCY_LEAF).eax if processor is not None else 0
    except MissingWord:
        return 0
