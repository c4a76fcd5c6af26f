"""Tools that some tests need besides Python: where one is missing they skip and say why, where it must be there they fail."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

REQUIRED = "TESTS_REQUIRE_TOOLS"
"""Set in the environment where every tool must be there, as in the check run."""


def missing(reason: str) -> NoReturn:
    """Skip the test, or fail it where nothing of the kind may be missing."""
    if os.environ.get(REQUIRED):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
