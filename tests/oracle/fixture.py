"""The fixture `oracle`; a suite that asks it imports it into its own conftest.py."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NoReturn

import pytest

from tests.oracle.oracle import Oracle, available


@pytest.fixture(scope="session")
def oracle() -> Iterator[Oracle]:
    """NFD's own code. Where it cannot be built the tests skip, or fail if TESTS_REQUIRE_TOOLS=1 says it must be."""
    reason = available()
    if reason is not None:
        give_up(reason)
    with Oracle() as running:
        yield running


def give_up(reason: str) -> NoReturn:
    if os.environ.get("TESTS_REQUIRE_TOOLS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
