"""The gallery is current, and each of its policies has one mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

import compatlang
from tests.gallery.page import PAGE, page, policies


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m tests.gallery"


def test_there_are_ten() -> None:
    assert [path.name[:3] for path in policies()] == [f"{number:02}-" for number in range(1, 11)]


@pytest.mark.parametrize("path", policies(), ids=lambda path: path.stem)
def test_a_policy_has_one_mistake_and_a_repair(path: Path) -> None:
    found = compatlang.compile_file(path).diagnostics
    assert [each.severity for each in found] == ["error"]
    assert found[0].help or found[0].labels or found[0].code == "unclosed"
