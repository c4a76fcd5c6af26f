"""Bytes and the digests that name them: nothing is used before it is what it was asked for."""

from __future__ import annotations

import hashlib

from compatlang.integrations.registry.errors import UnsoundError


def digest_of(data: bytes, algorithm: str = "sha256") -> str:
    """The digest of some bytes, `sha256:` and hexadecimal digits."""
    return f"{algorithm}:{hashlib.new(algorithm, data).hexdigest()}"


def verify(data: bytes, digest: str, what: str, size: int | None = None) -> bytes:
    """The bytes again, if they have that digest and, where it is known, that size. Raises `UnsoundError`."""
    if size is not None and len(data) != size:
        raise UnsoundError(f"{what} has {len(data)} bytes, and {size} were announced")
    found = digest_of(data, digest.partition(":")[0])
    if found != digest:
        raise UnsoundError(f"{what} is not what was asked for: its digest is {found}")
    return data
