"""Versions of the libraries that the host's loader knows: `host.library`, by soname. NFD has nothing like it.

The loader's cache is read, never run, and no library is opened: the version is the one in the name of the file that the
soname leads to, `libcuda.so.1 -> libcuda.so.550.54.14`. A library whose file has no more in its name than its soname is
there with an empty version: its presence is a fact, every comparison is unknown.
"""

from __future__ import annotations

import re

from compatlang.integrations.host import loader_cache
from compatlang.integrations.host.found import Found
from compatlang.integrations.host.loader_cache import Library
from compatlang.integrations.host.root import Root, Unreadable

_DOMAIN = "host.library"
_CACHE = "etc/ld.so.cache"
_CACHE_BYTES = 64 << 20

KINDS = {"amd64": 0x0300, "arm64": 0x0A00, "ppc64le": 0x0500, "s390x": 0x0400}
"""How the cache marks the libraries of each architecture; other marks are of libraries for other programs."""

_ELF_OF_GLIBC = 3
_VERSIONED = re.compile(r"\.so\.([0-9]+\.[^/]*)|-([0-9]+\.[^/]*)\.so")
"""A file's name behind the stem. One number alone is that of the interface, as in a soname."""

_GLIBC = re.compile(r"\bversion ([0-9]+(?:\.[0-9]+)+)")
_OF_GLIBC = ("libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1")
"""Libraries that are glibc itself, whose files have no version in their names since 2.34."""


def discover(root: Root, found: Found, architecture: str) -> None:
    """Every library of the host's own architecture."""
    with found.trying(_DOMAIN):
        cache = loader_cache.parse(root.read(_CACHE, _CACHE_BYTES))
        if cache is None:
            raise Unreadable(_CACHE, "not a cache of the dynamic loader")
        versions: dict[str, str] = {}
        for library in cache.libraries:
            if _is_native(library, architecture) and not versions.get(library.soname):
                versions[library.soname] = _version(root, library) or versions.get(library.soname, "")
        glibc = _GLIBC.search(cache.generator)
        if glibc is not None:
            versions |= {name: glibc[1] for name in _OF_GLIBC if versions.get(name) == ""}
        found.attributes[_DOMAIN] = versions


def _is_native(library: Library, architecture: str) -> bool:
    kind = KINDS.get(architecture)
    return kind is None or library.kind == kind | _ELF_OF_GLIBC


def _version(root: Root, library: Library) -> str:
    """The version in the name of a library's file, empty where there is none."""
    try:
        return version_in_name(root.final_name(library.path), library.soname)
    except OSError:
        return ""


def version_in_name(file: str, soname: str) -> str:
    """What a file's name says beyond the soname.

    >>> version_in_name("libcuda.so.550.54.14", "libcuda.so.1"), version_in_name("libc-2.31.so", "libc.so.6")
    ('550.54.14', '2.31')
    """
    stem = soname.partition(".so")[0]
    if file == soname or not file.startswith(stem):
        return ""
    match = _VERSIONED.fullmatch(file.removeprefix(stem))
    return (match[1] or match[2]) if match is not None else ""
