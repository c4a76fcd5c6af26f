"""The build options of the running kernel. After NFD `source/kernel/kconfig.go`, whose places are those of kubeadm's checks."""

from __future__ import annotations

import gzip
import io
import zlib

from compatlang.integrations.host.root import Root, Unreadable
from compatlang.integrations.host.text import decode, lines

_BYTES = 16 << 20
"""Size of a configuration, compressed or not (16 MiB)."""

_COMPRESSED = "proc/config.gz"
_ANY_RELEASE = "usr/src/linux/.config"
_PLACES = (
    "usr/src/linux-{}/.config",
    "usr/src/linux-rt-{}/.config",
    _ANY_RELEASE,
    "usr/lib/modules/{}/config",
    "usr/lib/ostree-boot/config-{}",
    "usr/lib/kernel/config-{}",
    "usr/src/linux-headers-{}/.config",
    "lib/modules/{}/build/.config",
    "usr/src/linux-rt-headers-{}/.config",
    "boot/config-{}",
)
"""Where a configuration may be, the release of the kernel in it; the first that can be read is the one."""


def config(root: Root, release: str | None) -> dict[str, str]:
    """The options that are set, without `CONFIG_`. Raises `OSError` where there is no configuration."""
    values = {}
    for line in lines(_read(root, release)):
        if line.startswith("CONFIG_") and "=" in line:
            name, _, value = line.removeprefix("CONFIG_").partition("=")
            values[name] = value.strip('"')
    return values


def _read(root: Root, release: str | None) -> str:
    try:
        return decode(_expanded(root.read(_COMPRESSED, _BYTES)))
    except OSError:
        pass
    for place in (_ANY_RELEASE,) if release is None else _PLACES:
        try:
            return root.text(place.replace("{}", release or ""), _BYTES)
        except OSError:
            continue
    raise Unreadable(_COMPRESSED, "no configuration of the kernel can be read, here or in the usual places")


def _expanded(data: bytes) -> bytes:
    if not data:
        raise Unreadable(_COMPRESSED, "empty")
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            expanded = stream.read(_BYTES + 1)
    except (EOFError, zlib.error) as error:
        raise Unreadable(_COMPRESSED, "damaged") from error
    if len(expanded) > _BYTES:
        raise Unreadable(_COMPRESSED, f"larger than {_BYTES} bytes")
    return expanded
