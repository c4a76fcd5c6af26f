"""The digest is SHA-256, wherever it comes from."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from compatlang.digest import digest


@given(st.binary(max_size=300))
def test_it_is_that_of_hashlib(data: bytes) -> None:
    assert digest(data) == hashlib.sha256(data).hexdigest()
