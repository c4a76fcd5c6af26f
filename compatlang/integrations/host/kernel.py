"""The running kernel: every `kernel` feature. After NFD `source/kernel/`.

The build options are in `kconfig`.
"""

from __future__ import annotations

import re

from compatlang.integrations.host.found import Found
from compatlang.integrations.host.kconfig import config
from compatlang.integrations.host.root import Root, Unreadable, is_missing
from compatlang.integrations.host.text import boolean, fields, lines, trimmed, underscored

_RELEASE = re.compile(r"([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-.*)?")
_BUILTIN_BYTES = 16 << 20


def discover(root: Root, found: Found) -> None:
    """Every `kernel` feature."""
    release: str | None = None
    with found.trying("kernel.version"):
        release = trimmed(root.attribute("proc/sys/kernel/osrelease"))
        found.attributes["kernel.version"] = version(release)
    with found.trying("kernel.config"):
        found.attributes["kernel.config"] = config(root, release)
    _modules(root, found, release)
    with found.trying("kernel.selinux"):
        found.attributes["kernel.selinux"] = {"enabled": boolean(_selinux_enforces(root))}
    with found.trying("kernel.kvm"):
        found.attributes["kernel.kvm"] = {"enabled": boolean(_has_kvm(root))}


def version(release: str) -> dict[str, str]:
    """The release as a label may hold it, and its numbers where it begins with some."""
    full = underscored(release).strip("-_.")
    match = _RELEASE.fullmatch(full)
    if match is None:
        return {"full": full}
    major, minor, revision = (number or "" for number in match.groups())
    return {"full": full, "major": major, "minor": minor, "revision": revision}


def _modules(root: Root, found: Found, release: str | None) -> None:
    loaded: list[str] | None = None
    with found.trying("kernel.loadedmodule"):
        loaded = [words[0] for line in lines(root.text("proc/modules", _BUILTIN_BYTES)) if (words := fields(line))]
        found.flags["kernel.loadedmodule"] = loaded
    with found.trying("kernel.enabledmodule"):
        if release is None:
            raise Unreadable("", "the release of the kernel is not known")
        found.flags["kernel.enabledmodule"] = [*(loaded or ()), *_builtin(root, release)]
        if loaded is None:
            found.incomplete("kernel.enabledmodule", "the modules that are loaded could not be read")


def _builtin(root: Root, release: str) -> list[str]:
    text = root.text(f"lib/modules/{release}/modules.builtin", _BUILTIN_BYTES)
    paths = [trimmed(line) for line in lines(text)]
    return [path.rpartition("/")[2].removesuffix(".ko") for path in paths if path.endswith(".ko")]


def _selinux_enforces(root: Root) -> bool:
    if not root.exists("sys/fs"):
        raise Unreadable("sys/fs", "not there")
    try:
        state = root.attribute("sys/fs/selinux/enforce")
    except OSError as error:
        if is_missing(error):
            return False
        raise
    if not state:
        raise Unreadable("sys/fs/selinux/enforce", "empty")
    return state.startswith("1")


def _has_kvm(root: Root) -> bool:
    """Whether the device of KVM is there; NFD says no as well where there is no sysfs at all."""
    if not root.exists("sys/devices"):
        raise Unreadable("sys/devices", "not there")
    return root.exists("sys/devices/virtual/misc/kvm")
