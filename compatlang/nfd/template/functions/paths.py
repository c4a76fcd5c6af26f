"""Sprig's functions on paths: Go's `path`, which on Linux does the same as `path/filepath`."""

from __future__ import annotations

from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.kinds import BOOL, STRING


def _clean(path: bytes) -> bytes:
    """The shortest path that means the same, by its text alone."""
    rooted = path.startswith(b"/")
    kept: list[bytes] = []
    for name in path.split(b"/"):
        if name in {b"", b"."}:
            continue
        if name != b"..":
            kept.append(name)
        elif kept and kept[-1] != b"..":
            kept.pop()
        elif not rooted:
            kept.append(name)
    return (b"/" if rooted else b"") + b"/".join(kept) or b"."


def _base(path: bytes) -> bytes:
    if not path:
        return b"."
    return path.rstrip(b"/").rpartition(b"/")[2] or b"/"


def _dir(path: bytes) -> bytes:
    folder, slash, _ = path.rpartition(b"/")
    return _clean(folder + slash)


def _ext(path: bytes) -> bytes:
    _, dot, ending = path.rpartition(b"/")[2].rpartition(b".")
    return dot + ending if dot else b""


def _is_abs(path: bytes) -> bool:
    return path.startswith(b"/")


FUNCTIONS = (
    *(Function(name, _base, (STRING,), STRING) for name in ("base", "osBase")),
    *(Function(name, _clean, (STRING,), STRING) for name in ("clean", "osClean")),
    *(Function(name, _dir, (STRING,), STRING) for name in ("dir", "osDir")),
    *(Function(name, _ext, (STRING,), STRING) for name in ("ext", "osExt")),
    *(Function(name, _is_abs, (STRING,), BOOL) for name in ("isAbs", "osIsAbs")),
)
