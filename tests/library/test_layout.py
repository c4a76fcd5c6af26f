"""The library, the examples and their tests are laid out as the formatter does it: `compatlang fmt policies`."""

from __future__ import annotations

from pathlib import Path

import pytest

from compatlang.source import SourceFile
from compatlang.syntax.formatting import format_source

FOLDER = Path(__file__).resolve().parents[2] / "policies"


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.compat")), ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_a_file_is_formatted(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert format_source(SourceFile(path.name, text))[0] == text
