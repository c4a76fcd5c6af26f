"""Bytes of snapshot files as text."""

from __future__ import annotations

from compatlang import limits
from compatlang.errors import LoadError
from compatlang.loader import decode


def require_text(head: bytes) -> None:
    """Raises `LoadError` where a file that begins so is known to be no UTF-8 text."""
    if head.startswith(b"\x1f\x8b"):
        raise LoadError("compressed with gzip; decompress it first")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise LoadError("UTF-16 text; save it as UTF-8")


def text(data: bytes) -> str:
    """UTF-8 text. Raises `LoadError`."""
    if len(data) > limits.SNAPSHOT_FILE_BYTES:
        raise too_large()
    require_text(data)
    if b"\0" in data:
        raise LoadError("binary data, not text")
    return decode(data)


def too_large() -> LoadError:
    """What is raised where a file cannot be read in parts and is too large for reading it whole."""
    return LoadError(f"larger than {limits.SNAPSHOT_FILE_BYTES >> 30} GiB")
