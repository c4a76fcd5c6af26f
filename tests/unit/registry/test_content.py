from __future__ import annotations

import hashlib

import pytest

from compatlang.integrations.registry.content import digest_of, verify
from compatlang.integrations.registry.errors import UnsoundError

DATA = b"some bytes"


@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_bytes_that_are_what_they_have_to_be(algorithm: str) -> None:
    digest = f"{algorithm}:{hashlib.new(algorithm, DATA).hexdigest()}"
    assert digest_of(DATA, algorithm) == digest
    assert verify(DATA, digest, "it", len(DATA)) == DATA
    assert verify(DATA, digest, "it") == DATA


def test_other_bytes_of_the_same_size() -> None:
    with pytest.raises(UnsoundError, match=f"it is not what was asked for: its digest is {digest_of(b'other data')}"):
        verify(b"other data", digest_of(DATA), "it", len(DATA))


@pytest.mark.parametrize("size", [0, 9, 11])
def test_another_size(size: int) -> None:
    with pytest.raises(UnsoundError, match=f"it has 10 bytes, and {size} were announced"):
        verify(DATA, digest_of(DATA), "it", size)
