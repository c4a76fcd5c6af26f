"""The policies that we ship are clean, on the day on which their facts were last compared with their sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from compatlang.lint.lint import lint
from compatlang.pipeline import open_source
from tests.lint.linting import options
from tests.test_examples import FILES, named


@pytest.mark.parametrize("path", FILES, ids=named)
def test_nothing_is_found_in_a_policy_that_is_shipped(path: Path) -> None:
    result = lint(*open_source(path), options())
    assert not result.diagnostics
    assert [(each.code, each.message) for each in result.findings] == []
