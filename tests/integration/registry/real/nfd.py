"""NFD's own client."""

from __future__ import annotations

import os
from pathlib import Path

from tests.tools import missing


def program() -> Path:
    """The executable of NFD that `TESTS_NFD` names."""
    named = os.environ.get("TESTS_NFD", "")
    if not named:
        missing("TESTS_NFD does not name an executable of NFD")
    return Path(named)
