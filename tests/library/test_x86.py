"""The levels of x86-64 have the flags that the facts have."""

from __future__ import annotations

import re

import pytest

from tests.library.facts.fact import read
from tests.library.summary import POLICIES
from tests.library.test_facts import needs_facts


@needs_facts
@pytest.mark.parametrize("level", [2, 3, 4])
def test_a_level_adds_the_flags_of_the_facts(level: int) -> None:
    """The facts have no names of NFD for the baseline."""
    module = (POLICIES / "x86.compat").read_text(encoding="utf-8")
    found = re.search(rf"^let level_{level} = \[(.+)\]$", module, re.MULTILINE)
    assert found
    assert sorted(re.findall(r'"(\w+)"', found[1])) == sorted(
        read("cpu/x86_64_levels.yaml")["levels"][f"v{level}"]["nfd"]
    )
